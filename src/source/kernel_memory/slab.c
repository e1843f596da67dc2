/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/kernel_memory/slab.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"

#define SLAB_DIRECTORY "kernel/slab"
/* Names of caches are short; what is longer is none. */
#define NAME_MOST 128

/* A name that stands for a cache: a link to the directory of what it was merged into. */
struct alias {
	char name[NAME_MOST], cache[NAME_MOST];
};

struct aliases {
	struct alias *rows;
	size_t count, capacity;
};

static enum status add_alias(struct aliases *aliases, int directory, const char *name)
{
	char cache[NAME_MOST];
	ssize_t length = readlinkat(directory, name, cache, sizeof(cache) - 1);
	struct alias *rows;

	if (length <= 0 || strlen(name) >= NAME_MOST)
		return STATUS_OK; /* a directory: a cache that others were merged into, or alone */
	rows = array_reserve(aliases->rows, &aliases->capacity, aliases->count + 1, sizeof(*rows));
	if (!rows)
		return STATUS_NO_MEMORY;
	aliases->rows = rows;
	cache[length] = '\0';
	memcpy(rows[aliases->count].name, name, strlen(name) + 1);
	memcpy(rows[aliases->count].cache, cache, (size_t)length + 1);
	aliases->count++;
	return STATUS_OK;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct alias *)a)->name, ((const struct alias *)b)->name);
}

static enum status read_aliases(struct aliases *aliases, int directory)
{
	int copy = fcntl(directory, F_DUPFD_CLOEXEC, 0);
	DIR *list = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;
	enum status status = STATUS_OK;

	if (!list) {
		status = status_from_errno(errno);
		if (copy >= 0)
			close(copy);
		return status;
	}
	rewinddir(list);
	while (status == STATUS_OK && (entry = readdir(list)) != NULL)
		if (entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN)
			status = add_alias(aliases, directory, entry->d_name);
	closedir(list);
	if (aliases->count > 0)
		qsort(aliases->rows, aliases->count, sizeof(*aliases->rows), by_name);
	return status;
}

static const struct alias *find(const struct aliases *aliases, const char *name)
{
	struct alias key;

	snprintf(key.name, sizeof(key.name), "%s", name);
	return aliases->count == 0
		       ? NULL
		       : bsearch(&key, aliases->rows, aliases->count, sizeof(key), by_name);
}

/* Appends ", NAME" to a text, or NAME alone; false without memory. */
static bool append(char **text, const char *name)
{
	size_t length = *text ? strlen(*text) : 0;
	char *longer = realloc(*text, length + strlen(name) + 3);

	if (!longer)
		return false;
	*text = longer;
	snprintf(longer + length, strlen(name) + 3, "%s%s", length > 0 ? ", " : "", name);
	return true;
}

/* The other names of the same cache, with ", " between; none if there are none. */
static enum status name_others(struct kernel_item *item, const struct aliases *aliases)
{
	const struct alias *own = find(aliases, item->name);

	for (size_t i = 0; own && i < aliases->count; i++) {
		const struct alias *other = &aliases->rows[i];

		if (other != own && strcmp(other->cache, own->cache) == 0 &&
			!append(&item->aliases, other->name))
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

/* SLAB_RECLAIM_ACCOUNT: whether a shrinker can free its objects.  Only want of memory is a failure. */
static enum status read_reclaim(struct kernel_item *item, int directory, struct file_buffer *buffer)
{
	char path[NAME_MOST + 32];
	enum status status;

	snprintf(path, sizeof(path), "%.*s/reclaim_account", NAME_MOST, item->name);
	status = file_read(buffer, directory, path);
	if (status == STATUS_OK && buffer->length > 0)
		item->reclaim = buffer->text[0] == '1' ? KERNEL_RECLAIM_YES : KERNEL_RECLAIM_NO;
	else if (status != STATUS_OK)
		item->reclaim_missing = value_state_of(status);
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

static enum status read_details(struct kernel_memory *memory, int directory,
	struct file_buffer *buffer)
{
	struct aliases aliases = { 0 };
	enum status status = read_aliases(&aliases, directory);

	for (size_t i = 0; status == STATUS_OK && i < memory->count; i++) {
		struct kernel_item *item = &memory->items[i];

		if (item->kind != KERNEL_SLAB)
			continue;
		status = read_reclaim(item, directory, buffer);
		if (status == STATUS_OK)
			status = name_others(item, &aliases);
	}
	free(aliases.rows);
	return status;
}

static void miss_details(struct kernel_memory *memory, enum value_state why)
{
	for (size_t i = 0; i < memory->count; i++)
		memory->items[i].reclaim_missing = why;
}

enum status slab_read(struct kernel_memory *memory, const struct kernel_root *root,
	struct file_buffer *buffer)
{
	enum status status = file_read(buffer, root->proc, "slabinfo");
	int directory;

	if (status == STATUS_OK)
		status = kernel_memory_take_slabs(memory, buffer->text, buffer->length,
			(uint64_t)sysconf(_SC_PAGESIZE));
	if (status != STATUS_OK)
		return status;
	/* Without the directory (CONFIG_SLUB, sysfs) there is no more to know. */
	directory = file_open(root->sys, SLAB_DIRECTORY, O_RDONLY | O_DIRECTORY);
	if (directory < 0) {
		miss_details(memory, value_state_of(status_from_errno(errno)));
		return STATUS_OK;
	}
	status = read_details(memory, directory, buffer);
	close(directory);
	return status;
}
