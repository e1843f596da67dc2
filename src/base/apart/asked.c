/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/apart/asked.h"

#include <limits.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"

#define LINE_SIZE 8192

/* How the types of file systems begin whose server is another process or machine. */
static const char *const types[] = { "fuse", "nfs", "cifs", "smb3", "9p", "ceph", "afs", "virtiofs",
	"lustre", "gfs2", "ocfs2", "orangefs", "coda", "vboxsf", "beegfs" };

bool asked_type(struct text type)
{
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (text_starts(type, types[i]) && !text_equals(type, "fusectl"))
			return true;
	return false;
}

void asked_mount_name(char out[static ASKED_MOUNT_SIZE], struct text type, struct text point)
{
	char clean[ASKED_MOUNT_SIZE / 2];

	utf8_printable(clean, sizeof(clean), point.at, point.length, 0);
	if (text_starts(type, "fuse"))
		snprintf(out, ASKED_MOUNT_SIZE, _("FUSE mount %s"), clean);
	else
		snprintf(out, ASKED_MOUNT_SIZE, _("%.*s mount %s"), (int)min_size(type.length, 16),
			type.at, clean);
}

/* ---- of a path ---- */

/* Takes the last word of a path away, or puts one behind it; "/" is an empty path.  False: it is too long. */
static bool walk(char path[static PATH_MAX], struct text word)
{
	size_t length = strlen(path);
	char *slash = strrchr(path, '/');

	if (word.length == 0 || text_equals(word, "."))
		return true;
	if (text_equals(word, "..")) {
		if (slash)
			*slash = '\0';
		return true;
	}
	if (length + 1 + word.length >= PATH_MAX)
		return false;
	snprintf(path + length, PATH_MAX - length, "/%.*s", (int)word.length, word.at);
	return true;
}

/* Where the process stands the kernel writes from memory. */
static bool make_absolute(char out[static PATH_MAX], const char *path)
{
	struct text rest = text_of_string(path);
	ssize_t length = 0;

	if (*path != '/') {
		length = readlink("/proc/self/cwd", out, PATH_MAX - 1);
		if (length <= 0 || out[0] != '/')
			return false;
	}
	out[length == 1 ? 0 : length] = '\0';
	while (rest.length > 0)
		if (!walk(out, text_next_field(&rest, '/')))
			return false;
	return true;
}

static bool is_below(const char *path, const char *point)
{
	size_t length = strlen(point);

	if (length == 1)
		length = 0;
	return strncmp(path, point, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

void asked_mount_of(char out[static ASKED_MOUNT_SIZE], const char *path)
{
	char absolute[PATH_MAX], line[LINE_SIZE];
	FILE *table = setmntent("/proc/self/mounts", "re");
	size_t longest = 0;
	struct mntent mount;

	out[0] = '\0';
	if (!table)
		return;
	if (!make_absolute(absolute, path))
		absolute[0] = '\0';
	while (getmntent_r(table, &mount, line, sizeof(line))) {
		struct text type = text_of_string(mount.mnt_type);
		struct text point = text_of_string(mount.mnt_dir);

		/* Of several at one place the last is on top. */
		if (point.length < longest || !is_below(absolute, point.at))
			continue;
		longest = point.length;
		out[0] = '\0';
		if (asked_type(type))
			asked_mount_name(out, type, point);
	}
	endmntent(table);
}

void asked_mount_add(struct message *message, const char *mount)
{
	size_t length = strlen(message->text);

	if (*mount)
		snprintf(message->text + length, sizeof(message->text) - length, " (%s)", mount);
}
