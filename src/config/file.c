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
#include "base/apart/asked.h"
#include "base/apart/named_file.h"
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

static enum status check_file(const char *path, const struct stat *stat, struct message *message)
{
	if (!S_ISREG(stat->st_mode)) {
		message_set(message, _("%s: not an ordinary file"), path);
		return STATUS_REFUSED;
	}
	if (stat->st_uid != geteuid() && stat->st_uid != 0) {
		message_set(message,
			_("%s: belongs to another user (number %u), so it is not read"), path,
			(unsigned)stat->st_uid);
		return STATUS_REFUSED;
	}
	return STATUS_OK;
}

static enum status read_content(struct content *content, const char *path, struct named_file *file,
	struct message *message)
{
	content->length = 0;
	while (content->length < sizeof(content->text)) {
		ssize_t n = named_file_read(file, content->text + content->length,
			sizeof(content->text) - content->length);

		if (n < 0) {
			enum status status = errno == ETIMEDOUT ? STATUS_UNANSWERED : STATUS_FAILED;

			named_file_say(message, path, status, errno);
			return status;
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

/*
 * Whether a file may not be read because it lies in a directory of another user: setpriv(1) and the like change the
 * user and leave HOME as it is, and settings of memtop's user are not there.  The kernel has just gone that way, so
 * that nothing here waits.
 */
static bool is_of_another(const char *path)
{
	char at[PATH_MAX];
	struct stat about;

	snprintf(at, sizeof(at), "%s", path);
	for (char *slash = strrchr(at, '/'); slash && slash != at; slash = strrchr(at, '/')) {
		*slash = '\0';
		if (stat(at, &about) == 0)
			return about.st_uid != geteuid();
	}
	return true;
}

static enum status read_file(struct content *content, const char *path, struct message *message)
{
	struct named_file file;
	enum status status = named_file_open(&file, path);

	if (status != STATUS_OK) {
		int error = errno;

		named_file_close(&file);
		if (error == ENOENT || error == ENOTDIR)
			return STATUS_ABSENT;
		if (status == STATUS_DENIED && is_of_another(path))
			return STATUS_ABSENT;
		named_file_say(message, path, status, error);
		return status;
	}
	status = check_file(path, &file.about, message);
	if (status == STATUS_OK)
		status = named_file_begin(&file);
	if (status == STATUS_OK)
		status = read_content(content, path, &file, message);
	named_file_close(&file);
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

/* ---- writing it, by a child ---- */

/* What is to be saved. */
struct saving {
	const struct paths *paths;
	char *text;
	size_t length;
};

/*
 * How far it came.  A child makes no message: as it was forked, another thread may have held a lock of
 * gettext's.
 */
struct saved {
	enum status status;
	const char *what; /* a literal, the same here and there: of path, and of errno */
	int error;
	char path[PATH_MAX];
};

static enum status fail(struct saved *saved, enum status status, const char *what, const char *path)
{
	saved->error = errno;
	saved->status = status == STATUS_OK ? status_from_errno(errno) : status;
	if (saved->status == STATUS_OK)
		saved->status = STATUS_FAILED;
	saved->what = what;
	snprintf(saved->path, sizeof(saved->path), "%s", path);
	return saved->status;
}

/* No other user must be able to exchange what is in it meanwhile. */
static enum status check_directory(struct saved *saved, const char *path)
{
	struct stat stat_of;

	if (stat(path, &stat_of) < 0)
		return fail(saved, STATUS_OK, N_("%s: not saved: %s"), path);
	if (stat_of.st_uid != geteuid() || (stat_of.st_mode & (S_IWGRP | S_IWOTH)))
		return fail(saved, STATUS_REFUSED,
			N_("%s: not saved, because this directory is not yours alone"), path);
	return STATUS_OK;
}

/* The directory, made if need be in a parent that is ours. */
static enum status make_directory(struct saved *saved, const char *path)
{
	char parent[PATH_MAX];
	enum status status;

	if (access(path, F_OK) == 0)
		return check_directory(saved, path);
	snprintf(parent, sizeof(parent), "%s", path);
	status = check_directory(saved, dirname(parent));
	if (status == STATUS_OK && mkdir(path, 0700) < 0)
		return fail(saved, STATUS_OK, N_("%s: not saved: %s"), path);
	return status;
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
static enum status find_target(struct saved *saved, char target[static PATH_MAX], const char *path)
{
	char directory[PATH_MAX];
	struct stat link;

	if (!realpath(path, target)) {
		if (lstat(path, &link) == 0)
			return fail(saved, STATUS_REFUSED,
				N_("%s: not saved, because it is a link to nothing"), path);
		snprintf(target, PATH_MAX, "%s", path);
	}
	if (!same_directory(path, target))
		return fail(saved, STATUS_REFUSED,
			N_("%s: not saved, because it is a link out of its directory"), path);
	snprintf(directory, sizeof(directory), "%s", target);
	return check_directory(saved, dirname(directory));
}

/* Closes the descriptor in any case. */
static bool write_text(int descriptor, const char *at, size_t length)
{
	bool good = true;

	while (good && length > 0) {
		ssize_t written = write(descriptor, at, length);

		good = written >= 0 || errno == EINTR;
		at += written > 0 ? written : 0;
		length -= written > 0 ? (size_t)written : 0;
	}
	good = good && fsync(descriptor) == 0;
	return close(descriptor) == 0 && good;
}

/* A crash at any moment leaves the old file or the new one. */
static enum status replace(struct saved *saved, const char *target, const struct saving *saving)
{
	char temporary[PATH_MAX];
	int descriptor, length = snprintf(temporary, sizeof(temporary), "%s.XXXXXX", target);
	enum status status;

	errno = ENAMETOOLONG;
	descriptor = length < PATH_MAX ? mkostemp(temporary, O_CLOEXEC) : -1;
	if (descriptor >= 0 && write_text(descriptor, saving->text, saving->length) &&
		rename(temporary, target) == 0) {
		(void)fail(saved, STATUS_OK, N_("settings saved in %s"), target);
		saved->status = STATUS_OK;
		return STATUS_OK;
	}
	status = fail(saved, STATUS_FAILED, N_("%s: not saved: %s"), target);
	if (descriptor >= 0)
		unlink(temporary);
	return status;
}

static void save(struct saved *saved, const struct saving *saving)
{
	const struct paths *paths = saving->paths;
	char target[PATH_MAX];
	enum status status = make_directory(saved, paths->base);

	if (status == STATUS_OK)
		status = make_directory(saved, paths->directory);
	if (status == STATUS_OK)
		status = find_target(saved, target, paths->file);
	if (status == STATUS_OK)
		(void)replace(saved, target, saving); /* saved has it */
}

static void answer_saving(void *context, int socket)
{
	struct saved saved = { .status = STATUS_OK };

	save(&saved, context);
	child_send(socket, &saved, sizeof(saved), -1);
}

/* ---- saving it ---- */

static enum status say_saved(const struct saved *saved, struct message *message)
{
	message_set(message, _(saved->what), saved->path, strerror(saved->error));
	return saved->status;
}

static enum status save_text(const struct saving *saving, struct message *message)
{
	struct saved saved = { .status = STATUS_OK };
	struct child child;
	int descriptor;
	enum status status = STATUS_OK;
	char mount[ASKED_MOUNT_SIZE];

	if (child_begin(&child, answer_saving, (void *)(uintptr_t)saving) == STATUS_OK)
		status = child_receive(&child, &saved, sizeof(saved), &descriptor,
			NAMED_FILE_MOVE_NS);
	else
		save(&saved, saving);
	child_leave(&child);
	if (status == STATUS_OK)
		return say_saved(&saved, message);
	message_set(message, _("%s: not saved: %s"), saving->paths->file, status_text(status));
	if (status == STATUS_UNANSWERED) {
		asked_mount_of(mount, saving->paths->file);
		asked_mount_add(message, mount);
	}
	return status;
}

static enum status save_to(const struct paths *paths, const struct settings *settings,
	struct message *message)
{
	struct saving saving = { .paths = paths };
	struct settings present = *settings;
	struct message why = { "" };
	enum status status = load_from(&present, paths->file, &why);
	FILE *file;

	if (status != STATUS_OK && status != STATUS_ABSENT) {
		message_set(message, _("%s (not overwritten: repair or remove it first)"),
			why.text);
		return STATUS_REFUSED;
	}
	file = open_memstream(&saving.text, &saving.length);
	if (file)
		settings_write(settings, file);
	if (file && fclose(file) == 0) {
		status = save_text(&saving, message);
	} else {
		message_set(message, _("%s: not saved: %s"), paths->file,
			status_text(STATUS_NO_MEMORY));
		status = STATUS_NO_MEMORY;
	}
	free(saving.text);
	return status;
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
