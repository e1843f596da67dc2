/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/cgroup/reader.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/worker.h"
#include "parse/system/cgroup.h"
#include "ports/feed.h"

/* A reading ends after so long, finished or not; the next one goes on. */
#define DEADLINE_NS (5 * NS_PER_SECOND)

struct cgroup_reader {
	struct worker worker;
	/* Under the lock. */
	bool running;
	bool lacked_memory; /* the last reading */
	struct cgroup_request request;
	uint64_t visible[VISIBLE_CGROUPS];
	char *path; /* that request names */
	struct cgroups *latest;
	/* The thread's own. */
	int proc;
	struct cgroup_tree *tree;
	struct file_buffer buffer;
};

/* How many the controller of v1 has, those that were removed included. */
static struct value read_controller_count(struct cgroup_reader *reader)
{
	enum status status = file_read(&reader->buffer, reader->proc, "cgroups");

	if (status != STATUS_OK)
		return value_missing(value_state_of(status));
	return cgroup_parse_controller_count("memory", reader->buffer.text, reader->buffer.length);
}

/* v2 says it of its root; of v1 the controller has more cgroups than there are directories. */
static struct value read_dying(struct cgroup_reader *reader, const struct cgroups *cgroups)
{
	if (cgroups->count == 0)
		return value_missing(VALUE_ABSENT);
	if (cgroups->version == 2)
		return cgroup_value(cgroups->nodes[0].cgroup, CGROUP_DYING);
	if (cgroups->is_part)
		return value_missing(VALUE_NOT_ASKED);
	if (cgroups->denied > 0)
		return value_missing(VALUE_DENIED);
	if (cgroups->is_incomplete)
		return value_missing(VALUE_PENDING);
	return value_subtract(read_controller_count(reader), value_of(cgroups->count));
}

/* STATUS_NO_MEMORY. */
static enum status finish(struct cgroup_reader *reader, struct cgroups *cgroups,
	const struct cgroup_mount *mount)
{
	cgroups->version = mount->version;
	cgroups->is_part = mount->is_part;
	cgroups->is_recursive = mount->is_recursive;
	if (mount->root[0] && !(cgroups->mount_root = strdup(mount->root)))
		return STATUS_NO_MEMORY;
	cgroups->dying = read_dying(reader, cgroups);
	return cgroups->dying.state == VALUE_NO_MEMORY ? STATUS_NO_MEMORY : STATUS_OK;
}

static struct cgroups *read_all(struct cgroup_reader *reader, const struct cgroup_request *request)
{
	uint64_t deadline_ns = clock_now_ns(CLOCK_MONOTONIC) + DEADLINE_NS;
	uint64_t began_ns = clock_now_ns(CLOCK_THREAD_CPUTIME_ID);
	struct cgroup_mount *mount = calloc(1, sizeof(*mount));
	struct cgroups *cgroups = NULL;
	enum cgroup_trouble trouble;
	enum status status = STATUS_OK;

	if (!mount)
		return NULL;
	trouble = cgroup_mount_find(mount, reader->proc, &reader->buffer, &status);
	if (trouble == CGROUP_FINE)
		cgroups = cgroup_tree_read(reader->tree, mount, request, deadline_ns,
			&reader->worker.cancelled);
	else if (status != STATUS_NO_MEMORY)
		cgroups = cgroups_new(0);
	if (cgroups && trouble == CGROUP_FINE) {
		if (finish(reader, cgroups, mount) != STATUS_OK) {
			cgroups_unref(cgroups);
			cgroups = NULL;
		}
	} else if (cgroups)
		*cgroups = (struct cgroups){ .references = 1,
			.trouble = trouble,
			.status = status,
			.nodes = cgroups->nodes };
	if (cgroups) {
		cgroups->monotonic_ns = clock_now_ns(CLOCK_MONOTONIC);
		cgroups->cpu_ns = clock_now_ns(CLOCK_THREAD_CPUTIME_ID) - began_ns;
	}
	free(mount);
	return cgroups;
}

static void run(void *context)
{
	struct cgroup_reader *reader = context;
	struct cgroup_request request;
	uint64_t visible[VISIBLE_CGROUPS];
	struct cgroups *cgroups;
	char *path;

	worker_lock(&reader->worker);
	request = reader->request;
	if (request.visible_count > 0)
		memcpy(visible, reader->visible, request.visible_count * sizeof(*visible));
	path = reader->path;
	reader->path = NULL;
	worker_unlock(&reader->worker);
	request.visible = visible;
	request.path = path;
	cgroups = read_all(reader, &request);
	free(path);
	worker_lock(&reader->worker);
	if (cgroups) {
		cgroups_unref(reader->latest);
		reader->latest = cgroups;
	}
	reader->lacked_memory = !cgroups;
	reader->running = false;
	worker_wake(&reader->worker);
	worker_unlock(&reader->worker);
}

static void free_all(void *context)
{
	struct cgroup_reader *reader = context;

	cgroups_unref(reader->latest);
	free(reader->path);
	cgroup_tree_free(reader->tree);
	file_buffer_free(&reader->buffer);
	if (reader->proc >= 0)
		close(reader->proc);
	free(reader);
}

struct cgroup_reader *cgroup_reader_new(int proc, const char *var,
	const struct cgroup_limits *limits)
{
	struct cgroup_reader *reader = calloc(1, sizeof(*reader));

	if (!reader)
		return NULL;
	reader->proc = fcntl(proc, F_DUPFD_CLOEXEC, 0);
	reader->tree = cgroup_tree_new(limits, var);
	if (worker_init(&reader->worker, free_all, reader, -1) != STATUS_OK || reader->proc < 0 ||
		!reader->tree) {
		worker_leave(&reader->worker);
		return NULL;
	}
	return reader;
}

void cgroup_reader_use(struct cgroup_reader *reader, struct memcg_counters counters)
{
	struct cgroup_mount *mount = calloc(1, sizeof(*mount));
	enum status unsaid;

	if (mount &&
		cgroup_mount_find(mount, reader->proc, &reader->buffer, &unsaid) == CGROUP_FINE &&
		mount->version == 1)
		cgroup_tree_use(reader->tree, counters,
			(size_t)value_or(read_controller_count(reader), 0));
	else if (counters.free)
		counters.free(counters.context);
	free(mount);
}

void cgroup_reader_free(struct cgroup_reader *reader)
{
	if (reader)
		worker_leave(&reader->worker);
}

static bool take_request(struct cgroup_reader *reader, const struct cgroup_request *request)
{
	reader->request = *request;
	free(reader->path);
	reader->path = request->path ? strdup(request->path) : NULL;
	reader->lacked_memory = request->path && !reader->path;
	if (request->visible_count > VISIBLE_CGROUPS)
		reader->request.visible_count = VISIBLE_CGROUPS;
	if (reader->request.visible_count > 0)
		memcpy(reader->visible, request->visible,
			reader->request.visible_count * sizeof(*reader->visible));
	return !reader->lacked_memory;
}

struct cgroups *cgroup_reader_read(struct cgroup_reader *reader,
	const struct cgroup_request *request, uint64_t wait_ns, enum value_state *missing)
{
	uint64_t until_ns = clock_now_ns(CLOCK_MONOTONIC) + wait_ns;
	struct cgroups *cgroups = NULL;

	worker_lock(&reader->worker);
	/* One that hangs goes on with what it was asked for. */
	if (!reader->running)
		reader->running = take_request(reader, request) &&
				  worker_start(&reader->worker, run, 0) == STATUS_OK;
	*missing = reader->running ? VALUE_PENDING : VALUE_FAILED;
	while (reader->running && worker_wait(&reader->worker, until_ns))
		;
	if (!reader->running && reader->lacked_memory)
		*missing = VALUE_NO_MEMORY;
	else if (reader->latest)
		cgroups = cgroups_ref(reader->latest);
	worker_unlock(&reader->worker);
	return cgroups;
}
