/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/writer_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/messages.h"
#include "base/apart/named_file.h"
#include "base/text.h"
#include "base/units.h"

/* Before anything of the record itself is there, so it says what cannot be done, and what helps. */
static enum status fail_to_take(struct message *message, const char *path, const char *name)
{
	enum status status = status_from_errno(errno);

	if (errno == ENOENT || errno == ENOTDIR)
		message_set(message,
			_("%s: its directory is not there (make it, or name another file: memtop "
			  "record FILE)"),
			path);
	else
		message_set(message,
			_("%s: nothing can be recorded there: %s: %s (name another file: memtop "
			  "record FILE)"),
			path, name, strerror(errno));
	message_clean(message);
	return status == STATUS_OK ? STATUS_FAILED : status;
}

static enum status fail(struct message *message, const char *path)
{
	enum status status = status_from_errno(errno);

	message_set(message, "%s: %s", path, strerror(errno));
	message_clean(message);
	return status == STATUS_OK ? STATUS_FAILED : status;
}

/* Of a lock whose file system answers. */
static enum status find(char out[static PATH_MAX], const char *path, struct message *message)
{
	if (snprintf(out, PATH_MAX, "%s-lock", path) < PATH_MAX)
		return named_file_answers(out, message);
	errno = ENAMETOOLONG;
	return fail(message, path);
}

/* STATUS_OK with 0 where there is no PID in it. */
static enum status read_owner(int descriptor, pid_t *pid)
{
	char text[32];
	ssize_t length;

	*pid = 0;
	do
		length = pread(descriptor, text, sizeof(text), 0);
	while (length < 0 && errno == EINTR);
	if (length < 0)
		return status_from_errno(errno);
	if (!units_parse_pid(text_trim(text_of(text, (size_t)length)), pid))
		*pid = 0;
	return STATUS_OK;
}

static bool write_owner(int descriptor)
{
	char text[32];
	int length = snprintf(text, sizeof(text), "%-10d", (int)getpid());

	return pwrite(descriptor, text, (size_t)length, 0) == length;
}

enum status writer_lock_take(int *descriptor, const char *path, struct message *message)
{
	char name[PATH_MAX];
	pid_t owner;
	enum status status = find(name, path, message);

	*descriptor = -1;
	if (status != STATUS_OK)
		return status;
	*descriptor = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0640);
	if (*descriptor < 0)
		return fail_to_take(message, path, name);
	if (flock(*descriptor, LOCK_EX | LOCK_NB) == 0) {
		/* On a full disk its PID cannot be written; the lock holds all the same. */
		(void)write_owner(*descriptor);
		return STATUS_OK;
	}
	status = read_owner(*descriptor, &owner);
	close(*descriptor);
	*descriptor = -1;
	if (status != STATUS_OK) {
		message_set(message, "%s: %s", name, status_text(status));
		return status;
	}
	message_set(message, _("%s: process %d records into it already (one recorder a file)"),
		path, (int)owner);
	message_clean(message);
	return STATUS_REFUSED;
}

void writer_lock_remove(const char *path)
{
	char name[PATH_MAX];

	if (snprintf(name, sizeof(name), "%s-lock", path) < PATH_MAX)
		unlink(name);
}

enum status writer_lock_owner(pid_t *owner, const char *path, struct message *message)
{
	char name[PATH_MAX];
	int descriptor;
	bool held;
	enum status status = find(name, path, message);

	*owner = 0;
	if (status != STATUS_OK)
		return status;
	descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (descriptor < 0)
		return fail(message, name);
	held = flock(descriptor, LOCK_SH | LOCK_NB) != 0;
	status = held ? read_owner(descriptor, owner) : STATUS_ABSENT;
	close(descriptor);
	if (status != STATUS_OK && status != STATUS_ABSENT)
		message_set(message, "%s: %s", name, status_text(status));
	return status;
}
