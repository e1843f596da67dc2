/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file of a record that turned out to be none, but a log of saved meminfos. */
#ifndef MEMTOP_CLI_RECORD_MEMINFO_LOG_FILE_H
#define MEMTOP_CLI_RECORD_MEMINFO_LOG_FILE_H

#include "parse/meminfo/log.h"
#include "source/saved_file.h"

struct meminfo_log_file {
	struct saved_file file;
	struct meminfo_log log;
};

/*
 * STATUS_MALFORMED: it is no log, or one without times; message is as it was, or says so.
 * meminfo_log_file_close() in any case.
 */
enum status meminfo_log_file_open(struct meminfo_log_file *log, const char *path,
	struct message *message);
void meminfo_log_file_close(struct meminfo_log_file *log);

/* The entry at or before a time as it is typed. */
enum status meminfo_log_file_find(const struct meminfo_log_file *log, const char *time, size_t *at,
	struct message *message);

#endif
