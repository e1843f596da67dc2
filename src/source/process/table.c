/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/array.h"

enum status process_table_open(struct process_table *table, const struct kernel_root *root,
	size_t open_fds_max)
{
	*table = (struct process_table){ .root = root,
		.open_fds_max = open_fds_max,
		.page_size = (uint64_t)sysconf(_SC_PAGESIZE),
		.next_serial = 1 };
	return pid_list_open(&table->pids, root);
}

static void process_free(struct process_table *table, struct process *process)
{
	if (process->descriptor >= 0) {
		close(process->descriptor);
		table->kept--;
	}
	row_unref(process->row);
	free(process->shmem_first);
	free(process->told);
	free(process);
	table->ended++;
}

void process_table_close(struct process_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		process_free(table, table->processes[i]);
	free(table->processes);
	free(table->unsettled);
	pid_list_close(&table->pids);
	*table = (struct process_table){ .pids = table->pids };
}

/* ---- listing ---- */

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

/*
 * Merges the PIDs that were found into the table: adds the new ones, and frees those that are not
 * among them if all that are there were found.
 */
static enum status merge(struct process_table *table, enum pids_found found)
{
	const struct pid_list *list = &table->pids;
	struct process **merged =
		reallocarray(NULL, table->count + list->count + 1, sizeof(*merged));
	size_t at = 0, filled = 0;
	enum status status = STATUS_OK;

	if (!merged) {
		table->pids.listed_ns = 0;
		return STATUS_NO_MEMORY;
	}
	for (size_t old = 0; old < table->count || at < list->count;) {
		struct process *process = old < table->count ? table->processes[old] : NULL;

		if (process && (at == list->count || process->pid <= list->pids[at])) {
			bool listed = at < list->count && process->pid == list->pids[at];

			if (listed || found == PIDS_NEW)
				merged[filled++] = process;
			else
				process_free(table, process);
			old++;
			at += listed;
		} else if ((merged[filled] = process_new(table, list->pids[at++]))) {
			filled++;
		} else {
			/* All are listed the next time: it is not new then. */
			table->pids.listed_ns = 0;
			status = STATUS_NO_MEMORY;
		}
	}
	free(table->processes);
	table->processes = merged;
	table->count = filled;
	return status;
}

enum status process_table_list(struct process_table *table, const pid_t *only, size_t only_count,
	uint64_t now_ns)
{
	enum pids_found found;
	enum status status =
		pid_list_read(&table->pids, &found, only, only_count, table->count, now_ns);

	if (status != STATUS_OK || (found == PIDS_NEW && table->pids.count == 0))
		return status;
	return merge(table, found);
}

/* ---- statm ---- */

static void open_statm(struct process_table *table, struct process *process)
{
	char path[32];

	snprintf(path, sizeof(path), "%d/statm", (int)process->pid);
	process->descriptor = file_open(table->root->proc, path, O_RDONLY);
	process->status = process->descriptor < 0 ? status_from_errno(errno) : STATUS_OK;
	table->kept += process->descriptor >= 0;
}

static void close_statm(struct process_table *table, struct process *process)
{
	close(process->descriptor);
	process->descriptor = -1;
	table->kept--;
}

/* Another process has the PID now, which must not inherit anything. */
static void begin_anew(struct process_table *table, struct process *process)
{
	pid_t pid = process->pid;

	row_unref(process->row);
	free(process->shmem_first);
	*process = (struct process){ .pid = pid,
		.descriptor = -1,
		.told = process->told, /* room for what will be told, not what was */
		.changed = true,
		.serial = table->next_serial++ };
}

/* Of what was kept of a text the rest is 0, and so it is here: a length that is known compares words, in no call. */
static inline bool says_the_same(const struct process *process, const char text[static STATM_SAID],
	ssize_t length)
{
	return length > 0 && length == process->said_length &&
	       memcmp(text, process->said, STATM_SAID) == 0;
}

static void take_statm(struct process *process, const char *text, size_t length)
{
	struct statm statm;

	process->said_length = 0;
	process->status = statm_parse(&statm, text, length);
	process->swept = process->status == STATUS_OK;
	if (!process->swept)
		return;
	if (memcmp(&statm, &process->statm, sizeof(statm)) != 0)
		process->changed = true;
	process->statm = statm;
	if (length > sizeof(process->said))
		return;
	memset(process->said, 0, sizeof(process->said));
	memcpy(process->said, text, length);
	process->said_length = (uint8_t)length;
}

/*
 * pread() is where a thread could be cancelled, which the C library sees to at each call: half of what the
 * sweep costs outside the kernel.  No thread of this program is.
 */
static ssize_t read_from_start(int descriptor, char *text, size_t size)
{
#ifdef __LP64__
	return syscall(SYS_pread64, descriptor, text, size, 0L);
#else
	return pread(descriptor, text, size, 0);
#endif
}

/* Whether it says what it said before. */
static bool read_statm(struct process *process)
{
	char text[256];
	ssize_t length;

	memset(text, 0, STATM_SAID);
	length = read_from_start(process->descriptor, text, sizeof(text));
	if (says_the_same(process, text, length)) {
		process->status = STATUS_OK;
		process->swept = true;
		return true;
	}
	if (length < 0) {
		process->status = status_from_errno(errno);
		process->swept = false;
	} else {
		take_statm(process, text, (size_t)length);
	}
	return false;
}

static void sweep_moved(struct process_table *table, struct process *process, bool was_kept)
{

	if (!was_kept)
		open_statm(table, process);
	if (!was_kept && process->descriptor >= 0)
		read_statm(process);
	if (was_kept && process->status == STATUS_GONE) {
		close_statm(table, process);
		begin_anew(table, process);
		open_statm(table, process);
		if (process->descriptor >= 0)
			read_statm(process);
	}
	if (process->status == STATUS_GONE || process->status == STATUS_ABSENT)
		process_table_mark_gone(table, process);
	if (process->descriptor >= 0 && table->kept > table->open_fds_max)
		close_statm(table, process);
}

static inline void sweep_one(struct process_table *table, struct process *process)
{
	bool was_kept = process->descriptor >= 0;

	if (!was_kept || !read_statm(process) || table->kept > table->open_fds_max)
		sweep_moved(table, process, was_kept);
}

void process_table_sweep(struct process_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		sweep_one(table, table->processes[i]);
	process_table_drop_gone(table);
}

void process_table_close_files(struct process_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->processes[i]->descriptor >= 0)
			close_statm(table, table->processes[i]);
}

bool process_table_is_there(const struct process_table *table, const struct process *process)
{
	char path[16];

	snprintf(path, sizeof(path), "%d", (int)process->pid);
	return faccessat(table->root->proc, path, F_OK, 0) == 0;
}

/* ---- what a program says ---- */

static uint64_t start_of(const struct process *process)
{
	if (process->is_told)
		return process->told->identity.start_ticks;
	return process->row ? process->row->identity->start_ticks : 0;
}

/* Without memory nothing is told of it: then its figures count as new each time. */
static void keep_identity(struct process *process, const struct swept_identity *identity)
{
	if (!process->told)
		process->told = calloc(1, sizeof(*process->told));
	process->is_told = process->told;
	if (process->told)
		process->told->identity = *identity;
}

static void know(struct process_table *table, struct process *process, const struct swept *swept)
{
	const struct swept_figures *figures = &swept->figures;

	if (start_of(process) != swept->identity.start_ticks &&
		(process->is_told || process->row)) {
		if (process->descriptor >= 0)
			close_statm(table, process);
		begin_anew(table, process);
	}
	if (process->is_told &&
		memcmp(&process->told->identity, &swept->identity, sizeof(swept->identity)) != 0)
		process->changed = true;
	keep_identity(process, &swept->identity);
	process->swept = true;
	process->status = STATUS_OK;
	process->said_length = 0;
	process->statm.size = figures->size / table->page_size;
	process->statm.shared = (figures->file + figures->shared) / table->page_size;
	process->statm.resident = process->statm.shared + figures->anonymous / table->page_size;
}

void process_table_know(struct process_table *table, const struct swept_list *list)
{
	size_t at = 0;

	for (size_t i = 0; i < table->count; i++) {
		struct process *process = table->processes[i];

		while (at < list->count && list->swept[at].pid < process->pid)
			at++;
		process->is_applied = false;
		process->is_told = false;
		if (at < list->count && list->swept[at].pid == process->pid)
			keep_identity(process, &list->swept[at].identity);
	}
}

/* No process is new and none gone: the table can stay as it is. */
static bool is_same(const struct process_table *table, const struct swept_list *list)
{
	size_t at = 0;

	for (size_t i = 0; i < table->count; i++) {
		const struct process *process = table->processes[i];

		if (process->is_untold)
			continue;
		if (at == list->count || process->pid != list->swept[at++].pid)
			return false;
	}
	return at == list->count;
}

static enum status merge_swept(struct process_table *table, const struct swept_list *list)
{
	enum status status = STATUS_OK;

	table->pids.count = 0;
	for (size_t i = 0; i < list->count && status == STATUS_OK; i++)
		status = pid_list_add(&table->pids, list->swept[i].pid);
	for (size_t i = 0; i < table->count && status == STATUS_OK; i++)
		if (table->processes[i]->is_untold)
			status = pid_list_add(&table->pids, table->processes[i]->pid);
	if (status != STATUS_OK)
		return status;
	pid_list_sort(&table->pids);
	return merge(table, PIDS_ALL);
}

enum status process_table_take(struct process_table *table, const struct swept_list *list,
	void (*apply)(void *context, struct process *process, const struct swept *swept),
	void *context)
{
	enum status status = is_same(table, list) ? STATUS_OK : merge_swept(table, list);
	size_t at = 0;

	for (size_t i = 0; status == STATUS_OK && i < table->count; i++) {
		struct process *process = table->processes[i];

		/* Without memory for a new one it is not in the table. */
		while (at < list->count && list->swept[at].pid < process->pid)
			at++;
		if (at < list->count && list->swept[at].pid == process->pid) {
			know(table, process, &list->swept[at]);
			apply(context, process, &list->swept[at]);
		} else {
			sweep_one(table, process);
		}
	}
	process_table_drop_gone(table);
	return status;
}

void process_table_mark_gone(struct process_table *table, struct process *process)
{
	process->gone = table->some_gone = true;
}

void process_table_drop_gone(struct process_table *table)
{
	size_t kept = 0;

	if (!table->some_gone)
		return;
	table->some_gone = false;
	for (size_t i = 0; i < table->count; i++) {
		struct process *process = table->processes[i];

		if (process->gone)
			process_free(table, process);
		else
			table->processes[kept++] = process;
	}
	table->count = kept;
}

void process_table_owners(const struct process_table *table,
	void (*take)(void *context, uid_t owner), void *context)
{
	char path[16];
	struct stat stat;

	for (size_t i = 0; i < table->count; i++) {
		snprintf(path, sizeof(path), "%d", (int)table->processes[i]->pid);
		if (fstatat(table->root->proc, path, &stat, AT_SYMLINK_NOFOLLOW) == 0)
			take(context, stat.st_uid);
	}
}

struct process *process_table_find(const struct process_table *table, pid_t pid)
{
	size_t at;

	LOWER_BOUND(at, table->count, table->processes[at]->pid < pid);
	return at < table->count && table->processes[at]->pid == pid ? table->processes[at] : NULL;
}

/* ---- rows ---- */

enum status process_table_list_unsettled(struct process_table *table)
{
	struct process **list = array_reserve(table->unsettled, &table->unsettled_capacity,
		table->count + 1, sizeof(struct process *));
	size_t count = 0;

	table->unsettled_count = 0;
	if (!list)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < table->count; i++) {
		struct process *process = table->processes[i];

		if (process->row &&
			(process->row->version != process->settled || !process->settled))
			list[count++] = process;
	}
	table->unsettled = list;
	table->unsettled_count = count;
	return STATUS_OK;
}

void process_table_settle(struct process_table *table)
{
	for (size_t i = 0; i < table->unsettled_count; i++) {
		struct process *process = table->unsettled[i];
		const uint64_t version = process->row->version;

		if (process->unwanted == version && process->roomless == version &&
			process->shared_version == version)
			process->settled = version;
	}
}

size_t process_table_unsettled_from(const struct process_table *table, pid_t pid)
{
	size_t at;

	LOWER_BOUND(at, table->unsettled_count, table->unsettled[at]->pid < pid);
	return at;
}

void process_table_drop_rows(struct process_table *table)
{
	while (table->spare_count)
		free(table->spare[--table->spare_count]);
	free(table->spare);
	table->spare = NULL;
}

void process_table_make_rows(struct process_table *table)
{
	table->spare = array_new(table->count, sizeof(*table->spare));
	for (size_t i = 0; table->spare && i < table->count; i++) {
		struct row *row = table->processes[i]->row ? NULL : row_allocate();

		if (row)
			table->spare[table->spare_count++] = row;
	}
}

struct row *process_table_new_row(struct process_table *table, struct process *process, pid_t ppid,
	struct identity *identity)
{
	struct row *memory =
		table->spare_count ? table->spare[--table->spare_count] : row_allocate();

	process->row = row_begin(memory, process->pid, ppid, identity);
	return process->row;
}

struct row *process_edit(struct process *process)
{
	struct row *row = row_edit(&process->row);

	process->lacked |= process->row && !row;
	return row;
}

void process_set(struct process *process, enum metric metric, struct value value)
{
	process->lacked |= !row_change(&process->row, metric, value);
}

/* Whether what its row has is not what was read: then all of that is read again. */
static bool begin_again(struct process *process)
{
	if (!process->lacked)
		return false;
	process->lacked = process->is_applied = false;
	process->changed = true;
	process->shared_seen = 0;
	process->shared_version = process->roomless = process->unwanted = process->settled = 0;
	return true;
}

enum status process_table_fill(struct process_table *table, struct sample *sample)
{
	bool lacked = false;

	table->renewed = 0;
	sample->rows = reallocarray(NULL, table->count + 1, sizeof(*sample->rows));
	if (!sample->rows)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < table->count; i++) {
		const struct row *row = table->processes[i]->row;

		lacked |= begin_again(table->processes[i]);
		if (!row)
			continue;
		/* The table alone has it so far. */
		table->renewed += atomic_load_explicit(&row->references, memory_order_relaxed) == 1;
		sample->rows[sample->row_count++] = row_ref(row);
		sample->kernel_threads += row->identity->kernel_thread;
	}
	return lacked ? STATUS_NO_MEMORY : STATUS_OK;
}
