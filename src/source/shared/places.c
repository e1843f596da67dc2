/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/shared/places.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "base/array.h"
#include "base/compiler/statx.h"
#include "base/macros.h"
#include "parse/system/mounts.h"

/* What is looked through: the table of one namespace. */
struct mount_table {
	struct text text;
	pid_t pid; /* 0: memtop's own */
};

/* In order, each once. */
static size_t tidy(uint64_t *numbers, size_t count)
{
	size_t kept = 0;

	qsort(numbers, count, sizeof(*numbers), compare_u64);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || numbers[i] != numbers[kept - 1])
			numbers[kept++] = numbers[i];
	return kept;
}

static bool is_shared_memory(struct text type)
{
	return text_equals(type, "tmpfs") || text_equals(type, "devtmpfs") ||
	       text_equals(type, "rootfs") || text_equals(type, "hugetlbfs");
}

static bool is_above(struct text point, struct text path)
{
	if (text_equals(point, "/"))
		return path.length > 1;
	return path.length > point.length && memcmp(path.at, point.at, point.length) == 0 &&
	       path.at[point.length] == '/';
}

/* Whether the way there leads through nothing that may never answer. */
static bool can_be_reached(struct text table, struct text point)
{
	struct mount mount;

	while (mounts_next(&mount, &table))
		if (is_above(mount.point, point) && !mount_type_answers(mount.type))
			return false;
	return true;
}

static enum status add_place(struct places *places, const struct mount_table *table,
	const struct mount *mount)
{
	uint64_t device = makedev((unsigned)mount->major, (unsigned)mount->minor);
	struct mount_place *place =
		array_reserve(places->rows, &places->capacity, places->count + 1, sizeof(*place));

	if (!place)
		return STATUS_NO_MEMORY;
	places->rows = place;
	place += places->count;
	*place = (struct mount_place){ .device = device,
		.pid = table->pid,
		.is_whole = text_equals(mount->root, "/"),
		.is_huge = text_equals(mount->type, "hugetlbfs") };
	snprintf(place->type, sizeof(place->type), "%.*s", (int)mount->type.length, mount->type.at);
	if (mounts_unescape(place->point, sizeof(place->point), mount->point) + 1 <
			sizeof(place->point) &&
		can_be_reached(table->text, mount->point))
		places->count++;
	return STATUS_OK;
}

static enum status add_mounts(struct places *places, const struct mount_table *table)
{
	struct place_set *set = &places->set;
	struct text rest = table->text;
	enum status status = STATUS_OK;
	struct mount mount;

	while (status == STATUS_OK && mounts_next(&mount, &rest)) {
		if (!is_shared_memory(mount.type))
			continue;
		if (set->mount_count == PLACES_MOUNTS_MOST) {
			places->partly = true;
			break;
		}
		set->mounts[set->mount_count++] = mount.id;
		set->devices[set->device_count++] =
			makedev((unsigned)mount.major, (unsigned)mount.minor);
		status = add_place(places, table, &mount);
	}
	return status;
}

/* The namespace that a process has its mounts in; 0: it cannot be told. */
static uint64_t namespace_of(const struct kernel_root *root, const char *process)
{
	struct statx found;
	char path[48];

	snprintf(path, sizeof(path), "%s/ns/mnt", process);
	return statx(root->proc, path, AT_STATX_DONT_SYNC, STATX_INO, &found) == 0 ? found.stx_ino
										   : 0;
}

/* One namespace, and the process that shows it. */
struct mount_view {
	uint64_t space;
	pid_t pid;
};

static int compare_views(const void *left, const void *right)
{
	const struct mount_view *a = left, *b = right;

	return FIRST_DIFFERENCE(COMPARE(a->space, b->space), COMPARE(a->pid, b->pid));
}

static enum status read_table(struct places *places, const struct kernel_root *root, pid_t pid,
	struct file_buffer *buffer)
{
	struct mount_table table = { .pid = pid };
	char path[48] = "self/mountinfo";
	enum status status;

	if (pid)
		snprintf(path, sizeof(path), "%d/mountinfo", (int)pid);
	status = file_read(buffer, root->proc, path);
	if (status != STATUS_OK) /* it ended, or lives in a root that memtop may not see */
		return status_is_shortage(status) ? status : STATUS_OK;
	table.text = text_of(buffer->text, buffer->length);
	return add_mounts(places, &table);
}

/* By device; memtop's own namespace first, then whole file systems. */
static int compare_places(const void *left, const void *right)
{
	const struct mount_place *a = left, *b = right;

	return FIRST_DIFFERENCE(COMPARE(a->device, b->device), COMPARE(b->pid == 0, a->pid == 0),
		COMPARE(b->is_whole, a->is_whole), COMPARE(a->pid, b->pid),
		strcmp(a->point, b->point));
}

static enum status look_through(struct places *places, const struct kernel_root *root,
	struct mount_view *views, size_t count)
{
	uint64_t own = namespace_of(root, "self");
	struct file_buffer buffer = { 0 };
	enum status status = read_table(places, root, 0, &buffer);

	qsort(views, count, sizeof(*views), compare_views);
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		if (views[i].space && views[i].space != own &&
			(i == 0 || views[i].space != views[i - 1].space))
			status = read_table(places, root, views[i].pid, &buffer);
	file_buffer_free(&buffer);
	return status;
}

enum status places_find(struct places *places, const struct kernel_root *root, const pid_t *pids,
	size_t count)
{
	struct mount_view *views = calloc(count + 1, sizeof(*views));
	enum status status = views ? STATUS_OK : STATUS_NO_MEMORY;

	*places = (struct places){ .count = 0 };
	if (status == STATUS_OK)
		status = memfd_mounts_find(&places->set.kernel, root);
	for (size_t i = 0; i < count && views; i++) {
		char process[16];

		snprintf(process, sizeof(process), "%d", (int)pids[i]);
		views[i] = (struct mount_view){ namespace_of(root, process), pids[i] };
	}
	if (status == STATUS_OK)
		status = look_through(places, root, views, count);
	free(views);
	if (places->count > 0)
		qsort(places->rows, places->count, sizeof(*places->rows), compare_places);
	places->set.mount_count = tidy(places->set.mounts, places->set.mount_count);
	places->set.device_count = tidy(places->set.devices, places->set.device_count);
	return status;
}

void places_free(struct places *places)
{
	free(places->rows);
	places->rows = NULL;
	places->count = places->capacity = 0;
}

bool place_set_has_device(const struct place_set *set, uint64_t device)
{
	return bsearch(&device, set->devices, set->device_count, sizeof(device), compare_u64) !=
	       NULL;
}
