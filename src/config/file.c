/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/messages.h"
#include "config/rows.h"
#include "config/text.h"

/* A file of ours has one; whatever is larger is something else. */
#define SIZE_LIMIT ((size_t)64 * 1024)

struct paths {
	char base[PATH_MAX];      /* $XDG_CONFIG_HOME or ~/.config */
	char directory[PATH_MAX]; /* base/memtop */
	char file[PATH_MAX];      /* base/memtop/memtoprc */
};

/* The file's text, NUL-terminated. */
struct content {
	size_t length;
	char text[SIZE_LIMIT + 1];
};

/* ---- where it is ---- */

/* Joins two parts of a path; false if that is too long for a path. */
static bool join(char out[static PATH_MAX], const char *directory, const char *name)
{
	return snprintf(out, PATH_MAX, "%s/%s", directory, name) < PATH_MAX;
}

/* secure_getenv: with more rights than its user memtop obeys no file that this user can name. */
static enum status find_paths(struct paths *paths)
{
	const char *base = secure_getenv("XDG_CONFIG_HOME"), *home = secure_getenv("HOME");

	/* The XDG Base Directory Specification 0.8 has relative paths ignored. */
	if (base && base[0] == '/') {
		if (snprintf(paths->base, sizeof(paths->base), "%s", base) >= PATH_MAX)
			return STATUS_ABSENT;
	} else if (!home || home[0] != '/' || !join(paths->base, home, ".config")) {
		return STATUS_ABSENT;
	}
	if (!join(paths->directory, paths->base, "memtop") ||
		!join(paths->file, paths->directory, "memtoprc"))
		return STATUS_ABSENT;
	return STATUS_OK;
}

/* ---- reading it ---- */

static enum status check_file(const char *path, int descriptor, struct message *message)
{
	struct stat stat;

	if (fstat(descriptor, &stat) < 0) {
		message_set(message, "%s: %s", path, strerror(errno));
		return STATUS_FAILED;
	}
	if (!S_ISREG(stat.st_mode)) {
		message_set(message, _("%s: not an ordinary file"), path);
		return STATUS_REFUSED;
	}
	if (stat.st_uid != geteuid() && stat.st_uid != 0) {
		message_set(message,
			_("%s: belongs to another user (number %u), so it is not read"), path,
			(unsigned)stat.st_uid);
		return STATUS_REFUSED;
	}
	return STATUS_OK;
}

static enum status read_content(struct content *content, const char *path, int descriptor,
	struct message *message)
{
	content->length = 0;
	while (content->length < sizeof(content->text)) {
		ssize_t n = read(descriptor, content->text + content->length,
			sizeof(content->text) - content->length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			message_set(message, "%s: %s", path, strerror(errno));
			return STATUS_FAILED;
		}
		if (n == 0) {
			content->text[content->length] = '\0';
			return STATUS_OK;
		}
		content->length += (size_t)n;
	}
	message_set(message, _("%s: larger than %zu KiB, so it is no configuration of memtop"),
		path, SIZE_LIMIT / 1024);
	return STATUS_REFUSED;
}

/* O_NONBLOCK: opening a FIFO would wait for its writer. */
static enum status read_file(struct content *content, const char *path, struct message *message)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	enum status status;

	if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR))
		return STATUS_ABSENT;
	if (descriptor < 0) {
		message_set(message, "%s: %s", path, strerror(errno));
		return status_from_errno(errno);
	}
	status = check_file(path, descriptor, message);
	if (status == STATUS_OK)
		status = read_content(content, path, descriptor, message);
	close(descriptor);
	return status;
}

static enum status load_from(struct settings *settings, const char *path, struct message *message)
{
	struct content *content = calloc(1, sizeof(*content));
	enum status status;

	if (!content) {
		message_set(message, "%s: %s", path, status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	status = read_file(content, path, message);
	if (status == STATUS_OK)
		status = config_text_parse(settings, content->text, content->length, path, message);
	free(content);
	return status;
}

enum status config_load(struct settings *settings, struct message *message)
{
	struct message why = { "" };
	struct paths paths;
	enum status status = find_paths(&paths);

	if (status == STATUS_OK)
		status = load_from(settings, paths.file, &why);
	if (status == STATUS_OK || status == STATUS_ABSENT)
		return status;
	message_set(message, _("%s (left as it is; the defaults are used)"), why.text);
	message_clean(message);
	return status;
}

/* ---- writing it ---- */

/* Nobody else must be able to exchange what is in it behind our back. */
static enum status check_directory(const char *path, struct message *message)
{
	struct stat stat_of;

	if (stat(path, &stat_of) < 0) {
		message_set(message, "%s: %s", path, strerror(errno));
		return status_from_errno(errno);
	}
	if (stat_of.st_uid != geteuid() || (stat_of.st_mode & (S_IWGRP | S_IWOTH))) {
		message_set(message, _("%s: not saved, because this directory is not yours alone"),
			path);
		return STATUS_REFUSED;
	}
	return STATUS_OK;
}

/* The directory, made if need be in a parent that is ours. */
static enum status make_directory(const char *path, struct message *message)
{
	char parent[PATH_MAX];
	enum status status;

	if (access(path, F_OK) == 0)
		return check_directory(path, message);
	snprintf(parent, sizeof(parent), "%s", path);
	status = check_directory(dirname(parent), message);
	if (status != STATUS_OK)
		return status;
	if (mkdir(path, 0700) < 0) {
		message_set(message, "%s: %s", path, strerror(errno));
		return status_from_errno(errno);
	}
	return STATUS_OK;
}

/* Whether two paths of files lie in one directory. */
static bool same_directory(const char *path, const char *other)
{
	char a[PATH_MAX], b[PATH_MAX];
	struct stat first, second;

	snprintf(a, sizeof(a), "%s", path);
	snprintf(b, sizeof(b), "%s", other);
	return stat(dirname(a), &first) == 0 && stat(dirname(b), &second) == 0 &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/*
 * The file itself at the end of symbolic links, in a directory that is ours.  A link that leads out
 * of it may be another's idea of what root should write.
 */
static enum status find_target(char target[static PATH_MAX], const char *path,
	struct message *message)
{
	char directory[PATH_MAX];
	struct stat link;

	if (!realpath(path, target)) {
		if (lstat(path, &link) == 0) {
			message_set(message, _("%s: not saved, because it is a link to nothing"),
				path);
			return STATUS_REFUSED;
		}
		snprintf(target, PATH_MAX, "%s", path);
	}
	if (!same_directory(path, target)) {
		message_set(message, _("%s: not saved, because it is a link out of its directory"),
			path);
		return STATUS_REFUSED;
	}
	snprintf(directory, sizeof(directory), "%s", target);
	return check_directory(dirname(directory), message);
}

/* Closes the descriptor in any case. */
static bool write_settings(int descriptor, const struct settings *settings)
{
	FILE *file = fdopen(descriptor, "w");
	bool good;

	if (!file) {
		close(descriptor);
		return false;
	}
	settings_write(settings, file);
	good = fflush(file) == 0 && fsync(descriptor) == 0;
	return fclose(file) == 0 && good;
}

/* A crash at any moment leaves the old file or the new one. */
static enum status replace(const char *target, const struct settings *settings,
	struct message *message)
{
	char temporary[PATH_MAX];
	int descriptor, length = snprintf(temporary, sizeof(temporary), "%s.XXXXXX", target);

	descriptor = length < PATH_MAX ? mkostemp(temporary, O_CLOEXEC) : -1;
	if (descriptor >= 0 && write_settings(descriptor, settings) &&
		rename(temporary, target) == 0) {
		message_set(message, _("settings saved in %s"), target);
		return STATUS_OK;
	}
	message_set(message, _("%s: not saved: %s"), target, strerror(errno));
	if (descriptor >= 0)
		unlink(temporary);
	return STATUS_FAILED;
}

static enum status save_to(const struct paths *paths, const struct settings *settings,
	struct message *message)
{
	struct settings present = *settings;
	char target[PATH_MAX];
	struct message why = { "" };
	enum status status = load_from(&present, paths->file, &why);

	if (status != STATUS_OK && status != STATUS_ABSENT) {
		message_set(message, _("%s (not overwritten: repair or remove it first)"),
			why.text);
		return STATUS_REFUSED;
	}
	status = make_directory(paths->base, message);
	if (status == STATUS_OK)
		status = make_directory(paths->directory, message);
	if (status == STATUS_OK)
		status = find_target(target, paths->file, message);
	return status == STATUS_OK ? replace(target, settings, message) : status;
}

enum status config_save(const struct settings *settings, struct message *message)
{
	struct paths paths;
	enum status status = find_paths(&paths);

	if (status != STATUS_OK) {
		message_set(message,
			_("not saved: neither XDG_CONFIG_HOME nor HOME names a directory"));
		return status;
	}
	status = save_to(&paths, settings, message);
	message_clean(message);
	return status;
}
