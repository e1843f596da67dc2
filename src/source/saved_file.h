/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that a meminfo was saved in, which may be anything: a log of 100 MB with a meminfo
 * somewhere, a pipe, something else altogether.  Memory stays bounded.
 */
#ifndef MEMTOP_SOURCE_SAVED_FILE_H
#define MEMTOP_SOURCE_SAVED_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/apart/named_file.h"
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

/* Where it comes from. */
struct saved_source {
	const char *path; /* "-": standard input */
	struct named_file file;
};

/*
 * Asks for the file, which then waits to be read; path must live as long.  On failure message says what is
 * wrong with it and what to do: STATUS_ABSENT, STATUS_DENIED, STATUS_MALFORMED (a directory),
 * STATUS_REFUSED (a device), STATUS_UNANSWERED, STATUS_FAILED.  saved_source_close() in any case.
 */
enum status saved_source_open(struct saved_source *source, const char *path,
	struct message *message);
void saved_source_close(struct saved_source *source);

/*
 * STATUS_MALFORMED (empty, compressed), STATUS_NO_MEMORY, STATUS_UNANSWERED, STATUS_FAILED, with a message
 * as above.  saved_file_free() in any case.
 */
enum status saved_file_take(struct saved_file *file, struct saved_source *source,
	struct message *message);

/* All of it. */
enum status saved_file_read(struct saved_file *file, const char *path, struct message *message);
void saved_file_free(struct saved_file *file);

/* Why there may be no meminfo in it, a sentence in the user's language: binary, other text. */
const char *saved_file_type(const struct saved_file *file);

#endif
