/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the child that looks at open files sends of them. */
#ifndef MEMTOP_SOURCE_HELD_RECORDS_H
#define MEMTOP_SOURCE_HELD_RECORDS_H

#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "source/file.h"

/* A file that a process has open. */
struct held_record {
	uint64_t device, inode, links,
		size; /* device: of the file, which need not be that of its mount */
	uint64_t cached, dirty, writeback, evicted; /* pages, if status is STATUS_OK */
	enum status
		status; /* STATUS_ABSENT: told before; STATUS_DENIED: the kernel does not tell it */
	uint32_t major, minor;                /* of its mount */
	bool is_tmpfs, is_layered, has_pages; /* has_pages: all but cached is told, too */
	bool is_inside; /* the path is from the root of its file system; else a name that stands alone */
	char type[32];
	uint32_t path_length;
	char path[]; /* with a NUL, and room up to the next multiple of 8 */
};

/* A process, complete in its last letter. */
struct held_process {
	pid_t pid;
	char name[16];
	enum status status; /* of its list of descriptors */
	uint64_t unasked;   /* descriptors on file systems that may not answer */
	bool is_guarded;    /* no descriptor of it could be duplicated */
};

/* The records of one process, or some of them. */
struct held_letter {
	bool is_last; /* of the process */
	struct held_process process;
	uint32_t length;
	_Alignas(8) char records[2 * PATH_MAX];
};

#define HELD_RECORD_SIZE(path_length) ((sizeof(struct held_record) + (path_length) + 1 + 7) / 8 * 8)

/* What the child goes through. */
struct held_query {
	const pid_t *pids;
	size_t first, count;
	const char *mountinfo; /* memtop's own */
	size_t mountinfo_length;
	atomic_size_t *at; /* shared: the process that it is at; count behind the last one */
};

/* The child, see child_begin(); context is a struct held_query. */
void held_answer(void *context, int socket);

#endif
