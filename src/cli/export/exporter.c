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
#include <unistd.h>

#include "base/i18n.h"
#include "config.h"
#include "render/render.h"
#include "views/export/export.h"

struct exporter {
	const char *directory;
	struct programs *programs;
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
 * The new file, which has its place already once somebody else has renamed it: then, and while its
 * writer holds the lock, it is not ours.  What was killed while it wrote left one without a lock.
 */
static enum status open_new(int *descriptor, const char *path, struct message *message)
{
	*descriptor = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644);
	if (*descriptor < 0)
		return failed(path, message);
	if (flock(*descriptor, LOCK_EX | LOCK_NB) == 0 && is_still(*descriptor, path))
		return STATUS_OK;
	message_set(message, _("%s: another program writes it"), path);
	return STATUS_REFUSED;
}

static bool write_all(int descriptor, const char *at, size_t length)
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

/* Whatever the umask is: who reads it is another user. */
static bool fill(int descriptor, const char *at, size_t length)
{
	return ftruncate(descriptor, 0) == 0 && fchmod(descriptor, 0644) == 0 &&
	       write_all(descriptor, at, length) && fsync(descriptor) == 0;
}

enum status exporter_replace(const char *directory, const char *name, const char *at, size_t length,
	struct message *message)
{
	char path[PATH_MAX], new_path[PATH_MAX];
	int descriptor, size;
	enum status status;

	size = snprintf(new_path, sizeof(new_path), "%s/%s.new", directory, name);
	if (size >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return failed(directory, message);
	}
	snprintf(path, sizeof(path), "%.*s", size - (int)strlen(".new"), new_path);
	status = open_new(&descriptor, new_path, message);
	if (status == STATUS_OK && (!fill(descriptor, at, length) || rename(new_path, path) != 0)) {
		status = failed(path, message);
		unlink(new_path);
	}
	if (descriptor >= 0)
		close(descriptor);
	return status;
}

/* ---- what is in it ---- */

enum status exporter_open(struct exporter **exporter, const char *directory,
	struct message *message)
{
	struct exporter *made = calloc(1, sizeof(*made));
	int descriptor;

	*exporter = made;
	if (!made)
		return STATUS_NO_MEMORY;
	made->directory = directory;
	made->programs = programs_new();
	if (!made->programs)
		return STATUS_NO_MEMORY;
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
		status = exporter_replace(exporter->directory, "memtop.prom", sink.at, sink.length,
			message);
	sink_close(&sink);
	return status;
}
