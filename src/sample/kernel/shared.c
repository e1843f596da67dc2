/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/kernel/shared.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"

const char *const shared_kind_names[SHARED_KINDS] = { [SHARED_TMPFS] = "tmpfs",
	[SHARED_SYSV] = "sysv",
	[SHARED_POSIX] = "posix",
	[SHARED_MEMFD] = "memfd",
	[SHARED_ANONYMOUS] = "anonymous",
	[SHARED_HUGETLB] = "hugetlb",
	[SHARED_SECRET] = "secret",
	[SHARED_DMABUF] = "dmabuf" };

bool shared_kind_is_shmem(enum shared_kind kind)
{
	return kind != SHARED_HUGETLB && kind != SHARED_SECRET && kind != SHARED_DMABUF;
}

void shared_report_free(struct shared_report *report)
{
	free(report->objects);
	free(report->users);
	free(report->mounts);
	string_pool_free(&report->strings);
	*report = (struct shared_report){ .status = STATUS_OK };
}

struct shared_object *shared_report_add(struct shared_report *report)
{
	struct shared_object *grown = array_reserve(report->objects, &report->capacity,
		report->count + 1, sizeof(*grown));

	if (!grown) {
		report->status = STATUS_NO_MEMORY;
		return NULL;
	}
	report->objects = grown;
	grown[report->count] = (struct shared_object){ .mount = SHARED_NO_MOUNT };
	return &grown[report->count++];
}

struct shared_mount *shared_report_add_mount(struct shared_report *report)
{
	struct shared_mount *grown = array_reserve(report->mounts, &report->mount_capacity,
		report->mount_count + 1, sizeof(*grown));

	if (!grown) {
		report->status = STATUS_NO_MEMORY;
		return NULL;
	}
	report->mounts = grown;
	grown[report->mount_count] = (struct shared_mount){ .limit = value_missing(VALUE_ABSENT) };
	return &grown[report->mount_count++];
}

void shared_report_add_user(struct shared_report *report, const struct shared_process *process)
{
	struct shared_process *grown = array_reserve(report->users, &report->user_capacity,
		report->user_count + 1, sizeof(*grown));

	if (!grown) {
		report->status = STATUS_NO_MEMORY;
		return;
	}
	report->users = grown;
	grown[report->user_count++] = *process;
}

static int compare_objects(const void *left, const void *right)
{
	const struct shared_object *a = left, *b = right;

	return FIRST_DIFFERENCE(COMPARE(value_or(b->allocated, 0), value_or(a->allocated, 0)),
		COMPARE(a->device, b->device), COMPARE(a->inode, b->inode));
}

void shared_report_sort(struct shared_report *report)
{
	if (report->count > 0)
		qsort(report->objects, report->count, sizeof(*report->objects), compare_objects);
}
