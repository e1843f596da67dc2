/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "parse/process/long_lines.h"

#define PIECE     ((size_t)64 << 10)
#define LINES_NS  (2 * NS_PER_SECOND) /* of processor time: the kernel prints, whatever the load */
#define TEXT_MOST ((size_t)64 << 20)

void file_buffer_free(struct file_buffer *buffer)
{
	free(buffer->text);
	*buffer = (struct file_buffer){ 0 };
}

enum status file_buffer_join(struct file_buffer *joined, char *const *strings, char between,
	struct text *all)
{
	joined->length = 0;
	for (; strings && *strings; strings++) {
		size_t length = strlen(*strings);
		char *text = array_reserve(joined->text, &joined->capacity,
			joined->length + length + 2, 1);

		if (!text)
			return STATUS_NO_MEMORY;
		joined->text = text;
		if (joined->length)
			text[joined->length++] = between;
		memcpy(text + joined->length, *strings, length);
		joined->length += length;
	}
	*all = text_of(joined->length ? joined->text : "", joined->length);
	return STATUS_OK;
}

enum status file_read_again(struct file_buffer *buffer, int descriptor)
{
	buffer->length = 0;
	for (;;) {
		char *text =
			array_reserve(buffer->text, &buffer->capacity, buffer->length + 4096, 1);
		ssize_t got;

		if (!text)
			return STATUS_NO_MEMORY;
		buffer->text = text;
		got = pread(descriptor, text + buffer->length, buffer->capacity - buffer->length,
			(off_t)buffer->length);
		if (got == 0)
			return STATUS_OK;
		if (got > 0)
			buffer->length += (size_t)got;
		else if (errno != EINTR)
			return status_from_errno(errno);
	}
}

int file_open(int directory, const char *path, int flags)
{
	int descriptor;

	/* With a mode, that of no file: without one, glibc looks at the flags by a call of its own. */
	do
		descriptor = openat(directory, path, flags | O_CLOEXEC, 0);
	while (descriptor < 0 && errno == EINTR);
	return descriptor;
}

enum status file_read(struct file_buffer *buffer, int directory, const char *path)
{
	int descriptor = file_open(directory, path, O_RDONLY);
	enum status status;

	buffer->length = 0;
	if (descriptor < 0)
		return status_from_errno(errno);
	status = file_read_again(buffer, descriptor);
	close(descriptor);
	return status;
}

/* The next piece of lines; 0 bytes at the end. */
static enum status read_piece(struct file_buffer *buffer, struct long_lines *lines, int descriptor,
	size_t *got)
{
	char *text = array_reserve(buffer->text, &buffer->capacity,
		buffer->length + LONG_LINES_SLACK + PIECE, 1);
	ssize_t length;

	if (!text)
		return STATUS_NO_MEMORY;
	buffer->text = text;
	text += buffer->length;
	do
		length = read(descriptor, text + LONG_LINES_SLACK, PIECE);
	while (length < 0 && errno == EINTR);
	if (length < 0)
		return status_from_errno(errno);
	*got = (size_t)length;
	buffer->length += long_lines_cut(lines, text, text + LONG_LINES_SLACK, *got);
	return STATUS_OK;
}

enum status file_read_lines(struct file_buffer *buffer, int directory, const char *path)
{
	int descriptor = file_open(directory, path, O_RDONLY);
	uint64_t until_ns = clock_now_ns(CLOCK_THREAD_CPUTIME_ID) + LINES_NS;
	struct long_lines lines = { 0 };
	enum status status = STATUS_OK;
	size_t got = 0;

	buffer->length = 0;
	if (descriptor < 0)
		return status_from_errno(errno);
	do {
		status = read_piece(buffer, &lines, descriptor, &got);
		if (status == STATUS_OK &&
			(buffer->length > TEXT_MOST ||
				clock_now_ns(CLOCK_THREAD_CPUTIME_ID) > until_ns))
			status = STATUS_TOO_LARGE;
	} while (status == STATUS_OK && got > 0);
	close(descriptor);
	return status;
}

enum status kernel_root_open(struct kernel_root *root, const char *proc, const char *sys)
{
	enum status status;

	root->sys = -1;
	root->proc = file_open(AT_FDCWD, proc, O_PATH | O_DIRECTORY);
	if (root->proc < 0)
		return status_from_errno(errno);
	/* A container may have no /sys; what lives there is then absent, one file at a time. */
	root->sys = file_open(AT_FDCWD, sys, O_PATH | O_DIRECTORY);
	status = root->sys < 0 ? status_from_errno(errno) : STATUS_OK;
	if (!status_is_shortage(status))
		return STATUS_OK;
	kernel_root_close(root);
	return status;
}

void kernel_root_close(struct kernel_root *root)
{
	if (root->proc >= 0)
		close(root->proc);
	if (root->sys >= 0)
		close(root->sys);
	root->proc = root->sys = -1;
}
