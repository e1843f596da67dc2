/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/export/exporter.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/apart/child.h"
#include "base/i18n.h"
#include "base/apart/named_file.h"
#include "config.h"
#include "render/render.h"
#include "views/export/export.h"

#define FILE_NAME "memtop.prom"

struct exporter {
	const char *directory;
	struct programs *programs;
	pid_t hanging; /* a child that a file system has not answered yet; 0: none */
};

/* ---- the file ---- */

static enum status failed(const char *path, struct message *message)
{
	message_set(message, "%s: %s", path, strerror(errno));
	return STATUS_FAILED;
}

static bool is_still(int descriptor, const char *path)
{
	struct stat open_file, named;

	return fstat(descriptor, &open_file) == 0 && lstat(path, &named) == 0 &&
	       open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev &&
	       S_ISREG(named.st_mode);
}

/*
 * The new file, which has its place already once another process has renamed it: then, and while its
 * writer holds the lock, it is not ours.  What was killed while it wrote left one without a lock.
 */
static enum status open_new(int *descriptor, const char *path)
{
	*descriptor = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644);
	if (*descriptor < 0)
		return STATUS_FAILED;
	if (flock(*descriptor, LOCK_EX | LOCK_NB) == 0 && is_still(*descriptor, path))
		return STATUS_OK;
	return STATUS_REFUSED;
}

/* Whatever the umask is: its reader is another user. */
static bool fill(int descriptor, const char *at, size_t length)
{
	return ftruncate(descriptor, 0) == 0 && fchmod(descriptor, 0644) == 0 &&
	       named_file_write_all(descriptor, at, length) && fsync(descriptor) == 0;
}

/* What is to be put in the place of a file; makes no message, for it may run in a child. */
struct replacement {
	char path[PATH_MAX], new_path[PATH_MAX];
	const char *at;
	size_t length;
};

static bool name_paths(struct replacement *replacement, const char *directory, const char *name)
{
	int size = snprintf(replacement->new_path, sizeof(replacement->new_path), "%s/%s.new",
		directory, name);

	if (size >= PATH_MAX)
		return false;
	snprintf(replacement->path, sizeof(replacement->path), "%.*s", size - (int)strlen(".new"),
		replacement->new_path);
	return true;
}

/* STATUS_FAILED with errno. */
static enum status replace(const struct replacement *replacement)
{
	int descriptor, error;
	enum status status = open_new(&descriptor, replacement->new_path);

	if (status == STATUS_OK && (!fill(descriptor, replacement->at, replacement->length) ||
					   rename(replacement->new_path, replacement->path) != 0)) {
		error = errno;
		unlink(replacement->new_path);
		errno = error;
		status = STATUS_FAILED;
	}
	error = errno;
	if (descriptor >= 0)
		close(descriptor);
	errno = error;
	return status;
}

static enum status say(const struct replacement *replacement, enum status status, int error,
	struct message *message)
{
	if (status == STATUS_REFUSED)
		message_set(message, _("%s: another program writes it"), replacement->new_path);
	else if (status != STATUS_OK)
		named_file_say(message, replacement->path, status, error);
	return status;
}

enum status exporter_replace(const char *directory, const char *name, const char *at, size_t length,
	struct message *message)
{
	struct replacement replacement = { .at = at, .length = length };
	enum status status;

	if (!name_paths(&replacement, directory, name)) {
		errno = ENAMETOOLONG;
		return failed(directory, message);
	}
	status = replace(&replacement);
	return say(&replacement, status, errno, message);
}

struct replaced {
	enum status status;
	int error;
};

static void answer_replacing(void *context, int socket)
{
	struct replaced replaced;

	replaced.status = replace(context);
	replaced.error = errno;
	child_send(socket, &replaced, sizeof(replaced), -1);
}

/* By a child, of which there is never more than one that hangs. */
static enum status replace_file(struct exporter *exporter, const char *at, size_t length,
	struct message *message)
{
	struct replacement replacement = { .at = at, .length = length };
	struct replaced replaced = { .status = STATUS_UNANSWERED };
	enum status status = STATUS_OK;
	struct child child;
	int descriptor;

	if (!name_paths(&replacement, exporter->directory, FILE_NAME)) {
		errno = ENAMETOOLONG;
		return failed(exporter->directory, message);
	}
	if (exporter->hanging > 0 && waitpid(exporter->hanging, NULL, WNOHANG) == 0)
		return say(&replacement, STATUS_UNANSWERED, 0, message);
	exporter->hanging = 0;
	if (child_begin(&child, answer_replacing, &replacement) != STATUS_OK)
		return exporter_replace(exporter->directory, FILE_NAME, at, length, message);
	status =
		child_receive(&child, &replaced, sizeof(replaced), &descriptor, NAMED_FILE_MOVE_NS);
	if (status != STATUS_OK)
		replaced.status = status;
	if (status == STATUS_UNANSWERED)
		exporter->hanging = child.pid;
	child_leave(&child);
	return say(&replacement, replaced.status, replaced.error, message);
}

/* ---- what is in it ---- */

enum status exporter_open(struct exporter **exporter, const char *directory,
	struct message *message)
{
	struct exporter *made = calloc(1, sizeof(*made));
	enum status status;
	int descriptor;

	*exporter = made;
	if (!made)
		return STATUS_NO_MEMORY;
	made->directory = directory;
	made->programs = programs_new();
	if (!made->programs)
		return STATUS_NO_MEMORY;
	status = named_file_answers(directory, message);
	if (status != STATUS_OK)
		return status;
	descriptor = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (descriptor < 0)
		return failed(directory, message);
	close(descriptor);
	return STATUS_OK;
}

void exporter_free(struct exporter *exporter)
{
	if (!exporter)
		return;
	programs_free(exporter->programs);
	free(exporter);
}

enum status exporter_write(struct exporter *exporter, struct sample *sample, uint64_t lost_samples,
	struct message *message)
{
	const struct batch batch = { .format = FORMAT_PROMETHEUS };
	const struct export_request request = { PACKAGE_VERSION, exporter->programs,
		value_of(lost_samples) };
	struct document *document = NULL;
	struct sink sink;
	enum status status = programs_take(exporter->programs, sample);

	if (status != STATUS_OK)
		return status;
	document = export_document(sample, &request);
	sink_open(&sink, NULL);
	render(&sink, document, &batch, true);
	document_free(document);
	status = sink.status;
	if (status == STATUS_OK)
		status = replace_file(exporter, sink.at, sink.length, message);
	sink_close(&sink);
	return status;
}
