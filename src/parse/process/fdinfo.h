/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/fdinfo/N: of an epoll set what the process wants to be told with each event; sizes. */
#ifndef MEMTOP_PARSE_PROCESS_FDINFO_H
#define MEMTOP_PARSE_PROCESS_FDINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "base/value.h"

/* "tfd: 5 events: 19 data: 55f0 ...": its data.  False: another line. */
bool fdinfo_parse_epoll(struct text line, uint64_t *data);

/* Of an io_uring: the entries of its rings, and the number of its inode (absent before 6.1). */
struct fdinfo_ring {
	uint64_t submissions, completions;
	struct value inode;
};
bool fdinfo_parse_ring(struct fdinfo_ring *ring, struct text text);

/* Of a map or program of BPF: what it takes, and its number, which is its own among maps or programs. */
struct fdinfo_bpf {
	uint64_t bytes, id;
	bool is_program;
};
bool fdinfo_parse_bpf(struct fdinfo_bpf *bpf, struct text text);

/*
 * "lock:\t1: POSIX  ADVISORY  WRITE 883 00:11:36 0 EOF": what kind of lock the process has by this descriptor,
 * and from where to where.  False: another line.
 */
struct fdinfo_lock {
	struct text kind, mode; /* "POSIX", "FLOCK", "OFDLCK", "LEASE"; "READ", "WRITE" */
	uint64_t start,
		end; /* the first and the last of its bytes; UINT64_MAX: to the end of the file */
};
bool fdinfo_parse_lock(struct fdinfo_lock *lock, struct text line);

#endif
