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
	enum status lacked; /* what memtop lacked for the last reading, or STATUS_OK */
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
static enum status read_controller_count(struct value *count, struct cgroup_reader *reader)
{
	enum status status = file_read(&reader->buffer, reader->proc, "cgroups");

	*count = status == STATUS_OK ? cgroup_parse_controller_count("memory", reader->buffer.text,
					       reader->buffer.length)
				     : value_missing(value_state_of(status));
	return status_is_shortage(status) ? status : STATUS_OK;
}

/* v2 says it of its root; of v1 the controller has more cgroups than there are directories. */
static enum status read_dying(struct cgroup_reader *reader, struct cgroups *cgroups)
{
	struct value all;
	enum status status;

	cgroups->dying = value_missing(VALUE_ABSENT);
	if (cgroups->trouble)
		cgroups->dying = value_missing(value_state_of(cgroups->status));
	else if (cgroups->version == 2)
		cgroups->dying = cgroup_value(cgroups->nodes[0].cgroup, CGROUP_DYING);
	else if (cgroups->is_part)
		cgroups->dying = value_missing(VALUE_NOT_ASKED);
	else if (cgroups->denied > 0)
		cgroups->dying = value_missing(VALUE_DENIED);
	else if (cgroups->is_incomplete)
		cgroups->dying = value_missing(VALUE_PENDING);
	else {
		status = read_controller_count(&all, reader);
		cgroups->dying = value_subtract(all, value_of(cgroups->count));
		return status;
	}
	return STATUS_OK;
}

/* A shortage. */
static enum status finish(struct cgroup_reader *reader, struct cgroups *cgroups,
	const struct cgroup_mount *mount)
{
	cgroups->version = mount->version;
	cgroups->is_part = mount->is_part;
	cgroups->is_recursive = mount->is_recursive;
	if (mount->root[0] && !(cgroups->mount_root = strdup(mount->root)))
		return STATUS_NO_MEMORY;
	return read_dying(reader, cgroups);
}

/* None, and why. */
static struct cgroups *without(enum cgroup_trouble trouble, enum status status)
{
	struct cgroups *cgroups = cgroups_new(0);

	if (!cgroups)
		return NULL;
	cgroups->trouble = trouble;
	cgroups->status = status;
	return cgroups;
}

/* *out is NULL where memtop lacked something. */
static enum status read_all(struct cgroups **out, struct cgroup_reader *reader,
	const struct cgroup_request *request)
{
	uint64_t deadline_ns = clock_now_ns(CLOCK_MONOTONIC) + DEADLINE_NS;
	uint64_t began_ns = clock_now_ns(CLOCK_THREAD_CPUTIME_ID);
	struct cgroup_mount *mount = calloc(1, sizeof(*mount));
	struct cgroups *cgroups = NULL;
	enum cgroup_trouble trouble;
	enum status status = STATUS_OK;

	*out = NULL;
	if (!mount)
		return STATUS_NO_MEMORY;
	trouble = cgroup_mount_find(mount, reader->proc, &reader->buffer, &status);
	if (trouble == CGROUP_FINE) {
		status = cgroup_tree_read(&cgroups, reader->tree, mount, request, deadline_ns,
			&reader->worker.cancelled);
		if (status == STATUS_OK)
			status = finish(reader, cgroups, mount);
	} else if (!status_is_shortage(status)) {
		cgroups = without(trouble, status);
		status = cgroups ? STATUS_OK : STATUS_NO_MEMORY;
	}
	free(mount);
	if (status != STATUS_OK) {
		cgroups_unref(cgroups);
		return status;
	}
	cgroups->monotonic_ns = clock_now_ns(CLOCK_MONOTONIC);
	cgroups->cpu_ns = clock_now_ns(CLOCK_THREAD_CPUTIME_ID) - began_ns;
	*out = cgroups;
	return STATUS_OK;
}

static void run(void *context)
{
	struct cgroup_reader *reader = context;
	struct cgroup_request request;
	uint64_t visible[VISIBLE_CGROUPS];
	struct cgroups *cgroups;
	enum status lacked;
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
	lacked = read_all(&cgroups, reader, &request);
	free(path);
	worker_lock(&reader->worker);
	if (cgroups) {
		cgroups_unref(reader->latest);
		reader->latest = cgroups;
	}
	reader->lacked = lacked;
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

enum status cgroup_reader_use(struct cgroup_reader *reader, struct memcg_counters counters)
{
	struct cgroup_mount *mount = calloc(1, sizeof(*mount));
	enum cgroup_trouble trouble = CGROUP_CANNOT_BE_READ;
	enum status status = STATUS_NO_MEMORY;
	struct value count;

	if (mount)
		trouble = cgroup_mount_find(mount, reader->proc, &reader->buffer, &status);
	if (trouble == CGROUP_FINE && mount->version == 1) {
		status = read_controller_count(&count, reader);
		cgroup_tree_use(reader->tree, counters, (size_t)value_or(count, 0));
	} else if (counters.free) {
		counters.free(counters.context);
	}
	free(mount);
	return status_is_shortage(status) ? status : STATUS_OK;
}

void cgroup_reader_free(struct cgroup_reader *reader)
{
	if (reader)
		worker_leave(&reader->worker);
}

static enum status take_request(struct cgroup_reader *reader, const struct cgroup_request *request)
{
	reader->request = *request;
	free(reader->path);
	reader->path = request->path ? strdup(request->path) : NULL;
	if (request->visible_count > VISIBLE_CGROUPS)
		reader->request.visible_count = VISIBLE_CGROUPS;
	if (reader->request.visible_count > 0)
		memcpy(reader->visible, request->visible,
			reader->request.visible_count * sizeof(*reader->visible));
	return request->path && !reader->path ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status cgroup_reader_read(struct cgroups **cgroups, struct cgroup_reader *reader,
	const struct cgroup_request *request, uint64_t wait_ns)
{
	uint64_t until_ns = clock_now_ns(CLOCK_MONOTONIC) + wait_ns;
	enum status status;

	*cgroups = NULL;
	worker_lock(&reader->worker);
	/* One that hangs goes on with what it was asked for. */
	if (!reader->running) {
		reader->lacked = take_request(reader, request);
		if (reader->lacked == STATUS_OK)
			reader->lacked = worker_start(&reader->worker, run, 0);
		reader->running = reader->lacked == STATUS_OK;
	}
	while (reader->running && worker_wait(&reader->worker, until_ns))
		;
	status = reader->running ? STATUS_OK : reader->lacked;
	if (status == STATUS_OK && reader->latest)
		*cgroups = cgroups_ref(reader->latest);
	worker_unlock(&reader->worker);
	return status;
}
