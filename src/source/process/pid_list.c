/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/pid_list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "base/text.h"
#include "parse/keyed.h"

/*
 * However quiet loadavg is, look at the directory this often: a process can become visible without
 * a fork (setuid under hidepid), get a PID of its choice, and a container's loadavg may be made up.
 */
#define LIST_AT_LEAST_NS UINT64_C(5000000000)

/* Looking at a PID costs up to this many times as much as listing one. */
#define LOOK_COSTS 8

enum status pid_list_open(struct pid_list *list, const struct kernel_root *root)
{
	*list = (struct pid_list){ .root = root };
	list->directory = file_open(root->proc, ".", O_RDONLY | O_DIRECTORY);
	return list->directory < 0 ? status_from_errno(errno) : STATUS_OK;
}

void pid_list_close(struct pid_list *list)
{
	free(list->pids);
	file_buffer_free(&list->buffer);
	if (list->directory >= 0)
		close(list->directory);
	*list = (struct pid_list){ .directory = -1 };
}

/* The PID given last, from the end of loadavg; 0 if it cannot be told. */
static uint64_t read_last_pid(struct pid_list *list)
{
	struct text rest, word, last = { 0 };
	uint64_t pid = 0;

	if (file_read(&list->buffer, list->root->proc, "loadavg") != STATUS_OK)
		return 0;
	rest = text_of(list->buffer.text, list->buffer.length);
	while ((word = text_next_word(&rest)).length)
		last = word;
	if (last.length && last.at[last.length - 1] == '\n')
		last.length--;
	text_to_number(last, &pid);
	return pid;
}

enum status pid_list_add(struct pid_list *list, pid_t pid)
{
	pid_t *pids = array_reserve(list->pids, &list->capacity, list->count + 1, sizeof(*pids));

	if (!pids)
		return STATUS_NO_MEMORY;
	list->pids = pids;
	pids[list->count++] = pid;
	return STATUS_OK;
}

/* ---- all of /proc ---- */

static enum status take_entries(struct pid_list *list, DIR *directory)
{
	struct dirent *entry;
	enum status status = STATUS_OK;

	rewinddir(directory);
	while (status == STATUS_OK && (errno = 0, entry = readdir(directory))) {
		uint64_t pid;

		if (text_to_number(text_of_string(entry->d_name), &pid) && pid <= INT32_MAX)
			status = pid_list_add(list, (pid_t)pid);
	}
	if (status == STATUS_OK && errno)
		status = status_from_errno(errno);
	return status;
}

static enum status list_all(struct pid_list *list)
{
	int descriptor = fcntl(list->directory, F_DUPFD_CLOEXEC, 0);
	DIR *directory = descriptor < 0 ? NULL : fdopendir(descriptor);
	enum status status;

	if (!directory) {
		status = status_from_errno(errno);
		if (descriptor >= 0)
			close(descriptor);
		return status;
	}
	status = take_entries(list, directory);
	closedir(directory);
	return status;
}

/* ---- some of it ---- */

static enum status list_only(struct pid_list *list, const pid_t *only, size_t only_count)
{
	enum status status = STATUS_OK;
	char path[16];

	for (size_t i = 0; status == STATUS_OK && i < only_count; i++) {
		snprintf(path, sizeof(path), "%d", (int)only[i]);
		/* hidepid=1 forbids even to ask, but does not deny that it exists. */
		if (faccessat(list->root->proc, path, F_OK, 0) == 0 || errno != ENOENT)
			status = pid_list_add(list, only[i]);
	}
	return status;
}

/* Adds the owner of a PID if that is a process; threads can be looked up by theirs as well. */
static enum status look_at(struct pid_list *list, pid_t pid)
{
	static const struct keyed_row rows[] = { { .key = "Tgid" } };
	struct value group = { 0 };
	enum status status;
	char path[32];

	snprintf(path, sizeof(path), "%d/status", (int)pid);
	status = file_read(&list->buffer, list->root->proc, path);
	if (status == STATUS_ABSENT || status == STATUS_GONE)
		return STATUS_OK;
	if (status == STATUS_OK)
		status = keyed_parse(&group, rows, 1, list->buffer.text, list->buffer.length);
	if (status == STATUS_OK && value_known(group) && group.n == pid)
		status = pid_list_add(list, pid);
	return status;
}

/* Looks at PIDs from behind older_last_pid up to last_pid. */
static enum status list_given(struct pid_list *list, uint64_t last_pid)
{
	enum status status = STATUS_OK;

	for (uint64_t pid = list->older_last_pid + 1; status == STATUS_OK && pid <= last_pid; pid++)
		status = look_at(list, (pid_t)pid);
	return status;
}

/* Whether looking at the PIDs given since is possible, and cheaper than listing all. */
static bool few_given(const struct pid_list *list, uint64_t last_pid, size_t known, uint64_t now_ns)
{
	if (!list->listed_ns || now_ns - list->listed_ns >= LIST_AT_LEAST_NS)
		return false;
	return list->older_last_pid && last_pid >= list->older_last_pid && last_pid <= INT32_MAX &&
	       last_pid - list->older_last_pid <= known / LOOK_COSTS;
}

void pid_list_sort(struct pid_list *list)
{
	bool ascends = true; /* as /proc has them */
	size_t kept = 0;

	for (size_t i = 1; i < list->count && ascends; i++)
		ascends = list->pids[i - 1] < list->pids[i];
	if (ascends)
		return;
	qsort(list->pids, list->count, sizeof(*list->pids), compare_pids);
	for (size_t i = 0; i < list->count; i++)
		if (!kept || list->pids[i] != list->pids[kept - 1])
			list->pids[kept++] = list->pids[i];
	list->count = kept;
}

static enum status read_all_pids(struct pid_list *list, enum pids_found *found, size_t known,
	uint64_t now_ns)
{
	uint64_t last_pid = read_last_pid(list);
	enum status status = STATUS_MALFORMED;

	*found = PIDS_NEW;
	if (few_given(list, last_pid, known, now_ns))
		status = list_given(list, last_pid);
	if (status != STATUS_OK) {
		*found = PIDS_ALL;
		list->count = 0;
		status = list_all(list);
		list->listed_ns = status == STATUS_OK ? now_ns : 0;
	}
	/*
	 * A process can be seen a moment after its PID was given, so the next call looks at the PIDs
	 * of this one once more.
	 */
	list->older_last_pid = list->last_pid ? list->last_pid : last_pid;
	list->last_pid = last_pid;
	return status;
}

enum status pid_list_read(struct pid_list *list, enum pids_found *found, const pid_t *only,
	size_t only_count, size_t known, uint64_t now_ns)
{
	enum status status;

	list->count = 0;
	if (only) {
		*found = PIDS_ALL;
		list->listed_ns = 0;
		status = list_only(list, only, only_count);
	} else {
		status = read_all_pids(list, found, known, now_ns);
	}
	pid_list_sort(list);
	return status;
}
