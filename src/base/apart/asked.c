/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/apart/asked.h"

#include <limits.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/apart/child.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"

#define LINE_SIZE 8192
/* The kernel follows no more. */
#define LINKS_MAX 40
#define LINK_NS   (UINT64_C(1) * 1000000000)

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

/* Puts in place of the path's first words, as many bytes of it, what the link there says.  False: it is none. */
static bool follow(char path[static PATH_MAX], size_t length)
{
	char link[PATH_MAX], place[PATH_MAX], rest[PATH_MAX];
	struct text words;
	ssize_t got;

	snprintf(rest, sizeof(rest), "%s", path + length);
	snprintf(place, sizeof(place), "%.*s", (int)length, path);
	got = readlink(place, link, sizeof(link));
	if (got <= 0)
		return false;
	words = text_of(link, (size_t)got);
	if (link[0] == '/')
		place[0] = '\0';
	else
		walk(place, text_of_string(".."));
	while (words.length > 0)
		if (!walk(place, text_next_field(&words, '/')))
			return false;
	words = text_of_string(rest);
	while (words.length > 0)
		if (!walk(place, text_next_field(&words, '/')))
			return false;
	snprintf(path, PATH_MAX, "%s", place);
	return true;
}

/* ---- the mount that a path without links lies on ---- */

static bool is_below(const char *path, const char *point)
{
	size_t length = strlen(point);

	if (length == 1)
		length = 0;
	return strncmp(path, point, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

/* Whether it is one that is asked; out: NULL, or its name, "" if it is none. */
static bool find_mount(char *out, const char *absolute)
{
	char line[LINE_SIZE];
	FILE *table = setmntent("/proc/self/mounts", "re");
	size_t longest = 0;
	bool asked = false;
	struct mntent mount;

	while (table && getmntent_r(table, &mount, line, sizeof(line))) {
		struct text type = text_of_string(mount.mnt_type);
		struct text point = text_of_string(mount.mnt_dir);

		/* Of several at one place the last is on top. */
		if (point.length < longest || !is_below(absolute, point.at))
			continue;
		longest = point.length;
		asked = asked_type(type);
		if (asked && out)
			asked_mount_name(out, type, point);
	}
	if (table)
		endmntent(table);
	if (!asked && out)
		out[0] = '\0';
	return asked;
}

/* ---- of any path ---- */

static bool is_asked(const char *path, size_t length)
{
	char place[PATH_MAX];

	snprintf(place, sizeof(place), "%.*s", (int)length, path);
	return find_mount(NULL, place);
}

/*
 * The child: it says the whole path behind each link, and asks none of those file systems.  It translates nothing:
 * another thread may have had gettext's locks.
 */
static void follow_links(void *context, int socket)
{
	char *path = context;
	size_t at = 0;
	int links = 0;

	while (path[at]) {
		size_t end = at + 1 + strcspn(path + at + 1, "/");

		if (links > LINKS_MAX || is_asked(path, end))
			return;
		if (follow(path, end)) {
			links++;
			end = 0;
			child_send(socket, path, PATH_MAX, -1);
		}
		at = end;
	}
}

/* As far as its links can be read in time: a disk may not answer, too. */
static void resolve(char path[static PATH_MAX])
{
	char further[PATH_MAX];
	struct child child;
	int none;

	if (child_begin(&child, follow_links, path) != STATUS_OK)
		return;
	while (child_receive(&child, further, sizeof(further), &none, LINK_NS) == STATUS_OK)
		memcpy(path, further, sizeof(further));
	child_leave(&child);
}

void asked_mount_of(char out[static ASKED_MOUNT_SIZE], const char *path)
{
	char absolute[PATH_MAX];

	out[0] = '\0';
	if (!make_absolute(absolute, path))
		return;
	if (!is_asked(absolute, strlen(absolute)))
		resolve(absolute);
	find_mount(out, absolute);
}

void asked_mount_add(struct message *message, const char *mount)
{
	size_t length = strlen(message->text);

	if (*mount)
		snprintf(message->text + length, sizeof(message->text) - length, " (%s)", mount);
}
