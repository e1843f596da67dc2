/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/list_reader.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/macros.h"
#include "parse/process/fdinfo.h"
#include "parse/process/long_lines.h"
#include "parse/process/thread/stat.h"
#include "source/inspect/open_files.h"

/* A process can have a million files. */
#define PATIENCE_NS (2 * NS_PER_SECOND)

#define ENVIRONMENT_MOST (1u << 20)

/* ---- environment ---- */

/* At most size bytes: how many there are is the process's own choice. */
static enum status read_bytes(int descriptor, char *bytes, size_t size, size_t *length)
{
	ssize_t got = 1;

	for (*length = 0; *length < size && got > 0; *length += (size_t)got) {
		got = read(descriptor, bytes + *length, size - *length);
		if (got < 0)
			return status_from_errno(errno);
	}
	return *length == size ? STATUS_TOO_LARGE : STATUS_OK;
}

/* Without a shortage what could not be read is not there any more. */
static void note_shortage(struct process_list *list, enum status status)
{
	if (status_is_shortage(status) && list->status == STATUS_OK)
		list->status = status;
}

static void add_variable(struct process_list *list, const char *line)
{
	const char *equals = strchr(line, '=');
	size_t length = equals ? (size_t)(equals - line) : strlen(line);
	uint32_t name = process_list_text(list, text_of(line, length));
	uint32_t text = equals ? process_list_text(list, text_of_string(equals + 1)) : 0;
	struct list_item *item = *line ? process_list_add(list) : NULL;

	if (!item)
		return;
	item->name = name;
	item->text = text;
}

static void read_environment(struct process_list *list, const struct kernel_root *root)
{
	char path[32], *bytes = malloc(ENVIRONMENT_MOST + 1);
	size_t length = 0;
	int descriptor;

	snprintf(path, sizeof(path), "%d/environ", (int)list->pid);
	descriptor = file_open(root->proc, path, O_RDONLY);
	if (descriptor < 0 || !bytes)
		list->status = bytes ? status_from_errno(errno) : STATUS_NO_MEMORY;
	else
		list->status = read_bytes(descriptor, bytes, ENVIRONMENT_MOST, &length);
	if (descriptor >= 0)
		close(descriptor);
	if (bytes)
		bytes[length] = '\0';
	for (size_t at = 0; at < length; at += strlen(bytes + at) + 1)
		add_variable(list, bytes + at);
	free(bytes);
}

/* ---- what has a directory of numbers ---- */

typedef void number_taker(struct process_list *list, const struct kernel_root *root, int directory,
	const char *number);

static void each_number(struct process_list *list, const struct kernel_root *root, const char *name,
	number_taker *take)
{
	uint64_t until_ns = clock_now_ns(CLOCK_MONOTONIC) + PATIENCE_NS;
	const struct dirent *entry;
	char path[32];
	int descriptor;
	DIR *directory;

	snprintf(path, sizeof(path), "%d/%s", (int)list->pid, name);
	descriptor = file_open(root->proc, path, O_RDONLY | O_DIRECTORY);
	directory = descriptor < 0 ? NULL : fdopendir(descriptor);
	if (!directory) {
		list->status = status_from_errno(errno);
		if (descriptor >= 0)
			close(descriptor);
		return;
	}
	while (list->status == STATUS_OK && (entry = readdir(directory))) {
		if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
			take(list, root, descriptor, entry->d_name);
		if (clock_now_ns(CLOCK_MONOTONIC) >= until_ns)
			list->status = STATUS_TOO_LARGE;
	}
	closedir(directory);
}

/* ---- files ---- */

static void add_link(struct process_list *list, int directory, const char *path, const char *name)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(directory, path, target, sizeof(target));
	struct list_item *item;
	uint32_t text;

	if (length < 0)
		return;
	text = process_list_text(list, text_of(target, (size_t)length));
	item = process_list_add(list);
	if (!item)
		return;
	item->text = text;
	if (name)
		item->name = process_list_text(list, text_of_string(name));
	else
		item->number = value_of((uint64_t)strtoull(path, NULL, 10));
}

static void add_descriptor(struct process_list *list, const struct kernel_root *root, int directory,
	const char *number)
{
	(void)root;
	add_link(list, directory, number, NULL);
}

/* Sizes of those without a name, in the order of descriptors. */
static enum status take_size(void *context, const struct open_file *file)
{
	struct process_list *list = context;

	for (size_t i = 0; i < list->count; i++)
		if (value_known(list->items[i].number) &&
			list->items[i].number.n == file->descriptor)
			list->items[i].bytes = file->followed ? value_of(file->bytes)
							      : value_missing(VALUE_UNANSWERED);
	return STATUS_OK;
}

static void read_files(struct process_list *list, const struct kernel_root *root)
{
	static const char *const places[] = { "cwd", "exe", "root" };
	struct memfd_mounts mounts;
	enum status status;

	for (size_t i = 0; i < COUNT_OF(places); i++) {
		char path[32];

		snprintf(path, sizeof(path), "%d/%s", (int)list->pid, places[i]);
		add_link(list, root->proc, path, places[i]);
	}
	each_number(list, root, "fd", add_descriptor);
	status = memfd_mounts_find(&mounts, root);
	if (status == STATUS_OK)
		status = open_files_each(root, list->pid, &mounts, OPEN_FILES_DELETED, take_size,
			list);
	note_shortage(list, status);
}

/* ---- locks ---- */

static void write_range(char *out, size_t size, uint64_t start, uint64_t end)
{
	out[0] = '\0';
	if (start == end)
		snprintf(out, size, "%" PRIu64, start);
	else if (end < UINT64_MAX)
		snprintf(out, size, "%" PRIu64 "-%" PRIu64, start, end);
	else if (start > 0)
		snprintf(out, size, "%" PRIu64 "-", start);
}

static void add_lock(struct process_list *list, const struct fdinfo_lock *lock, const char *number,
	uint32_t path)
{
	uint32_t name, where;
	struct list_item *item;
	char kind[48], range[48];

	snprintf(kind, sizeof(kind), "%.*s %.*s", (int)min_size(lock->kind.length, 16),
		lock->kind.at, (int)min_size(lock->mode.length, 16), lock->mode.at);
	write_range(range, sizeof(range), lock->start, lock->end);
	name = process_list_text(list, text_of_string(kind));
	where = process_list_text(list, text_of_string(range));
	item = process_list_add(list);
	if (!item)
		return;
	item->number = value_of((uint64_t)strtoull(number, NULL, 10));
	item->name = name;
	item->range = where;
	item->text = path;
}

/* What drivers print of their own devices may wait for those. */
static bool may_be_locked(struct text target)
{
	return text_starts(target, "/") &&
	       (!text_starts(target, "/dev/") || text_starts(target, "/dev/shm/"));
}

static void add_locks(struct process_list *list, const struct kernel_root *root, int directory,
	const char *number)
{
	char target[PATH_MAX], path[64];
	ssize_t length = readlinkat(directory, number, target, sizeof(target));
	struct text name = text_of(target, length > 0 ? (size_t)length : 0), rest, line;
	struct file_buffer buffer = { 0 };
	struct fdinfo_lock lock;
	enum status status = STATUS_ABSENT;
	uint32_t at = 0;

	snprintf(path, sizeof(path), "%d/fdinfo/%.20s", (int)list->pid, number);
	if (may_be_locked(name))
		status = file_read_lines(&buffer, root->proc, path);
	note_shortage(list, status);
	if (status == STATUS_OK) {
		rest = text_of(buffer.text, buffer.length);
		while (list->status == STATUS_OK && text_next_line(&rest, &line))
			if (fdinfo_parse_lock(&lock, line)) {
				at = at ? at : process_list_text(list, name);
				add_lock(list, &lock, number, at);
			}
	}
	file_buffer_free(&buffer);
}

/* ---- threads ---- */

static void add_thread(struct process_list *list, const struct kernel_root *root, int directory,
	const char *number)
{
	struct file_buffer buffer = { 0 };
	struct thread_stat stat;
	struct list_item *item;
	enum status status;
	char path[64];

	(void)root;
	snprintf(path, sizeof(path), "%s/stat", number);
	status = file_read(&buffer, directory, path);
	note_shortage(list, status);
	if (status == STATUS_OK && thread_stat_parse(&stat, buffer.text, buffer.length)) {
		item = process_list_add(list);
		if (item) {
			item->number = value_of((uint64_t)strtoull(number, NULL, 10));
			item->state = stat.state;
			item->seconds = value_of(stat.ticks / (uint64_t)sysconf(_SC_CLK_TCK));
			item->text = process_list_text(list, stat.name);
		}
	}
	file_buffer_free(&buffer);
}

/* ---- nodes ---- */

#define NUMA_BUFFER (64 * 1024)

/* Whole lines go into nodes; returns what is left of the last, moved to the front. */
static size_t take_mappings(struct process_list *list, char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	const char *end = memrchr(text, '\n', length);
	size_t whole = end ? (size_t)(end - text) + 1 : 0;

	rest.length = whole;
	while (list->status == STATUS_OK && text_next_line(&rest, &line))
		list->status = nodes_add_numa_mapping(&list->nodes, line);
	/* Lines are cut: one that does not end within the buffer is none of the kernel's. */
	if (whole == 0 && length >= NUMA_BUFFER / 2)
		return 0;
	memmove(text, text + whole, length - whole);
	return length - whole;
}

static void read_mappings(struct process_list *list, int descriptor, char *text)
{
	uint64_t until_ns = clock_now_ns(CLOCK_MONOTONIC) + PATIENCE_NS;
	struct long_lines lines = { 0 };
	size_t used = 0;
	ssize_t got = 1;

	while (list->status == STATUS_OK && got > 0) {
		char *from = text + used + LONG_LINES_SLACK;

		got = read(descriptor, from, NUMA_BUFFER - used - LONG_LINES_SLACK);
		if (got < 0)
			list->status = status_from_errno(errno);
		else if (got > 0 && clock_now_ns(CLOCK_MONOTONIC) >= until_ns)
			list->status = STATUS_TOO_LARGE;
		if (got <= 0)
			break;
		used += long_lines_cut(&lines, text + used, from, (size_t)got);
		used = take_mappings(list, text, used);
	}
}

static void read_nodes(struct process_list *list, const struct kernel_root *root)
{
	char path[32], *text = malloc(NUMA_BUFFER);
	int descriptor;

	snprintf(path, sizeof(path), "%d/numa_maps", (int)list->pid);
	descriptor = file_open(root->proc, path, O_RDONLY);
	if (descriptor < 0 || !text)
		list->status = text ? status_from_errno(errno) : STATUS_NO_MEMORY;
	else
		read_mappings(list, descriptor, text);
	if (descriptor >= 0)
		close(descriptor);
	free(text);
}

struct process_list *list_read(const struct kernel_root *root, pid_t pid,
	enum process_list_kind kind)
{
	struct process_list *list = calloc(1, sizeof(*list));

	if (!list)
		return NULL;
	list->kind = kind;
	list->pid = pid;
	if (kind == LIST_ENVIRONMENT)
		read_environment(list, root);
	else if (kind == LIST_FILES)
		read_files(list, root);
	else if (kind == LIST_THREADS)
		each_number(list, root, "task", add_thread);
	else if (kind == LIST_LOCKS)
		each_number(list, root, "fd", add_locks);
	else
		read_nodes(list, root);
	return list;
}
