/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/growers.h"

#include <stdlib.h>

#include "base/array.h"
#include "derive/process/derived_row.h"
#include "derive/trend.h"
#include "source/inspect/growth_limits.h"
#include "source/inspect/held_shmem.h"

/* To look through the descriptors of a process takes 60 us: 2 ms a sample, or 30 where all counts. */
#define HELD_A_SAMPLE  32
#define HELD_WHERE_ALL 512
/* No process is asked again what memfds it holds before the machine's shared memory moved by this. */
#define HELD_STEP (256 * 1024)
/* To look up its limits takes as long: those of so many growers a sample, in turn. */
#define ROOMS_A_SAMPLE 64

/* What one of them is asked, in a thread that may not come back. */
struct held_question {
	struct errand_item item;
	struct held_shmem held;
};

static void read_held(void *context, struct errand_reader *reader)
{
	struct held_question *question = context;

	question->held = held_shmem_read(&reader->root, reader->context, question->item.pid);
	question->item.status = STATUS_OK;
}

struct grown_question {
	struct errand_item item;
	struct shmem_first first;
	struct value grown;
};

static void read_grown(void *context, struct errand_reader *reader)
{
	struct grown_question *question = context;

	question->grown = shmem_grown_read(&reader->root, question->item.pid, &question->first);
	question->item.status = STATUS_OK;
}

static const struct errand_kind held_kind = { .item_size = sizeof(struct held_question),
	.context_size = sizeof(struct memfd_mounts),
	.read = read_held };
static const struct errand_kind grown_kind = { .item_size = sizeof(struct grown_question),
	.read = read_grown,
	.own_here = true };

static enum status ask_what_they_hold(struct process_table *table, struct errands *errands,
	struct held_question *questions, size_t count)
{
	enum status status = STATUS_OK;

	if (!table->memfd_mounts_known)
		status = memfd_mounts_find(&table->memfd_mounts, table->root);
	if (status != STATUS_OK)
		return status;
	table->memfd_mounts_known = true;
	status = errands_read(errands, &held_kind, questions, count, &table->memfd_mounts);
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		struct process *process = process_table_find(table, questions[i].item.pid);
		struct value sum = value_add(questions[i].held.memfds, questions[i].held.tmpfs);

		if (questions[i].item.status == STATUS_OK && value_known(sum))
			process_set(process, METRIC_HELD_SHMEM, sum);
		if (process && process->lacked) /* all are asked once more */
			table->held_left = table->count;
	}
	return status;
}

/* Since all processes were asked; at first since memtop began: what was held then is no growth. */
static bool shmem_moved(struct process_table *table, struct value shmem)
{
	struct value before = table->shmem_held;

	if (!value_known(shmem))
		return false;
	if (!value_known(before))
		table->shmem_held = before = shmem;
	return before.n + HELD_STEP <= shmem.n || shmem.n + HELD_STEP <= before.n;
}

/* Only where the machine's shared memory moves can a file in it have grown, so at rest this is free. */
enum status held_shmem_update(struct process_table *table, struct errands *errands,
	const struct sample *sample, bool all)
{
	struct value shmem = sample->system.meminfo.field[MEMINFO_Shmem];
	size_t most = all ? HELD_WHERE_ALL : HELD_A_SAMPLE, count = 0;
	struct held_question *questions;
	enum status status;

	if (table->held_left == 0 && shmem_moved(table, shmem)) {
		table->held_left = table->count;
		table->shmem_held = shmem;
	}
	if (table->held_left > table->count)
		table->held_left = table->count;
	if (table->held_left == 0)
		return STATUS_OK;
	questions = calloc(most, sizeof(*questions));
	if (!questions)
		return STATUS_NO_MEMORY;
	for (; table->held_left && most; table->held_left--, most--) {
		struct process *process = table->processes[table->held_next++ % table->count];

		if (process->row && !process->row->identity->kernel_thread)
			questions[count++].item.pid = process->pid;
	}
	status = ask_what_they_hold(table, errands, questions, count);
	free(questions);
	return status;
}

/* Files that are there when a process is first seen are not its growth. */
static bool shared_rose(struct process *process, const struct sample *sample)
{
	struct value shared = row_metric(process->row, METRIC_SHARED, 0);
	uint64_t now = value_or(shared, 0);
	bool rose = process->shmem_since_ns && now > process->shared_seen;

	if (!process->shmem_since_ns && value_known(shared))
		process->shmem_since_ns = sample->wall_ns;
	return rose;
}

/* Few processes ever need it; false without memory. */
static bool keep_first(struct process *process, const struct shmem_first *first)
{
	if (!process->shmem_first)
		process->shmem_first = malloc(sizeof(*process->shmem_first));
	if (process->shmem_first)
		*process->shmem_first = *first;
	return process->shmem_first;
}

static enum status ask_what_grew(struct process_table *table, struct errands *errands,
	struct grown_question *questions, size_t count)
{
	enum status status = errands_read(errands, &grown_kind, questions, count, NULL);

	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		struct process *process = process_table_find(table, questions[i].item.pid);

		if (questions[i].item.status != STATUS_OK)
			questions[i].grown =
				value_missing(value_state_of(questions[i].item.status));
		else if (!keep_first(process, &questions[i].first))
			return STATUS_NO_MEMORY;
		process_set(process, METRIC_SHMEM_GROWN, questions[i].grown);
	}
	return status;
}

enum status shmem_grown_update(struct process_table *table, struct errands *errands,
	const struct sample *sample, bool all)
{
	size_t left = all ? HELD_WHERE_ALL : HELD_A_SAMPLE, asked = 0;
	struct grown_question *questions = NULL, *more;
	size_t capacity = 0, at = process_table_unsettled_from(table, table->grown_next);
	enum status status;

	for (size_t i = 0; i < table->unsettled_count && asked < left; i++, at++) {
		struct process *process;

		at = at < table->unsettled_count ? at : 0;
		process = table->unsettled[at];
		if (process->row->version == process->shared_version)
			continue;
		if (shared_rose(process, sample)) {
			more = array_reserve(questions, &capacity, asked + 1, sizeof(*questions));
			if (!more)
				break;
			questions = more;
			questions[asked] = (struct grown_question){ .item.pid = process->pid,
				.first.since_ns = process->shmem_since_ns };
			if (process->shmem_first)
				questions[asked].first = *process->shmem_first;
			asked++;
			if (asked == left)
				table->grown_next = process->pid + 1;
		}
		process->shared_seen = value_or(row_metric(process->row, METRIC_SHARED, 0), 0);
		process->shared_version = process->row->version;
	}
	status = asked ? ask_what_grew(table, errands, questions, asked) : STATUS_OK;
	free(questions);
	return status;
}

static struct value room_of(const struct process_table *table, pid_t pid)
{
	struct growth_limits limits;
	enum growth_limit nearest;

	growth_limits_read(&limits, table->root, pid);
	return room_left(&limits, &nearest);
}

void rooms_read(struct process_table *table, bool all)
{
	size_t left = all ? SIZE_MAX : ROOMS_A_SAMPLE;
	size_t at = process_table_unsettled_from(table, table->room_next);

	for (size_t i = 0; i < table->unsettled_count; i++, at++) {
		struct process *process;

		at = at < table->unsettled_count ? at : 0;
		process = table->unsettled[at];
		if (process->row->version == process->roomless)
			continue;
		if (!derived_is_growing(process->row)) {
			process_set(process, METRIC_ROOM, value_missing(VALUE_ABSENT));
			process->roomless = process->row->version;
		} else if (left > 0) {
			process_set(process, METRIC_ROOM, room_of(table, process->pid));
			if (--left == 0)
				table->room_next = process->pid + 1;
		}
	}
}
