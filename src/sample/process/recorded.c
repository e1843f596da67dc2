/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/process/recorded.h"

#include <stddef.h>
#include <string.h>

#include "base/macros.h"

static const struct {
	enum metric metric;
	size_t at; /* of the figure in struct detail_summary */
} figures[] = {
	{ METRIC_SIZE, offsetof(struct detail_summary, size) },
	{ METRIC_RSS, offsetof(struct detail_summary, rss) },
	{ METRIC_ANONYMOUS, offsetof(struct detail_summary, anonymous) },
	{ METRIC_FILE, offsetof(struct detail_summary, file) },
	{ METRIC_SHARED, offsetof(struct detail_summary, shared) },
	{ METRIC_SWAP, offsetof(struct detail_summary, swap) },
	{ METRIC_PAGE_TABLES, offsetof(struct detail_summary, page_tables) },
	{ METRIC_LOCKED, offsetof(struct detail_summary, locked) },
	{ METRIC_MINOR_FAULT_COUNT, offsetof(struct detail_summary, minor_faults) },
	{ METRIC_MAJOR_FAULT_COUNT, offsetof(struct detail_summary, major_faults) },
	{ METRIC_OOM_SCORE, offsetof(struct detail_summary, oom_score) },
	{ METRIC_OOM_ADJUST, offsetof(struct detail_summary, oom_adjust) },
	{ METRIC_THREADS, offsetof(struct detail_summary, threads) },
	{ METRIC_HELD_SHMEM, offsetof(struct detail_summary, unmapped_memfds) },
	{ METRIC_SHMEM_GROWN, offsetof(struct detail_summary, shmem_grown) },
};

static uint32_t add(struct process_detail *detail, const char *string)
{
	return string_pool_add(&detail->strings, text_of_string(string ? string : ""));
}

static bool add_strings(struct process_detail *detail, const struct identity *identity)
{
	detail->user = add(detail, identity->user);
	detail->name = add(detail, identity->name);
	detail->command = add(detail, identity->command);
	detail->cgroup = add(detail, identity->cgroup);
	return !detail->strings.failed;
}

struct process_detail *detail_of_row(const struct sample *sample, const struct row *row)
{
	struct process_detail *detail = detail_new(row->pid);

	if (!detail)
		return NULL;
	detail_fill(detail, VALUE_NOT_RECORDED);
	detail->smaps_status = detail->rollup_status = STATUS_NOT_RECORDED;
	detail->recorded = true;
	detail->ppid = row->ppid;
	detail->process_state = row->state;
	detail->kernel_thread = row->identity->kernel_thread;
	detail->start_ticks = row->identity->start_ticks;
	detail->monotonic_ns = sample->monotonic_ns;
	detail->wall_ns = sample->wall_ns;
	for (size_t i = 0; i < COUNT_OF(figures); i++) {
		struct value value = row_metric(row, figures[i].metric, sample->monotonic_ns);

		memcpy((char *)&detail->summary + figures[i].at, &value, sizeof(value));
	}
	if (add_strings(detail, row->identity))
		return detail;
	detail_unref(detail);
	return NULL;
}
