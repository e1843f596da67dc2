/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads the kernel's log in a thread: at most KERNEL_LOG_MAX bytes of it, the newest, and no longer
 * than two seconds.
 */
#ifndef MEMTOP_SOURCE_KERNEL_LOG_H
#define MEMTOP_SOURCE_KERNEL_LOG_H

#include "base/status.h"
#include "ports/kernel_log.h"

#define KERNEL_LOG_PATH "/dev/kmsg"
#define KERNEL_LOG_MAX  ((size_t)16 << 20)

struct log_reader;

/* path: /dev/kmsg, or a file of its records.  Nothing is read yet.  log_reader_free() it. */
enum status log_reader_new(struct log_reader **reader, const char *path, struct message *message);
void log_reader_free(struct log_reader *reader);
/* Before the first look: readings are to have the log itself as well. */
void log_reader_keep_text(struct log_reader *reader);

struct kernel_log log_reader_interface(struct log_reader *reader);

#endif
