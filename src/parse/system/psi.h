/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/pressure/memory, cpu or io, or a cgroup's memory.pressure. */
#ifndef MEMTOP_PARSE_SYSTEM_PSI_H
#define MEMTOP_PARSE_SYSTEM_PSI_H

#include <stddef.h>

#include "base/status.h"
#include "base/value.h"

struct psi_line {
	struct value average_10, average_60, average_300; /* hundredths of a per cent */
	struct value total;                               /* microseconds since boot */
};

struct psi {
	struct psi_line some, full;
};

enum status psi_parse(struct psi *psi, const char *text, size_t length);

#endif
