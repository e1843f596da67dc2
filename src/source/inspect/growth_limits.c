/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/growth_limits.h"

#include <stdio.h>

#include "parse/process/limits.h"
#include "parse/process/status.h"
#include "source/system/cgroup_limit.h"

static void read_cgroup(struct growth_limits *limits, const struct kernel_root *root, pid_t pid)
{
	struct cgroup_limit *finder = cgroup_limit_new(root, pid);
	struct cgroup_use use;

	if (!finder) {
		limits->cgroup_limit = limits->cgroup_usage = limits->cgroup_file =
			value_missing(VALUE_NO_MEMORY);
		return;
	}
	cgroup_limit_read(finder, &use, UINT64_MAX);
	cgroup_limit_free(finder);
	limits->cgroup_limit = use.limit;
	limits->cgroup_usage = use.usage;
	limits->cgroup_file = use.file;
}

static void take_limits(struct growth_limits *limits, struct text rest)
{
	struct process_limit limit;

	while (limits_next(&limit, &rest)) {
		if (text_equals(limit.name, "Max address space"))
			limits->address_space_limit = limit.soft;
		else if (text_equals(limit.name, "Max data size"))
			limits->data_limit = limit.soft;
	}
}

static void read_resources(struct growth_limits *limits, const struct kernel_root *root, pid_t pid,
	struct file_buffer *buffer)
{
	struct process_status status;
	enum status read;
	char path[32];

	snprintf(path, sizeof(path), "%d/status", (int)pid);
	read = file_read(buffer, root->proc, path);
	if (read == STATUS_OK)
		read = process_status_parse(&status, buffer->text, buffer->length);
	limits->address_space_limit = limits->data_limit = value_missing(value_state_of(read));
	limits->size = read == STATUS_OK ? status.size : limits->data_limit;
	limits->data = read == STATUS_OK ? status.data : limits->data_limit;
	if (read != STATUS_OK)
		return;
	snprintf(path, sizeof(path), "%d/limits", (int)pid);
	read = file_read(buffer, root->proc, path);
	/* A limit that is none stays absent. */
	limits->address_space_limit = limits->data_limit =
		value_missing(read == STATUS_OK ? VALUE_ABSENT : value_state_of(read));
	if (read == STATUS_OK)
		take_limits(limits, text_of(buffer->text, buffer->length));
}

void growth_limits_read(struct growth_limits *limits, const struct kernel_root *root, pid_t pid)
{
	struct file_buffer buffer = { 0 };

	values_fill(limits, sizeof(*limits), VALUE_ABSENT);
	read_cgroup(limits, root, pid);
	read_resources(limits, root, pid, &buffer);
	file_buffer_free(&buffer);
}
