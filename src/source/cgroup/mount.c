/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/cgroup/mount.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "parse/system/cgroup.h"
#include "parse/system/mounts.h"

static bool has_option(const struct file_buffer *buffer, const char *option)
{
	struct text rest = text_of(buffer->text, buffer->length);
	struct mount mount;

	while (mounts_next(&mount, &rest))
		if (text_equals(mount.type, "cgroup2"))
			return mounts_has_option(mount.super_options, option);
	return false;
}

static enum status find(struct cgroup_mount *mount, int version, const struct file_buffer *buffer)
{
	mount->version = version;
	mount->is_recursive = version == 2 && has_option(buffer, "memory_recursiveprot");
	return cgroup_parse_mount(mount->point, mount->root, sizeof(mount->point), version,
		buffer->text, buffer->length);
}

/*
 * Whether the root of what is mounted is the root of the hierarchy: that of v1 alone has this file,
 * and that of v2 alone has no memory.current.
 */
static bool is_whole(const struct cgroup_mount *mount, int directory)
{
	const char *file = mount->version == 2 ? "memory.current" : "cgroup.sane_behavior";
	bool exists = faccessat(directory, file, F_OK, 0) == 0;

	return mount->root[0] == '\0' && exists == (mount->version == 1);
}

/* v2 is mounted on many machines whose memory is with v1, or with neither. */
static bool has_memory(int directory, struct file_buffer *buffer, enum status *status)
{
	*status = file_read(buffer, directory, "cgroup.controllers");
	return *status == STATUS_OK &&
	       cgroup_has_controller("memory", buffer->text, buffer->length);
}

enum cgroup_trouble cgroup_mount_find(struct cgroup_mount *mount, int proc,
	struct file_buffer *buffer, enum status *status)
{
	int directory;
	enum cgroup_trouble trouble = CGROUP_FINE;

	*status = file_read(buffer, proc, "self/mountinfo");
	if (*status != STATUS_OK)
		return CGROUP_CANNOT_BE_READ;
	if (find(mount, 1, buffer) != STATUS_OK && find(mount, 2, buffer) != STATUS_OK)
		return CGROUP_NOT_MOUNTED;
	if (strcmp(mount->root, "/") == 0)
		mount->root[0] = '\0';
	directory = file_open(AT_FDCWD, mount->point, O_RDONLY | O_DIRECTORY);
	if (directory < 0) {
		*status = status_from_errno(errno);
		return CGROUP_CANNOT_BE_READ;
	}
	mount->is_part = !is_whole(mount, directory);
	if (mount->version == 2 && !has_memory(directory, buffer, status))
		trouble = *status == STATUS_OK || *status == STATUS_ABSENT ? CGROUP_NO_CONTROLLER
									   : CGROUP_CANNOT_BE_READ;
	close(directory);
	return trouble;
}
