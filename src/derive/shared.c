/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/shared.h"

#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "base/utf8.h"

static void add(struct value *sum, struct value part)
{
	sum->n += (int64_t)value_or(part, 0);
}

static void add_object(struct shared_sums *sums, const struct shared_object *object)
{
	bool is_file = object->kind == SHARED_TMPFS || object->kind == SHARED_POSIX ||
		       object->kind == SHARED_SYSV;

	if (object->kind == SHARED_HUGETLB)
		add(&sums->hugetlb, object->allocated);
	else if (object->kind == SHARED_SECRET)
		add(&sums->secret, object->present);
	else if (object->kind == SHARED_DMABUF)
		add(&sums->dmabuf, object->allocated);
	else if (value_known(object->present))
		add(&sums->named, object->present);
	else
		add(&sums->undecided, object->allocated);
	if (value_or(object->orphaned, 0))
		add(&sums->orphaned, object->allocated);
	if (object->deleted && is_file)
		add(&sums->deleted, object->allocated);
}

struct shared_sums shared_sums(const struct shared_report *report)
{
	const struct value zero = value_of(0);
	struct shared_sums sums = { zero, zero, zero, zero, zero, zero, zero, zero };

	for (size_t i = 0; i < report->count; i++)
		add_object(&sums, &report->objects[i]);
	sums.hidden = value_subtract(report->shmem, value_add(sums.named, sums.undecided));
	return sums;
}

uint64_t shared_object_key(const struct shared_object *object)
{
	const uint64_t parts[] = { object->device, object->inode, object->kind == SHARED_SYSV,
		object->is_rest };
	uint64_t key = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		key = (key ^ parts[i]) * UINT64_C(1099511628211);
		key ^= key >> 29;
	}
	return key;
}

/* ---- commands ---- */

static bool is_plain(const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_./:@%+=,-";

	return path[strspn(path, plain)] == '\0';
}

/* Whether a terminal shows it as it is, so that it can be typed again. */
static bool is_printable(const char *path)
{
	uint32_t code;

	for (size_t length = strlen(path), taken; length > 0; path += taken, length -= taken) {
		taken = utf8_decode(path, length, &code);
		if (code == UINT32_MAX || utf8_columns(code) < 0)
			return false;
	}
	return true;
}

/* Like snprintf(), behind the first length bytes of out. */
static size_t append(char *out, size_t size, size_t length, const char *text)
{
	if (length >= size)
		return length + strlen(text);
	return length + (size_t)snprintf(out + length, size - length, "%s", text);
}

/* 'it'\''s' */
static size_t quote(char *out, size_t size, const char *path)
{
	char piece[2] = "";
	size_t length;

	if (is_plain(path))
		return append(out, size, 0, path);
	length = append(out, size, 0, "'");
	for (; *path; path++) {
		piece[0] = *path;
		length = append(out, size, length, *path == '\'' ? "'\\''" : piece);
	}
	return append(out, size, length, "'");
}

/* Below the root of a process that sees it, where memtop does not. */
static size_t put_path(char *out, size_t size, const char *root, const char *path)
{
	char whole[4400];

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	return quote(out, size, whole);
}

size_t shared_free_command(char *out, size_t size, const struct shared_report *report,
	const struct shared_object *object)
{
	const char *path = string_pool_at(&report->strings, object->name);
	const struct shared_mount *mount;
	size_t length;

	out[0] = '\0';
	if (!value_or(object->orphaned, 0))
		return 0;
	if (object->kind == SHARED_SYSV)
		return (size_t)snprintf(out, size, "ipcrm -m %llu",
			(unsigned long long)object->inode);
	if (object->mount == SHARED_NO_MOUNT)
		return 0;
	mount = &report->mounts[object->mount];
	length = (size_t)snprintf(out, size, "%s", is_printable(path) ? "rm " : "find ");
	if (!is_printable(path))
		path = string_pool_at(&report->strings, mount->point);
	length += put_path(out + length, size - length,
		string_pool_at(&report->strings, mount->root), path);
	if (out[0] == 'f' && length < size)
		length += (size_t)snprintf(out + length, size - length, " -xdev -inum %llu -delete",
			(unsigned long long)object->inode);
	return length < size ? length : 0;
}
