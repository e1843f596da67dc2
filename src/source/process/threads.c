/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/threads.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/macros.h"
#include "base/units.h"
#include "derive/thread_row.h"
#include "parse/process/thread/stat.h"

struct thread_reader {
	struct sample *sample;
	const struct sample *before;
	const struct kernel_root *root;
	uint64_t elapsed_ns, ticks_per_second;
	struct file_buffer buffer;
	size_t capacity;
	enum status status;
};

/* Short of memory no thread is better than some that pass for all. */
static void add(struct thread_reader *reader, const struct thread_reading *reading)
{
	struct sample *sample = reader->sample;
	struct row **grown = array_reserve(sample->threads, &reader->capacity,
		sample->thread_count + 1, sizeof(struct row *));
	const struct row *before =
		reader->before ? sample_find_thread(reader->before, reading->tid) : NULL;
	struct row *row;

	if (grown)
		sample->threads = grown;
	row = grown ? thread_row(reading, before, reader->elapsed_ns) : NULL;
	if (row)
		sample->threads[sample->thread_count++] = row;
	else
		reader->status = STATUS_NO_MEMORY;
}

/* One that has ended meanwhile is none. */
static void read_thread(struct thread_reader *reader, const struct row *process, int directory,
	pid_t tid)
{
	struct thread_stat stat;
	enum status status;
	char path[32];

	snprintf(path, sizeof(path), "%d/stat", (int)tid);
	status = file_read(&reader->buffer, directory, path);
	if (status_is_shortage(status))
		reader->status = status;
	if (status == STATUS_OK &&
		thread_stat_parse(&stat, reader->buffer.text, reader->buffer.length))
		add(reader,
			&(struct thread_reading){ .tid = tid,
				.process = process,
				.name = stat.name,
				.state = stat.state,
				.cpu_ns = stat.ticks * (NS_PER_SECOND / reader->ticks_per_second),
				.start_ticks = stat.start_ticks });
}

static bool is_full(struct thread_reader *reader)
{
	reader->sample->threads_cut |= reader->sample->thread_count >= THREADS_MOST;
	return reader->sample->threads_cut || reader->status != STATUS_OK;
}

static void read_threads_of(struct thread_reader *reader, const struct row *process)
{
	const struct dirent *entry;
	char path[32];
	int descriptor;
	DIR *directory;
	pid_t tid;

	snprintf(path, sizeof(path), "%d/task", (int)process->pid);
	descriptor = file_open(reader->root->proc, path, O_RDONLY | O_DIRECTORY);
	directory = descriptor < 0 ? NULL : fdopendir(descriptor);
	if (!directory && status_is_shortage(status_from_errno(errno)))
		reader->status = status_from_errno(errno);
	if (!directory && descriptor >= 0)
		close(descriptor);
	while (directory && (entry = readdir(directory))) {
		if (!units_parse_pid(text_of_string(entry->d_name), &tid) || tid == process->pid)
			continue;
		if (is_full(reader))
			break;
		read_thread(reader, process, descriptor, tid);
	}
	if (directory)
		closedir(directory);
}

static int compare_rows(const void *left, const void *right)
{
	const struct row *const *a = left, *const *b = right;

	return COMPARE((*a)->pid, (*b)->pid);
}

static bool has_threads(const struct row *row)
{
	return row->metric_state[METRIC_THREADS] == VALUE_OK && row->metric[METRIC_THREADS] > 1 &&
	       !row->identity->kernel_thread;
}

enum status threads_read(struct sample *sample, const struct sample *before,
	const struct kernel_root *root)
{
	struct thread_reader reader = { .sample = sample,
		.before = before,
		.root = root,
		.elapsed_ns = before ? sample->monotonic_ns - before->monotonic_ns : 0,
		.ticks_per_second = (uint64_t)sysconf(_SC_CLK_TCK),
		.status = STATUS_OK };

	for (size_t i = 0; i < sample->row_count && !sample->threads_cut; i++)
		if (reader.status == STATUS_OK && has_threads(sample->rows[i]))
			read_threads_of(&reader, sample->rows[i]);
	file_buffer_free(&reader.buffer);
	if (sample->thread_count > 1)
		qsort(sample->threads, sample->thread_count, sizeof(struct row *), compare_rows);
	return reader.status;
}
