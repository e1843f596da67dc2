/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/PID/io: what the process ever wrote, its ended threads and waited-for children included
 * (do_io_accounting() of fs/proc/base.c, Linux 6.1).  An exec does not begin it anew, a fork does.
 */
#ifndef MEMTOP_PARSE_PROCESS_IO_H
#define MEMTOP_PARSE_PROCESS_IO_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct process_io {
	uint64_t passed;  /* bytes that write(2) and its kin took, to whatever descriptor */
	uint64_t dirtied; /* bytes of pages of files that it made dirty, by mappings as well */
};

/* STATUS_MALFORMED: one of the two is not there. */
enum status process_io_parse(struct process_io *io, const char *text, size_t length);

#endif
