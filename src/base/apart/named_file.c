/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/apart/named_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/apart/asked.h"
#include "base/clock.h"
#include "base/compiler/statx.h"
#include "base/macros.h"
#include "base/messages.h"

#define COPY_SIZE ((size_t)64 << 10)

/* For what can do without the answer. */
#define GLANCE_NS (UINT64_C(200) * 1000000)

/* Linux 5.12; headers of older systems do not have it. */
#ifndef RESOLVE_CACHED
#define RESOLVE_CACHED 0x20
#endif

/* What a child found; errno, or 0. */
struct found {
	int error;
	struct stat about;
};

/* ---- the child ---- */

/* False with errno; a FIFO without a writer, or one that writes slowly, is waited for. */
static bool copy(int from, int to)
{
	char buffer[COPY_SIZE];

	for (;;) {
		struct pollfd input = { .fd = from, .events = POLLIN };
		ssize_t got;

		poll(&input, 1, -1);
		got = read(from, buffer, sizeof(buffer));
		if (got == 0)
			return true;
		if (got < 0 && errno != EINTR && errno != EAGAIN)
			return false;
		for (ssize_t put = 0, written; put < got; put += written)
			if ((written = write(to, buffer + put, (size_t)(got - put))) < 0)
				_exit(0); /* there is no reader any more */
	}
}

static void open_and_copy(void *context, int socket)
{
	struct found found = { .error = 0 };
	int ends[2] = { -1, -1 }, error = 0;
	int descriptor = open(context, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char letter;

	if (descriptor < 0 || fstat(descriptor, &found.about) != 0 || pipe(ends) != 0)
		found.error = errno;
	if (!child_send(socket, &found, sizeof(found), found.error ? -1 : ends[0]) || found.error)
		return;
	close(ends[0]);
	if (recv(socket, &letter, sizeof(letter), 0) != sizeof(letter))
		return;
	if (!copy(descriptor, ends[1]))
		error = errno;
	/* Before the pipe ends. */
	child_send(socket, &error, sizeof(error), -1);
}

/* ---- reading ---- */

static enum status failed(int error)
{
	enum status status = status_from_errno(error);

	errno = error;
	return status == STATUS_OK ? STATUS_FAILED : status;
}

/* It is there already, and a child would not have it. */
bool named_file_is_own_descriptor(const char *path)
{
	static const char *const places[] = { "/dev/fd/", "/dev/stdin", "/proc/self/fd/" };

	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (strncmp(path, places[i], strlen(places[i])) == 0)
			return true;
	return false;
}

/* Also where as many processes run as may: what is named is read all the same. */
static enum status open_oneself(struct named_file *file, const char *path)
{
	file->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (file->descriptor < 0 || fstat(file->descriptor, &file->about) != 0)
		return failed(errno);
	return STATUS_OK;
}

/* By what the kernel knows without asking a file system; -1 with EAGAIN, or ENOSYS, where it does not. */
static int open_known(const char *path)
{
	const struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_CACHED };

	return (int)syscall(__NR_openat2, AT_FDCWD, path, &how, sizeof(how));
}

/* ENOENT as of a configuration that was not written, and no child need look then; 0: it is there. */
static int known_error(const char *path)
{
	int descriptor = open_known(path);

	if (descriptor < 0)
		return errno;
	close(descriptor);
	return 0;
}

static bool known_about(struct statx *about, int descriptor)
{
	return statx(descriptor, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_TYPE, about) == 0;
}

int named_file_open_of_root(const char *path)
{
	int root = open_known("/"), file = open_known(path), descriptor = -1;
	struct statx of_root, of_file;

	if (root >= 0 && file >= 0 && known_about(&of_root, root) && known_about(&of_file, file) &&
		S_ISREG(of_file.stx_mode) && of_file.stx_dev_major == of_root.stx_dev_major &&
		of_file.stx_dev_minor == of_root.stx_dev_minor)
		descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (root >= 0)
		close(root);
	if (file >= 0)
		close(file);
	return descriptor;
}

static bool has_child(const struct named_file *file)
{
	return file->child.socket >= 0;
}

enum status named_file_open(struct named_file *file, const char *path)
{
	struct found found;
	enum status status;

	*file = (struct named_file){ .descriptor = -1,
		.child = { .pid = -1, .process = -1, .socket = -1 } };
	if (named_file_is_own_descriptor(path))
		return open_oneself(file, path);
	if (known_error(path) == ENOENT)
		return failed(ENOENT);
	status = child_begin(&file->child, open_and_copy, (void *)(uintptr_t)path);
	if (status != STATUS_OK)
		return open_oneself(file, path);
	status = child_receive(&file->child, &found, sizeof(found), &file->descriptor,
		NAMED_FILE_PATIENCE_NS);
	errno = status == STATUS_UNANSWERED ? ETIMEDOUT : EIO;
	if (status != STATUS_OK)
		return status;
	file->about = found.about;
	if (!found.error && file->descriptor < 0)
		found.error = EMFILE;
	return found.error ? failed(found.error) : STATUS_OK;
}

enum status named_file_begin(struct named_file *file)
{
	return !has_child(file) || child_send(file->child.socket, "r", 1, -1) ? STATUS_OK
									      : STATUS_GONE;
}

/* What the child says as its file ends: errno, or 0.  By read(2), which every filter of system calls lets through. */
static int end_of(const struct named_file *file)
{
	struct pollfd word = { .fd = file->child.socket, .events = POLLIN };
	int error;

	if (poll(&word, 1, (int)(NAMED_FILE_PATIENCE_NS / 1000000)) <= 0 ||
		read(file->child.socket, &error, sizeof(error)) != sizeof(error))
		return EIO;
	return error;
}

ssize_t named_file_read(struct named_file *file, void *buffer, size_t size)
{
	struct pollfd input = { .fd = file->descriptor, .events = POLLIN };
	uint64_t patience_ns =
		S_ISREG(file->about.st_mode) ? NAMED_FILE_PATIENCE_NS : NAMED_FILE_MOVE_NS;
	ssize_t got = -1;
	int ready;

	do
		ready = poll(&input, 1, (int)(patience_ns / 1000000));
	while (ready < 0 && errno == EINTR);
	if (ready > 0)
		do
			got = read(file->descriptor, buffer, size);
		while (got < 0 && (errno == EINTR || errno == EAGAIN));
	else if (ready == 0)
		errno = ETIMEDOUT;
	if (got == 0 && has_child(file) && !file->ended && (errno = end_of(file)) != 0)
		return -1;
	file->ended = got == 0;
	return got;
}

void named_file_close(struct named_file *file)
{
	if (file->descriptor >= 0)
		close(file->descriptor);
	child_leave(&file->child);
	file->descriptor = -1;
}

void named_file_say(struct message *message, const char *path, enum status status, int error)
{
	bool told =
		status == STATUS_UNANSWERED || status == STATUS_GONE || status == STATUS_NO_MEMORY;
	char mount[ASKED_MOUNT_SIZE];

	message_set(message, "%s: %s", path, told ? status_text(status) : strerror(error));
	if (!message)
		return;
	message_clean(message);
	if (status == STATUS_UNANSWERED) {
		asked_mount_of(mount, path);
		asked_mount_add(message, mount);
	}
}

bool named_file_may_exist(const char *path)
{
	int error = known_error(path), descriptor = -1;
	struct found found = { .error = error };
	struct child child;

	if (error == 0 || error == ENOENT)
		return error == 0;
	if (child_begin(&child, open_and_copy, (void *)(uintptr_t)path) == STATUS_OK &&
		child_receive(&child, &found, sizeof(found), &descriptor, GLANCE_NS) != STATUS_OK)
		found.error = ETIMEDOUT;
	child_leave(&child);
	if (descriptor >= 0)
		close(descriptor);
	return found.error != ENOENT && found.error != ENOTDIR;
}

/* Whether a regular file gives its first bytes, or says why not. */
static bool gives_bytes(struct named_file *file)
{
	char bytes[16];

	return !S_ISREG(file->about.st_mode) || named_file_begin(file) != STATUS_OK ||
	       named_file_read(file, bytes, sizeof(bytes)) >= 0 || errno != ETIMEDOUT;
}

enum status named_file_answers(const char *path, struct message *message)
{
	struct named_file file;
	enum status status = named_file_open(&file, path);

	if (status == STATUS_OK && !gives_bytes(&file))
		status = STATUS_UNANSWERED;
	named_file_close(&file);
	if (status != STATUS_UNANSWERED)
		return STATUS_OK;
	named_file_say(message, path, status, 0);
	return status;
}

/* ---- writing ---- */

/* What a child is to write. */
struct writing {
	const char *path;
	const char *at;
	size_t length;
};

bool named_file_write_all(int descriptor, const char *at, size_t length)
{
	while (length > 0) {
		ssize_t written = write(descriptor, at, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		at += written;
		length -= (size_t)written;
	}
	return true;
}

static int create(const struct writing *writing)
{
	return open(writing->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* Closes it; errno, or 0. */
static int fill(int descriptor, const struct writing *writing)
{
	int error = named_file_write_all(descriptor, writing->at, writing->length) ? 0 : errno;

	if (close(descriptor) != 0 && !error)
		error = errno;
	return error;
}

/* Answers twice: once it is there, and once it is written. */
static void create_and_fill(void *context, int socket)
{
	const struct writing *writing = context;
	int descriptor = create(writing);
	int error = descriptor < 0 ? errno : 0;

	if (!child_send(socket, &error, sizeof(error), -1) || error)
		return;
	error = fill(descriptor, writing);
	child_send(socket, &error, sizeof(error), -1);
}

static int create_oneself(const struct writing *writing)
{
	int descriptor = create(writing);

	return descriptor < 0 ? errno : fill(descriptor, writing);
}

static enum status hear_of_writing(struct child *child, int *error)
{
	int descriptor;
	enum status status =
		child_receive(child, error, sizeof(*error), &descriptor, NAMED_FILE_PATIENCE_NS);

	if (status == STATUS_OK && !*error)
		status = child_receive(child, error, sizeof(*error), &descriptor,
			NAMED_FILE_MOVE_NS);
	return status;
}

enum status named_file_create(const char *path, const void *bytes, size_t length,
	struct message *message)
{
	struct writing writing = { path, bytes, length };
	struct child child;
	enum status status = STATUS_OK;
	int error = 0;

	if (child_begin(&child, create_and_fill, &writing) == STATUS_OK)
		status = hear_of_writing(&child, &error);
	else
		error = create_oneself(&writing);
	child_leave(&child);
	if (status == STATUS_OK && error)
		status = failed(error);
	if (status != STATUS_OK)
		named_file_say(message, path, status, error);
	return status;
}
