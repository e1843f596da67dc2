/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "support/derived_set.h"
#include "support/sample_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The monotonic time of every sample that is made up here. */
#define NOW_NS UINT64_C(100000000000)

static void *must(void *made)
{
	if (!made) {
		fprintf(stderr, "make_sample: out of memory\n");
		exit(1);
	}
	return made;
}

static struct row *make_row(const struct made_process *process)
{
	const char *command = process->command ? process->command : "";
	struct identity *identity = must(identity_new(&(struct identity_source){
		.uid = process->uid,
		.kernel_thread = process->kernel_thread,
		.start_ticks = (uint64_t)process->pid,
		.user = process->user,
		.name = process->name,
		.cgroup = process->cgroup,
		.command = command,
		.command_length = strlen(command),
	}));
	struct row *row = must(row_new(process->pid, process->ppid, identity));

	identity_unref(identity);
	row->state = process->state;
	row->budgeted_ns[BUDGETED_ROLLUP] = NOW_NS;
	row_set(row, METRIC_RSS, process->rss);
	row_set(row, METRIC_ANONYMOUS, process->anonymous);
	row_set(row, METRIC_PSS, process->pss);
	derived_set(row, DERIVED_FAULTS, process->faults);
	row_set(row, METRIC_OOM_ADJUST, process->oom_adjust);
	derived_set(row, DERIVED_GROWTH, process->growth);
	return row;
}

static int compare_rows(const void *left, const void *right)
{
	const struct row *a = *(struct row *const *)left, *b = *(struct row *const *)right;

	return a->pid < b->pid ? -1 : a->pid > b->pid;
}

struct sample *make_sample(const struct made_process *processes, size_t count)
{
	struct sample *sample = must(sample_new());

	sample->number = 1;
	sample->monotonic_ns = NOW_NS;
	sample->system.page_size = 4096;
	sample->rows = must(reallocarray(NULL, count + 1, sizeof(*sample->rows)));
	for (size_t i = 0; i < count; i++)
		sample->rows[i] = make_row(&processes[i]);
	sample->row_count = count;
	qsort(sample->rows, count, sizeof(*sample->rows), compare_rows);
	return sample;
}
