/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that somebody saved a meminfo in, which may be anything: a log of 100 MB with a meminfo
 * somewhere, a pipe, something else altogether.  Memory stays bounded.
 */
#ifndef MEMTOP_SOURCE_SAVED_FILE_H
#define MEMTOP_SOURCE_SAVED_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* At most so much of a file is kept: the log of a day, a meminfo a minute. */
#define SAVED_FILE_MAX (4 * 1024 * 1024)

/* And of one that says in so much of its beginning what the kernel said when memory ended. */
#define SAVED_LOG_MAX (48 * 1024 * 1024)

struct saved_file {
	char *text;
	size_t length, room;
	uint64_t lines_before; /* of the file, passed over in front of text */
	bool partly;           /* the file is larger; text is the part around its first MemTotal */
};

/*
 * path "-" is standard input.  On failure message says what is wrong with the file and what to do:
 * STATUS_ABSENT, STATUS_DENIED, STATUS_MALFORMED (empty, a directory, compressed), STATUS_NO_MEMORY,
 * STATUS_FAILED.  saved_file_free() in any case.
 */
enum status saved_file_read(struct saved_file *file, const char *path, struct message *message);
void saved_file_free(struct saved_file *file);

/* Why there may be no meminfo in it, a sentence in the user's language: binary, other text. */
const char *saved_file_type(const struct saved_file *file);

#endif
