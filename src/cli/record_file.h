/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which record is meant, and which of its samples. */
#ifndef MEMTOP_CLI_RECORD_FILE_H
#define MEMTOP_CLI_RECORD_FILE_H

#include "cli/options.h"
#include "store/reader.h"

/* Where a recorder writes unless it is told. */
#define RECORD_FILE_DEFAULT LOCALSTATEDIR "/lib/memtop/record"

/* The record that --file names, or the first argument of record, or the default. */
const char *record_file_name(const struct options *options);

/* The record of what is read live, or NULL: the default one is of this machine, and of no other root. */
const char *record_file_beside(const struct options *options);

/* The time in it that replay or --at names, or the end; NULL: what is shown is live. */
const char *record_file_time(const struct options *options);

/* The sequence of the sample at or before that time; message says why there is none. */
enum status record_file_find(struct record *record, const char *time, int64_t *sequence,
	struct message *message);

#endif
