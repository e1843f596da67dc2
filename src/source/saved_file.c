/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/saved_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/text.h"
#include "parse/oom/landmarks.h"

/* What is kept in front of MemTotal: the header rows of 2.4, a line that was cut. */
#define BEFORE_MAX 4096

/* Endless input (a device, a fifo) is given up after so much without a MemTotal. */
#define SEARCH_MAX ((uint64_t)4 << 30)
/* The same of parts that are no text, as a file has that was made large and never written. */
#define BINARY_MAX ((uint64_t)64 << 20)

#define READ_SIZE ((size_t)64 << 10)

static const char landmark[] = "MemTotal";
#define LANDMARK_LENGTH (sizeof(landmark) - 1)

/* Formats that people save logs in, by their first bytes. */
static const struct format {
	const char *magic;
	size_t length;
	const char *name;
	const char *reader; /* the command that unpacks it to standard output */
} formats[] = {
	{ "\x1f\x8b", 2, "gzip", "zcat" },
	{ "\xfd"
	  "7zXZ",
		5, "xz", "xzcat" },
	{ "\x28\xb5\x2f\xfd", 4, "zstd", "zstdcat" },
	{ "BZh", 3, "bzip2", "bzcat" },
	{ "\x04\x22\x4d\x18", 4, "lz4", "lz4cat" },
	{ "PK\x03\x04", 4, "zip", "unzip -p" },
	{ "\xff\xfe", 2, "UTF-16", "iconv -f UTF-16 -t UTF-8" },
	{ "\xfe\xff", 2, "UTF-16", "iconv -f UTF-16 -t UTF-8" },
};

static const struct format *format_of(const struct saved_file *file)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (file->length >= formats[i].length &&
			memcmp(file->text, formats[i].magic, formats[i].length) == 0)
			return &formats[i];
	return NULL;
}

/* Room for the next read; most texts are small, and memory may be scarce. */
static bool make_room(struct saved_file *file)
{
	char *grown;

	if (file->length < file->room)
		return true;
	grown = array_reserve(file->text, &file->room, file->length + READ_SIZE, 1);
	if (!grown)
		return false;
	file->text = grown;
	return true;
}

static bool is_input(const struct saved_source *source)
{
	return strcmp(source->path, "-") == 0;
}

static const char *name_of(const struct saved_source *source)
{
	return is_input(source) ? _("standard input") : source->path;
}

/* What is typed or piped in is waited for. */
static ssize_t read_some(struct saved_source *source, char *at, size_t size)
{
	ssize_t got;

	if (!is_input(source))
		return named_file_read(&source->file, at, size);
	do
		got = read(STDIN_FILENO, at, size);
	while (got < 0 && errno == EINTR);
	return got;
}

/*
 * Reads until there are most bytes or the input ends.  The bytes read, -1 with errno on an error,
 * ENOMEM among them.
 */
static ssize_t fill(struct saved_file *file, struct saved_source *source, size_t most)
{
	size_t before = file->length;

	while (file->length < most) {
		ssize_t got;

		if (!make_room(file))
			return -1;
		got = read_some(source, file->text + file->length,
			min_size(most, file->room) - file->length);
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		file->length += (size_t)got;
	}
	return (ssize_t)(file->length - before);
}

static void drop_front(struct saved_file *file, size_t count)
{
	for (size_t i = 0; i < count; i++)
		file->lines_before += file->text[i] == '\n';
	memmove(file->text, file->text + count, file->length - count);
	file->length -= count;
}

/* The beginning of the line at or before offset at, but not more than BEFORE_MAX before it. */
static size_t keep_from(const struct saved_file *file, size_t at)
{
	size_t from = at > BEFORE_MAX ? at - BEFORE_MAX : 0;

	while (from > 0 && from < at && file->text[from - 1] != '\n')
		from++;
	return from;
}

static bool looks_binary(const struct saved_file *file)
{
	return memchr(file->text, '\0', file->length) != NULL;
}

/*
 * Input larger than the buffer: moves on to the first MemTotal.  Where there is none the last part
 * is kept, in which then nothing is found.
 */
static enum status search(struct saved_file *file, struct saved_source *source)
{
	uint64_t seen = file->length, binary = 0;
	ssize_t got = 1;

	while (got > 0 && seen < SEARCH_MAX && binary < BINARY_MAX) {
		const char *found = memmem(file->text, file->length, landmark, LANDMARK_LENGTH);
		size_t keep = found ? keep_from(file, (size_t)(found - file->text))
				    : file->length - BEFORE_MAX;

		drop_front(file, keep);
		got = fill(file, source, SAVED_FILE_MAX);
		if (got < 0)
			return STATUS_FAILED;
		if (found)
			break;
		seen += (uint64_t)got;
		binary += looks_binary(file) ? (uint64_t)got : 0;
	}
	if (file->length > SAVED_FILE_MAX)
		file->length = SAVED_FILE_MAX;
	file->partly = true;
	return STATUS_OK;
}

static bool has_oom_landmark(const struct saved_file *file)
{
	struct oom_landmarks *landmarks = malloc(sizeof(*landmarks));
	bool found;

	if (!landmarks)
		return false;
	oom_landmarks_prepare(landmarks);
	found = oom_landmarks_find(landmarks, text_of(file->text, file->length)) < file->length;
	free(landmarks);
	return found;
}

/* A log may have reports of memory that ended anywhere: those are looked for in more of it. */
static enum status read_log(struct saved_file *file, struct saved_source *source)
{
	if (fill(file, source, SAVED_LOG_MAX) < 0)
		return STATUS_FAILED;
	if (!has_oom_landmark(file))
		return search(file, source);
	file->partly = file->length == SAVED_LOG_MAX;
	return STATUS_OK;
}

static enum status read_all(struct saved_file *file, struct saved_source *source)
{
	if (fill(file, source, SAVED_FILE_MAX) < 0)
		return STATUS_FAILED;
	if (file->length < SAVED_FILE_MAX || format_of(file))
		return STATUS_OK;
	return read_log(file, source);
}

/* Files that hold no text are told by what they are, not by what is missing in them. */
static enum status check(const struct saved_file *file, const char *name, struct message *message)
{
	const struct format *format = format_of(file);

	if (file->length == 0) {
		message_set(message, _("%s: it is empty (save one with: cat /proc/meminfo > FILE)"),
			name);
		return STATUS_MALFORMED;
	}
	if (!format)
		return STATUS_OK;
	message_set(message, _("%s: it is in %s format (try: %s FILE | memtop explain -)"), name,
		format->name, format->reader);
	return STATUS_MALFORMED;
}

/* What is read from /proc/kmsg no other reader gets. */
static bool is_kernel_log(const struct stat *info)
{
	struct stat log;

	return stat("/proc/kmsg", &log) == 0 && log.st_dev == info->st_dev &&
	       log.st_ino == info->st_ino;
}

/* Why a file that was named is not read; NULL: it is. */
static const char *objection(const struct stat *info)
{
	if (S_ISCHR(info->st_mode) || S_ISBLK(info->st_mode))
		return N_("%s: it is a device, not a text (try: COMMAND | memtop explain -)");
	if (is_kernel_log(info))
		return N_("%s: reading it would take its messages away from others (try: dmesg | "
			  "memtop explain -)");
	return NULL;
}

enum status saved_source_open(struct saved_source *source, const char *path,
	struct message *message)
{
	struct named_file *file = &source->file;
	const char *reason;
	enum status status;

	*source = (struct saved_source){ .path = path,
		.file = { .child = { -1, -1, -1 }, .descriptor = -1 } };
	if (is_input(source))
		return STATUS_OK;
	status = named_file_open(file, path);
	if (status == STATUS_OK && S_ISDIR(file->about.st_mode)) {
		status = STATUS_MALFORMED;
		errno = EISDIR;
	}
	reason = status == STATUS_OK ? objection(&file->about) : NULL;
	if (reason) {
		message_set(message, _(reason), path);
		return STATUS_REFUSED;
	}
	if (status == STATUS_OK)
		status = named_file_begin(file);
	if (status != STATUS_OK)
		named_file_say(message, path, status, errno);
	return status;
}

void saved_source_close(struct saved_source *source)
{
	named_file_close(&source->file);
}

static enum status say_error(struct message *message, const struct saved_source *source)
{
	bool waited = !is_input(source) && errno == ETIMEDOUT;

	if (waited && S_ISFIFO(source->file.about.st_mode))
		message_set(message,
			_("%s: this FIFO does not answer: nothing was written to it for %d s "
			  "(try: COMMAND | memtop explain -)"),
			source->path, (int)(NAMED_FILE_MOVE_NS / NS_PER_SECOND));
	else
		named_file_say(message, name_of(source), waited ? STATUS_UNANSWERED : STATUS_FAILED,
			errno);
	return waited ? STATUS_UNANSWERED : STATUS_FAILED;
}

enum status saved_file_take(struct saved_file *file, struct saved_source *source,
	struct message *message)
{
	enum status status;

	*file = (struct saved_file){ .text = NULL };
	status = read_all(file, source);
	return status == STATUS_OK ? check(file, name_of(source), message)
				   : say_error(message, source);
}

enum status saved_file_read(struct saved_file *file, const char *path, struct message *message)
{
	struct saved_source source;
	enum status status = saved_source_open(&source, path, message);

	*file = (struct saved_file){ .text = NULL };
	if (status == STATUS_OK)
		status = saved_file_take(file, &source, message);
	saved_source_close(&source);
	return status;
}

void saved_file_free(struct saved_file *file)
{
	free(file->text);
	*file = (struct saved_file){ .text = NULL };
}

const char *saved_file_type(const struct saved_file *file)
{
	if (looks_binary(file))
		return _("it looks binary");
	return _("it is some other text");
}
