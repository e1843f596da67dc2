/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process_table.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/text.h"

/*
 * However quiet loadavg is, look at the directory this often: a process can become visible without
 * a fork (setuid under hidepid), and a container's loadavg may be made up.
 */
#define LIST_AT_LEAST_NS UINT64_C(5000000000)

enum status process_table_open(struct process_table *table, const struct kernel_root *root,
	size_t kept_most)
{
	*table = (struct process_table){ .root = root, .kept_most = kept_most, .next_serial = 1 };
	table->listing = openat(root->proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return table->listing < 0 ? status_from_errno(errno) : STATUS_OK;
}

static void process_free(struct process_table *table, struct process *process)
{
	if (process->descriptor >= 0) {
		close(process->descriptor);
		table->kept--;
	}
	row_unref(process->row);
	series_free(&process->history);
	free(process);
}

void process_table_close(struct process_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		process_free(table, table->processes[i]);
	free(table->processes);
	free(table->listed);
	file_buffer_free(&table->buffer);
	if (table->listing >= 0)
		close(table->listing);
	*table = (struct process_table){ .listing = -1 };
}

/* ---- listing ---- */

/* The PID given last, from the end of loadavg; 0 if it cannot be told. */
static uint64_t read_last_pid(struct process_table *table)
{
	struct text rest, word, last = { 0 };
	uint64_t pid = 0;

	if (file_read(&table->buffer, table->root->proc, "loadavg") != STATUS_OK)
		return 0;
	rest = text_of(table->buffer.text, table->buffer.length);
	while ((word = text_next_word(&rest)).length)
		last = word;
	if (last.length && last.at[last.length - 1] == '\n')
		last.length--;
	text_to_number(last, &pid);
	return pid;
}

static enum status add_listed(struct process_table *table, size_t *count, pid_t pid)
{
	pid_t *listed = array_reserve(table->listed, &table->listed_capacity, *count + 1,
		sizeof(*listed));

	if (!listed)
		return STATUS_NO_MEMORY;
	table->listed = listed;
	listed[(*count)++] = pid;
	return STATUS_OK;
}

static int compare_pids(const void *left, const void *right)
{
	pid_t a = *(const pid_t *)left, b = *(const pid_t *)right;

	return a < b ? -1 : a > b;
}

static enum status take_entries(struct process_table *table, size_t *count, DIR *directory)
{
	struct dirent *entry;
	enum status status = STATUS_OK;

	rewinddir(directory);
	while (status == STATUS_OK && (errno = 0, entry = readdir(directory))) {
		uint64_t pid;

		if (text_to_number(text_of_string(entry->d_name), &pid) && pid <= INT32_MAX)
			status = add_listed(table, count, (pid_t)pid);
	}
	if (status == STATUS_OK && errno)
		status = status_from_errno(errno);
	return status;
}

static enum status list_all(struct process_table *table, size_t *count)
{
	int descriptor = fcntl(table->listing, F_DUPFD_CLOEXEC, 0);
	DIR *directory = descriptor < 0 ? NULL : fdopendir(descriptor);
	enum status status;

	if (!directory) {
		status = status_from_errno(errno);
		if (descriptor >= 0)
			close(descriptor);
		return status;
	}
	status = take_entries(table, count, directory);
	closedir(directory);
	return status;
}

static enum status list_only(struct process_table *table, size_t *count, const pid_t *only,
	size_t only_count)
{
	enum status status = STATUS_OK;
	char path[16];

	for (size_t i = 0; status == STATUS_OK && i < only_count; i++) {
		snprintf(path, sizeof(path), "%d", (int)only[i]);
		if (faccessat(table->root->proc, path, F_OK, 0) == 0)
			status = add_listed(table, count, only[i]);
	}
	return status;
}

static struct process *process_new(struct process_table *table, pid_t pid)
{
	struct process *process = calloc(1, sizeof(*process));

	if (!process)
		return NULL;
	process->pid = pid;
	process->descriptor = -1;
	process->changed = true;
	process->serial = table->next_serial++;
	return process;
}

/* Merges the sorted list into the table: keeps who is in both, adds the new, frees the rest. */
static enum status merge(struct process_table *table, const pid_t *listed, size_t count)
{
	struct process **merged = reallocarray(NULL, count + 1, sizeof(*merged));
	size_t old = 0, filled = 0;

	if (!merged)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		if (i && listed[i] == listed[i - 1])
			continue;
		while (old < table->count && table->processes[old]->pid < listed[i])
			process_free(table, table->processes[old++]);
		if (old < table->count && table->processes[old]->pid == listed[i])
			merged[filled++] = table->processes[old++];
		else if ((merged[filled] = process_new(table, listed[i])))
			filled++;
	}
	while (old < table->count)
		process_free(table, table->processes[old++]);
	free(table->processes);
	table->processes = merged;
	table->count = filled;
	table->capacity = count + 1;
	return STATUS_OK;
}

enum status process_table_list(struct process_table *table, const pid_t *only, size_t only_count,
	uint64_t now_ns)
{
	uint64_t last_pid = read_last_pid(table);
	size_t count = 0;
	enum status status;

	if (!only && !table->listed_only && last_pid && last_pid == table->last_pid &&
		now_ns - table->listed_ns < LIST_AT_LEAST_NS)
		return STATUS_OK;
	status = only ? list_only(table, &count, only, only_count) : list_all(table, &count);
	if (status != STATUS_OK)
		return status;
	qsort(table->listed, count, sizeof(*table->listed), compare_pids);
	status = merge(table, table->listed, count);
	if (status == STATUS_OK) {
		table->last_pid = last_pid;
		table->listed_ns = now_ns;
		table->listed_only = only != NULL;
	}
	return status;
}

/* ---- statm ---- */

static void open_statm(struct process_table *table, struct process *process)
{
	char path[32];

	snprintf(path, sizeof(path), "%d/statm", (int)process->pid);
	process->descriptor = openat(table->root->proc, path, O_RDONLY | O_CLOEXEC);
	process->status = process->descriptor < 0 ? status_from_errno(errno) : STATUS_OK;
	table->kept += process->descriptor >= 0;
}

static void close_statm(struct process_table *table, struct process *process)
{
	close(process->descriptor);
	process->descriptor = -1;
	table->kept--;
}

/* Somebody else has the PID now, who must not inherit anything. */
static void begin_anew(struct process_table *table, struct process *process)
{
	pid_t pid = process->pid;

	row_unref(process->row);
	series_free(&process->history);
	*process = (struct process){ .pid = pid, .descriptor = -1, .changed = true,
		.serial = table->next_serial++ };
}

static void read_statm(struct process *process)
{
	char text[256];
	struct statm statm;
	ssize_t length = pread(process->descriptor, text, sizeof(text), 0);

	process->status = length < 0 ? status_from_errno(errno) :
				       statm_parse(&statm, text, (size_t)length);
	process->swept = process->status == STATUS_OK;
	if (!process->swept)
		return;
	if (memcmp(&statm, &process->statm, sizeof(statm)) != 0)
		process->changed = true;
	process->statm = statm;
}

static void sweep_one(struct process_table *table, struct process *process)
{
	bool was_kept = process->descriptor >= 0;

	if (!was_kept)
		open_statm(table, process);
	if (process->descriptor >= 0)
		read_statm(process);
	if (was_kept && process->status == STATUS_GONE) {
		close_statm(table, process);
		begin_anew(table, process);
		open_statm(table, process);
		if (process->descriptor >= 0)
			read_statm(process);
	}
	process->gone = process->status == STATUS_GONE || process->status == STATUS_ABSENT;
	if (process->descriptor >= 0 && table->kept > table->kept_most)
		close_statm(table, process);
}

void process_table_sweep(struct process_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		sweep_one(table, table->processes[i]);
	process_table_drop_gone(table);
}

void process_table_drop_gone(struct process_table *table)
{
	size_t kept = 0;

	for (size_t i = 0; i < table->count; i++) {
		struct process *process = table->processes[i];

		if (process->gone)
			process_free(table, process);
		else
			table->processes[kept++] = process;
	}
	table->count = kept;
}

struct process *process_table_find(const struct process_table *table, pid_t pid)
{
	size_t low = 0, high = table->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->processes[middle]->pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low < table->count && table->processes[low]->pid == pid ? table->processes[low] :
									 NULL;
}

/* ---- rows ---- */

struct row *process_edit(struct process *process)
{
	struct row *copy;

	/* Only this thread makes new references out of process->row, so 1 stays 1. */
	if (!process->row || atomic_load_explicit(&process->row->references, memory_order_acquire) == 1)
		return process->row;
	copy = row_copy(process->row);
	if (!copy)
		return NULL;
	row_unref(process->row);
	process->row = copy;
	return copy;
}

void process_set(struct process *process, enum metric metric, struct value value)
{
	struct row *row = process->row;

	if (row && row->metric_state[metric] == value.state && row->metric[metric] == value.n)
		return;
	row = process_edit(process);
	if (row)
		row_set(row, metric, value);
}
