/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the small text files of /proc and /sys whole. */
#ifndef MEMTOP_SOURCE_FILE_H
#define MEMTOP_SOURCE_FILE_H

#include <stddef.h>

#include "base/status.h"
#include "base/text.h"

/* Grows as needed and is used again for the next file; zero it first, file_buffer_free() it last. */
struct file_buffer {
	char *text;
	size_t length, capacity;
};
void file_buffer_free(struct file_buffer *buffer);

/*
 * Strings joined in the buffer, which is emptied first: with blanks between arguments, newlines
 * between lines.  STATUS_NO_MEMORY.
 */
enum status file_buffer_join(struct file_buffer *joined, char *const *strings, char between,
	struct text *text);

/*
 * A descriptor of path, relative to the open directory, with O_CLOEXEC besides flags; negative: errno, which is
 * never EINTR: a signal that comes meanwhile says nothing of the file.
 */
int file_open(int directory, const char *path, int flags);

/*
 * Reads all of path, relative to the open directory.  STATUS_ABSENT, STATUS_DENIED, STATUS_GONE
 * (its process ended), STATUS_NO_MEMORY, STATUS_FAILED with errno.
 */
enum status file_read(struct file_buffer *buffer, int directory, const char *path);

/*
 * The same of a text that another process can make as long as it likes: of long lines the middle is
 * left out (parse/process/long_lines.h).  STATUS_TOO_LARGE beyond 64 MiB all the same, and where the
 * kernel takes more than 2 s of processor time to print it.
 */
enum status file_read_lines(struct file_buffer *buffer, int directory, const char *path);

/* file_read() from the start of an open file; reading again needs no new open. */
enum status file_read_again(struct file_buffer *buffer, int descriptor);

/* Where the kernel shows itself: "/proc" and "/sys", or a test's copy of them. */
struct kernel_root {
	int proc, sys; /* open directories */
};
enum status kernel_root_open(struct kernel_root *root, const char *proc, const char *sys);
void kernel_root_close(struct kernel_root *root);

#endif
