/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the small files of the kernel, whole, into a buffer that is there already. */
#ifndef MEMTOP_PROBE_KERNEL_FILE_H
#define MEMTOP_PROBE_KERNEL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/value.h"

/* Opens directory/name for reading, close-on-exec.  -1: errno says why. */
int kernel_file_open(const char *directory, const char *name);

/* Reads all of it from its beginning.  STATUS_FAILED if it does not fit into size. */
enum status kernel_file_read(int fd, char *text, size_t size, size_t *length);

/* The same with a file that is opened for it. */
enum status kernel_file_read_once(const char *directory, const char *name, char *text, size_t size,
	size_t *length);

/* The number that is all the file holds; missing if it is not there, or holds something else. */
struct value kernel_file_number(const char *directory, const char *name);

/* Writes text to directory/name, which must exist. */
enum status kernel_file_write(const char *directory, const char *name, const char *text);

#endif
