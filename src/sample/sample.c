/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/sample.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/shared.h"

struct sample *sample_new(void)
{
	struct sample *sample = calloc(1, sizeof(*sample));

	if (sample)
		atomic_init(&sample->references, 1);
	return sample;
}

struct sample *sample_ref(struct sample *sample)
{
	atomic_fetch_add_explicit(&sample->references, 1, memory_order_relaxed);
	return sample;
}

void sample_unref(struct sample *sample)
{
	if (!sample || atomic_fetch_sub_explicit(&sample->references, 1, memory_order_acq_rel) != 1)
		return;
	for (size_t i = 0; i < sample->row_count; i++)
		row_unref(sample->rows[i]);
	for (size_t i = 0; i < sample->thread_count; i++)
		row_unref(sample->threads[i]);
	free(sample->rows);
	free(sample->threads);
	cgroups_unref(sample->cgroups);
	kernel_memory_unref(sample->kernel_read);
	kernel_memory_unref(sample->kernel_memory);
	meminfo_free(&sample->system.meminfo);
	zoneinfo_free(&sample->system.zoneinfo);
	memory_nodes_free(&sample->system.nodes);
	system_texts_free(sample->system.texts);
	shared_unref(sample->system.derived);
	ended_processes_free(sample->ended);
	free(sample);
}

static struct row *find(struct row **rows, size_t count, pid_t pid)
{
	size_t at;

	LOWER_BOUND(at, count, rows[at]->pid < pid);
	return at < count && rows[at]->pid == pid ? rows[at] : NULL;
}

struct row *sample_find(const struct sample *sample, pid_t pid)
{
	return find(sample->rows, sample->row_count, pid);
}

struct row *sample_find_thread(const struct sample *sample, pid_t tid)
{
	return find(sample->threads, sample->thread_count, tid);
}

const struct row *sample_process_of(const struct sample *sample, const struct row *row)
{
	return row && row->identity->thread ? sample_find(sample, row->ppid) : row;
}
