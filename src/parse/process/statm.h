/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/statm, in pages.  All zero for a kernel thread or a zombie. */
#ifndef MEMTOP_PARSE_PROCESS_STATM_H
#define MEMTOP_PARSE_PROCESS_STATM_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct statm {
	uint64_t size, resident,
		shared; /* shared: file and shared-memory pages that are resident */
};

enum status statm_parse(struct statm *statm, const char *text, size_t length);

#endif
