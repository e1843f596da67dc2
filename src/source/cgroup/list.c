/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/cgroup/list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "source/file.h"

static bool is_directory(int directory, const struct dirent *entry)
{
	struct stat stat;

	if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
		return false;
	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	return fstatat(directory, entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISDIR(stat.st_mode);
}

static enum status add(struct directory_list *list, const struct dirent *entry)
{
	struct directory_item *items =
		array_reserve(list->items, &list->capacity, list->count + 1, sizeof(*items));

	if (!items)
		return STATUS_NO_MEMORY;
	list->items = items;
	items[list->count++] = (struct directory_item){
		string_pool_add(&list->names, text_of_string(entry->d_name)), entry->d_ino
	};
	return list->names.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static int by_name(const void *a, const void *b, void *names)
{
	const struct directory_item *left = a, *right = b;

	return strcmp((const char *)names + left->name, (const char *)names + right->name);
}

enum status directory_list_read(struct directory_list *list, int directory)
{
	int readable = file_open(directory, ".", O_RDONLY | O_DIRECTORY);
	DIR *stream = readable < 0 ? NULL : fdopendir(readable);
	const struct dirent *entry;
	enum status status = STATUS_OK;

	if (!stream) {
		status = status_from_errno(errno);
		if (readable >= 0)
			close(readable);
		return status;
	}
	while (status == STATUS_OK && (errno = 0, entry = readdir(stream)) != NULL)
		if (is_directory(readable, entry))
			status = add(list, entry);
	if (status == STATUS_OK && errno != 0)
		status = status_from_errno(errno);
	closedir(stream);
	if (list->count > 1)
		qsort_r(list->items, list->count, sizeof(*list->items), by_name, list->names.block);
	return status;
}

void directory_list_free(struct directory_list *list)
{
	free(list->items);
	string_pool_free(&list->names);
}
