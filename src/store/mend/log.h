/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a database's log (-wal) is committed and whole: which page is where in it. */
#ifndef MEMTOP_STORE_MEND_LOG_H
#define MEMTOP_STORE_MEND_LOG_H

#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"

#define PAGE_BYTES 4096

struct page_log {
	int file;       /* -1: there is none */
	off_t *at;      /* of each page from 0 on; 0: it is not in the log */
	uint32_t count; /* so many are told of there */
	uint32_t pages; /* of the database, with the last that was committed; 0: nothing was */
};

/* Of that database.  STATUS_NO_MEMORY; without a log, or one of something else, it is empty. */
enum status page_log_open(struct page_log *log, const char *path);
void page_log_close(struct page_log *log);

static inline uint32_t big_endian(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

#endif
