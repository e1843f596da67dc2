/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/asked_mount.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "base/text.h"
#include "parse/system/mounts.h"

#define FILES_MOST 4096 /* descriptors that are looked at */

/* The kernel writes the path of what a link leads to from memory, and asks no file system. */
static struct text target_of(int directory, const char *name, char path[static PATH_MAX])
{
	ssize_t length = readlinkat(directory, name, path, PATH_MAX);

	return text_of(path, length > 0 ? (size_t)length : 0);
}

static bool is_below(struct text path, struct text point)
{
	return path.length >= point.length && memcmp(path.at, point.at, point.length) == 0 &&
	       (path.length == point.length || path.at[point.length] == '/');
}

static bool say_if_below(char out[static ASKED_MOUNT_SIZE], struct text path, struct text table)
{
	struct mount mount;

	while (path.length && mounts_next(&mount, &table)) {
		if (!asked_type(mount.type) || !is_below(path, mount.point))
			continue;
		asked_mount_name(out, mount.type, mount.point);
		return true;
	}
	return false;
}

static void look_at_files(char out[static ASKED_MOUNT_SIZE], int directory, struct text table)
{
	DIR *files = directory < 0 ? NULL : fdopendir(directory);
	const struct dirent *entry;
	char path[PATH_MAX];

	if (!files && directory >= 0)
		close(directory);
	for (int i = 0; files && i < FILES_MOST && (entry = readdir(files)); i++)
		if (say_if_below(out, target_of(directory, entry->d_name, path), table))
			break;
	if (files)
		closedir(files);
}

bool asked_mount_serves(int directory, const char *path, uint32_t major)
{
	struct text whole = text_of_string(path), table;
	struct file_buffer buffer = { 0 };
	bool asked = true;
	size_t longest = 0;
	struct mount mount;

	if (file_read(&buffer, directory, "mountinfo") == STATUS_OK) {
		table = text_of(buffer.text, buffer.length);
		while (mounts_next(&mount, &table)) {
			char point[PATH_MAX];
			size_t length = mounts_unescape(point, sizeof(point), mount.point);

			/* Of several at one place the last is on top. */
			if (length < longest ||
				(length > 1 && !is_below(whole, text_of(point, length))))
				continue;
			longest = length;
			asked = asked_type(mount.type);
		}
		if (longest == 0)
			asked = major == 0;
	}
	file_buffer_free(&buffer);
	return asked;
}

void asked_mount_find(char out[static ASKED_MOUNT_SIZE], const struct kernel_root *root, pid_t pid)
{
	struct file_buffer buffer = { 0 };
	char name[32], path[PATH_MAX];
	struct text table;

	out[0] = '\0';
	snprintf(name, sizeof(name), "%d/mountinfo", (int)pid);
	if (file_read(&buffer, root->proc, name) != STATUS_OK)
		buffer.length = 0;
	table = text_of(buffer.text, buffer.length);
	snprintf(name, sizeof(name), "%d/cwd", (int)pid);
	if (!say_if_below(out, target_of(root->proc, name, path), table)) {
		snprintf(name, sizeof(name), "%d/fd", (int)pid);
		look_at_files(out, file_open(root->proc, name, O_RDONLY | O_DIRECTORY), table);
	}
	file_buffer_free(&buffer);
}

void asked_mount_add_of(struct message *message, pid_t pid)
{
	const struct kernel_root root = { file_open(AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY),
		-1 };
	char mount[ASKED_MOUNT_SIZE];

	if (root.proc < 0)
		return;
	asked_mount_find(mount, &root, pid);
	asked_mount_add(message, mount);
	close(root.proc);
}
