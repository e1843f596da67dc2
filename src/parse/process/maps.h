/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/maps: one line, taken apart; also the headings of smaps. */
#ifndef MEMTOP_PARSE_PROCESS_MAPS_H
#define MEMTOP_PARSE_PROCESS_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct mapping {
	uint64_t start, end;   /* addresses: from start up to, not including, end */
	char permissions[5];   /* "r-xp" */
	uint64_t offset;       /* bytes into the file */
	uint32_t major, minor; /* of the device */
	uint64_t inode;        /* 0: no file */
	struct text name;      /* as printed, without " (deleted)"; a newline in it is \012 */
	bool deleted;          /* the file has no name any more */
};

/* False if the line has not that form. */
bool maps_parse_line(struct mapping *mapping, struct text line);

/* Whether a line begins as such a line does: enough to know that one of smaps' headings has come. */
bool maps_is_heading(struct text line);

enum mapping_kind {
	MAPPING_ANONYMOUS, /* private, without a name or with one given by prctl() */
	MAPPING_HEAP,      /* of brk(2) */
	MAPPING_STACK,
	MAPPING_SHARED, /* System V, POSIX, memfd, shared anonymous */
	MAPPING_HUGETLB,
	MAPPING_KERNEL, /* vdso and the like: no memory of the process */
	MAPPING_DEVICE,
	MAPPING_FILE,
};

enum mapping_kind maps_kind(const struct mapping *mapping);

/* Undoes the escape of newlines; out is NUL-terminated, cut at size.  Returns the length. */
size_t maps_unescape(char *out, size_t size, struct text name);

#endif
