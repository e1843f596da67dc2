/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/sharing.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"

static uint64_t shared_bytes(const struct detail_mapping *mapping)
{
	return value_or(mapping_figure(mapping, MAPPING_SHARED_CLEAN), 0) +
	       value_or(mapping_figure(mapping, MAPPING_SHARED_DIRTY), 0);
}

static int compare_identities(const void *left, const void *right)
{
	const struct shared_item *a = left, *b = right;

	return FIRST_DIFFERENCE(COMPARE(a->inode, b->inode), COMPARE(a->major, b->major),
		COMPARE(a->minor, b->minor), COMPARE(a->start, b->start));
}

static int compare_bytes(const void *left, const void *right)
{
	const struct shared_item *a = left, *b = right;

	return COMPARE(b->bytes, a->bytes);
}

/* One item a mapping that shares something; returns how many.  The kernel's own pages are no news. */
static size_t list_mappings(const struct process_detail *detail, struct shared_item *items)
{
	size_t count = 0;

	for (size_t i = 0; i < detail->mapping_count; i++) {
		const struct detail_mapping *mapping = &detail->mappings[i];
		uint64_t bytes = shared_bytes(mapping);

		if (bytes == 0 || mapping->kind == KIND_VDSO)
			continue;
		items[count++] = (struct shared_item){ .bytes = bytes,
			.major = mapping->major,
			.minor = mapping->minor,
			.inode = mapping->inode,
			.start = mapping->inode ? 0 : mapping->start,
			.mapping = i };
	}
	return count;
}

/* Makes one item of those with the same identity, which stand beside one another. */
static size_t merge(const struct process_detail *detail, struct shared_item *items, size_t count)
{
	size_t merged = 0;

	for (size_t i = 0; i < count; i++) {
		struct shared_item *last = merged ? &items[merged - 1] : NULL;

		if (!last || compare_identities(last, &items[i]) != 0) {
			items[merged++] = items[i];
			continue;
		}
		last->bytes += items[i].bytes;
		if (shared_bytes(&detail->mappings[items[i].mapping]) >
			shared_bytes(&detail->mappings[last->mapping]))
			last->mapping = items[i].mapping;
	}
	return merged;
}

bool sharing_items(const struct process_detail *detail,
	struct shared_item items[static SHARING_ITEMS], size_t *count)
{
	struct shared_item *all = array_new(detail->mapping_count, sizeof(*all));
	uint64_t whole = 0, held = 0;
	size_t different, taken = 0;

	*count = 0;
	if (!all)
		return false;
	different = list_mappings(detail, all);
	qsort(all, different, sizeof(*all), compare_identities);
	different = merge(detail, all, different);
	qsort(all, different, sizeof(*all), compare_bytes);
	for (size_t i = 0; i < different; i++)
		whole += all[i].bytes;
	while (taken < different && taken < SHARING_ITEMS && held < whole - whole / 2) {
		held += all[taken].bytes;
		items[taken] = all[taken];
		taken++;
	}
	free(all);
	*count = taken;
	return true;
}

static struct text without_deleted(struct text path)
{
	static const char suffix[] = " (deleted)";
	const size_t length = sizeof(suffix) - 1;

	if (path.length > length && memcmp(path.at + path.length - length, suffix, length) == 0)
		path.length -= length;
	return path;
}

bool sharing_same_program(const char *program, struct text other)
{
	struct text path = without_deleted(text_of_string(program));

	other = without_deleted(other);
	return path.length > 0 && path.length == other.length &&
	       memcmp(path.at, other.at, path.length) == 0;
}

bool sharing_has(const struct shared_item *items, size_t count, const struct mapping *mapping,
	bool same_program)
{
	for (size_t i = 0; i < count; i++) {
		if (items[i].inode != mapping->inode)
			continue;
		if (items[i].inode == 0 ? same_program && items[i].start == mapping->start
					: items[i].major == mapping->major &&
						  items[i].minor == mapping->minor)
			return true;
	}
	return false;
}
