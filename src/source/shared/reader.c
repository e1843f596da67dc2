/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/shared/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/compiler/statx.h"
#include "base/event.h"
#include "base/i18n.h"
#include "base/worker.h"
#include "parse/meminfo/meminfo.h"
#include "source/process/all_pids.h"
#include "source/rights.h"
#include "source/shared/covered.h"
#include "source/shared/creators.h"

/* Of a file system that is mounted in many places so many ways to it are tried. */
#define WAYS_MOST 4

struct shared_reader {
	struct worker worker;
	struct kernel_root root;
	struct errands errands;      /* the thread's */
	struct kernel_inodes inodes; /* the same; without functions: there are none */
	/* Under the worker's lock. */
	bool running, has_report;
	bool rests; /* once it does not run any more */
	struct shared_report report;
};

/* What one look has in its hands. */
struct shared_look {
	struct errands *errands;
	struct places places;
	pid_t *pids;
	size_t pid_count;
	struct kernel_shmem_users shmem_users;
	struct mount_walk *walks;
	size_t walk_count;
	struct shared_holder *holders;
	size_t holder_count;
	struct gathered_segment *segments;
	size_t segment_count;
	struct cache_report inodes;
	bool has_inodes;
};

/* ---- the machine ---- */

static struct value pool(const struct meminfo *meminfo, enum meminfo_field pages)
{
	struct value size = meminfo->field[MEMINFO_Hugepagesize];

	return value_known(size) ? value_times(meminfo->field[pages], (uint64_t)size.n) : size;
}

static void read_meminfo(struct shared_report *report, const struct kernel_root *root)
{
	struct file_buffer buffer = { 0 };
	struct meminfo meminfo;
	enum status status = file_read(&buffer, root->proc, "meminfo");
	bool is_read = status == STATUS_OK;

	if (is_read)
		status = meminfo_parse(&meminfo, buffer.text, buffer.length);
	report->shmem = report->total = report->swap_used = value_missing(value_state_of(status));
	report->huge_total = report->huge_free = report->shmem;
	if (status == STATUS_OK) {
		report->shmem = meminfo.field[MEMINFO_Shmem];
		report->total = meminfo.field[MEMINFO_MemTotal];
		report->swap_used = value_subtract(meminfo.field[MEMINFO_SwapTotal],
			meminfo.field[MEMINFO_SwapFree]);
		report->huge_total = pool(&meminfo, MEMINFO_HugePages_Total);
		report->huge_free = pool(&meminfo, MEMINFO_HugePages_Free);
	}
	if (is_read)
		meminfo_free(&meminfo);
	file_buffer_free(&buffer);
}

/* ---- mounts ---- */

/* The places that have not been tried and whose file system was not walked, one of each. */
static size_t next_ways(struct shared_look *look, struct mount_walk *ways, size_t round)
{
	size_t count = 0, way = 0;

	for (size_t i = 0; i < look->places.count; i++) {
		const struct mount_place *place = &look->places.rows[i];
		bool done = false;

		way = i > 0 && place->device == place[-1].device ? way + 1 : 0;
		for (size_t j = 0; j < look->walk_count; j++)
			done |= look->walks[j].place.device == place->device;
		if (way == round && !done)
			ways[count++] =
				(struct mount_walk){ .item.pid = place->pid, .place = *place };
	}
	return count;
}

static enum status walk_mounts(struct shared_look *look, const struct kernel_root *root)
{
	struct mount_walk *ways = calloc(look->places.count + 1, sizeof(*ways));
	enum status status = STATUS_OK;
	bool has_covered = false;

	/* and one for what is below all mounts */
	look->walks = calloc(look->places.count + 1, sizeof(*look->walks));
	if (!ways || !look->walks)
		status = STATUS_NO_MEMORY;
	for (size_t round = 0; round < WAYS_MOST && status == STATUS_OK; round++) {
		size_t count = next_ways(look, ways, round);

		if (count == 0)
			break;
		status = errands_read(look->errands, &mount_walk_kind, ways, count, NULL);
		for (size_t i = 0; i < count; i++) {
			if (ways[i].item.status == STATUS_OK && status == STATUS_OK)
				look->walks[look->walk_count++] = ways[i];
			else
				mount_walk_drop(&ways[i]);
			if (status == STATUS_OK && status_is_shortage(ways[i].item.status))
				status = ways[i].item.status;
		}
	}
	free(ways);
	/* The kernel's lists have its files. */
	if (status == STATUS_OK && !look->has_inodes)
		status = covered_rootfs_find(&has_covered, &look->walks[look->walk_count], root,
			&look->places.set);
	look->walk_count += has_covered;
	return status;
}

/* ---- processes ---- */

/* What a process holds is not known by half: the look as a whole ends by a shortage. */
static enum status shortage_of(const struct shared_look *look)
{
	for (size_t i = 0; i < look->holder_count; i++) {
		const struct shared_holder *holder = &look->holders[i];

		if (holder->item.status != STATUS_OK)
			continue;
		if (status_is_shortage(holder->files))
			return holder->files;
		if (status_is_shortage(holder->maps))
			return holder->maps;
	}
	return STATUS_OK;
}

/* All processes, or those that the kernel says share memory. */
static enum status look_at_processes(struct shared_look *look)
{
	bool few = look->shmem_users.is_known;
	const pid_t *pids = few ? look->shmem_users.pids : look->pids;
	const size_t count = few ? look->shmem_users.count : look->pid_count;
	enum status status;

	look->holders = calloc(count + 1, sizeof(*look->holders));
	if (!look->holders)
		return STATUS_NO_MEMORY;
	look->holder_count = count;
	for (size_t i = 0; i < count; i++)
		look->holders[i].item.pid = pids[i];
	status = errands_read(look->errands, &holder_kind, look->holders, count, &look->places.set);
	return status == STATUS_OK ? shortage_of(look) : status;
}

static bool was_denied(const struct shared_holder *holder)
{
	return holder->files == STATUS_DENIED || holder->maps == STATUS_DENIED ||
	       holder->files == STATUS_TOO_LARGE || holder->maps == STATUS_TOO_LARGE;
}

static void count_processes(struct shared_report *report, const struct shared_look *look)
{
	report->processes = look->pid_count;
	for (size_t i = 0; i < look->holder_count; i++) {
		const struct shared_holder *holder = &look->holders[i];

		report->unanswered += holder->item.status == STATUS_UNANSWERED;
		report->denied += holder->item.status == STATUS_OK && was_denied(holder);
	}
}

/* ---- a look ---- */

static enum status look_everywhere(struct shared_look *look, const struct kernel_root *root)
{
	enum status status = all_pids_list(&look->pids, &look->pid_count, root);

	if (status == STATUS_OK)
		status = places_find(&look->places, root, look->pids, look->pid_count);
	if (status == STATUS_OK)
		status = walk_mounts(look, root);
	if (status == STATUS_OK)
		status = look_at_processes(look);
	if (status != STATUS_OK)
		return status;
	/* A kernel without them has no such file. */
	status = segments_read(&look->segments, &look->segment_count, root);
	return status_is_shortage(status) ? status : STATUS_OK;
}

/* What the kernel itself has on its lists, where it lets memtop see them. */
static enum status read_inodes(struct shared_look *look, struct shared_reader *reader,
	struct shared_report *report)
{
	enum status status = STATUS_REFUSED;

	look->inodes.refusal.kind = KERNEL_NOT_BUILT;
	if (reader->inodes.read)
		status = reader->inodes.read(reader->inodes.context, &look->inodes,
			&look->shmem_users, &reader->worker.cancelled);
	look->has_inodes = status == STATUS_OK;
	report->method = look->has_inodes ? look->inodes.method : KERNEL_BY_CANDIDATES;
	if (report->method != KERNEL_BY_BPF)
		report->refusal = look->inodes.refusal;
	return status_is_shortage(status) ? status : STATUS_OK;
}

static void look_free(struct shared_look *look)
{
	cache_report_free(&look->inodes);
	for (size_t i = 0; i < look->walk_count; i++)
		mount_walk_drop(&look->walks[i]);
	for (size_t i = 0; i < look->holder_count; i++)
		holder_drop(&look->holders[i]);
	free(look->walks);
	free(look->holders);
	free(look->segments);
	free(look->pids);
	free(look->shmem_users.pids);
	places_free(&look->places);
}

static struct shared_report read_report(struct shared_reader *reader)
{
	struct shared_report report = { .method = KERNEL_BY_CANDIDATES };
	struct shared_look *look = calloc(1, sizeof(*look));
	enum status status = look ? STATUS_OK : STATUS_NO_MEMORY;

	read_meminfo(&report, &reader->root);
	if (look) {
		look->errands = &reader->errands;
		status = read_inodes(look, reader, &report);
		if (status == STATUS_OK)
			status = look_everywhere(look, &reader->root);
	}
	report.wall_ns = (int64_t)clock_now_ns(CLOCK_REALTIME);
	if (status == STATUS_OK) {
		count_processes(&report, look);
		report.some_hidden = processes_may_be_hidden(&reader->root);
		gather(&report, &(struct gathered_objects){ .places = &look->places.set,
					.walks = look->walks,
					.walk_count = look->walk_count,
					.holders = look->holders,
					.holder_count = look->holder_count,
					.segments = look->segments,
					.segment_count = look->segment_count,
					.inodes = look->has_inodes ? &look->inodes : NULL,
					.ipc_space = holder_ipc_space(&reader->root, "self") });
	} else {
		report.status = status;
	}
	if (look)
		look_free(look);
	free(look);
	return report;
}

static void run(void *context)
{
	struct shared_reader *reader = context;
	struct shared_report report = read_report(reader);

	worker_lock(&reader->worker);
	if (reader->has_report)
		shared_report_free(&reader->report);
	reader->report = report;
	reader->has_report = true;
	reader->running = false;
	if (reader->rests && reader->inodes.rest)
		reader->inodes.rest(reader->inodes.context);
	worker_ring(&reader->worker);
	worker_unlock(&reader->worker);
}

/* ---- callers ---- */

static void free_all(void *context)
{
	struct shared_reader *reader = context;

	if (reader->has_report)
		shared_report_free(&reader->report);
	errands_free(&reader->errands);
	if (reader->inodes.free)
		reader->inodes.free(reader->inodes.context);
	kernel_root_close(&reader->root);
	free(reader);
}

enum status shared_reader_new(struct shared_reader **reader, const struct kernel_inodes *inodes,
	struct message *message)
{
	struct shared_reader *made = calloc(1, sizeof(*made));
	enum status status = STATUS_NO_MEMORY;

	*reader = NULL;
	if (made) {
		made->root = (struct kernel_root){ -1, -1 };
		if (inodes)
			made->inodes = *inodes;
		made->errands.root = &made->root;
		status = worker_init(&made->worker, free_all, made, -1);
	}
	if (status == STATUS_OK)
		status = kernel_root_open(&made->root, "/proc", "/sys");
	if (status == STATUS_OK) {
		*reader = made;
		return STATUS_OK;
	}
	message_set(message, _("shared: %s"),
		status == STATUS_FAILED ? strerror(errno) : status_text(status));
	if (made)
		worker_leave(&made->worker);
	else if (inodes)
		inodes->free(inodes->context);
	return status;
}

void shared_reader_free(struct shared_reader *reader)
{
	if (reader)
		worker_leave(&reader->worker);
}

static bool look_anew(void *context)
{
	struct shared_reader *reader = context;
	bool running;

	worker_lock(&reader->worker);
	reader->rests = false;
	if (!reader->running && worker_start(&reader->worker, run, 0) == STATUS_OK)
		reader->running = true;
	running = reader->running;
	worker_unlock(&reader->worker);
	return running;
}

static void rest(void *context)
{
	struct shared_reader *reader = context;

	worker_lock(&reader->worker);
	reader->rests = true;
	if (!reader->running && reader->inodes.rest)
		reader->inodes.rest(reader->inodes.context);
	worker_unlock(&reader->worker);
}

static bool take(void *context, struct shared_report *report)
{
	struct shared_reader *reader = context;
	bool has_report;

	worker_lock(&reader->worker);
	event_hush(reader->worker.event);
	has_report = reader->has_report;
	if (has_report)
		*report = reader->report;
	reader->has_report = false;
	worker_unlock(&reader->worker);
	return has_report;
}

struct shared_feed shared_reader_feed(struct shared_reader *reader)
{
	return (struct shared_feed){ .context = reader,
		.descriptor = reader->worker.event,
		.look = look_anew,
		.rest = rest,
		.take = take };
}
