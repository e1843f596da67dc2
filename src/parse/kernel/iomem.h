/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/iomem: what lies where in the machine's addresses.  All 0 to those without CAP_SYS_ADMIN. */
#ifndef MEMTOP_PARSE_KERNEL_IOMEM_H
#define MEMTOP_PARSE_KERNEL_IOMEM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct iomem_range {
	uint64_t start, end; /* end: the first address behind it */
};

/* Takes the next range of RAM off rest, past all else and malformed lines.  False at the end. */
bool iomem_next_ram(struct iomem_range *range, struct text *rest);

#endif
