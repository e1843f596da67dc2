/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/headroom.h"

#include <stdio.h>

#include "parse/process/limits.h"
#include "parse/process/status.h"
#include "source/system/cgroup_limit.h"

static struct value cgroup_room(const struct kernel_root *root, pid_t pid)
{
	struct cgroup_limit *finder = cgroup_limit_new(root, pid);
	struct cgroup_use use;

	if (!finder)
		return value_missing(VALUE_ABSENT);
	cgroup_limit_read(finder, &use, UINT64_MAX);
	cgroup_limit_free(finder);
	if (!value_known(use.limit))
		return use.limit;
	return value_subtract(use.limit,
		value_subtract(use.usage, value_of(value_or(use.file, 0))));
}

static struct value resource_room(const struct kernel_root *root, pid_t pid,
	struct file_buffer *buffer)
{
	struct value room = value_missing(VALUE_ABSENT);
	struct process_status status;
	struct process_limit limit;
	struct text rest;
	char path[32];

	snprintf(path, sizeof(path), "%d/status", (int)pid);
	if (file_read(buffer, root->proc, path) != STATUS_OK ||
		process_status_parse(&status, buffer->text, buffer->length) != STATUS_OK)
		return room;
	snprintf(path, sizeof(path), "%d/limits", (int)pid);
	if (file_read(buffer, root->proc, path) != STATUS_OK)
		return room;
	rest = text_of(buffer->text, buffer->length);
	while (limits_next(&limit, &rest)) {
		if (!value_known(limit.soft))
			continue;
		if (text_equals(limit.name, "Max address space"))
			room = value_lesser(room, value_subtract(limit.soft, status.size));
		else if (text_equals(limit.name, "Max data size"))
			room = value_lesser(room, value_subtract(limit.soft, status.data));
	}
	return room;
}

struct value headroom_read(const struct kernel_root *root, pid_t pid)
{
	struct file_buffer buffer = { 0 };
	struct value room = value_lesser(cgroup_room(root, pid), resource_room(root, pid, &buffer));

	file_buffer_free(&buffer);
	return room;
}
