/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/vmallocinfo: one area of the kernel's virtual address space a line, with the function that asked
 * for it.  mm/vmalloc.c, vmalloc_info_show() of 6.12:
 *
 *	0x...-0x...   20480 kernel_clone+0x94/0x3e0 pages=4 vmalloc N0=4
 */
#ifndef MEMTOP_PARSE_KERNEL_VMALLOCINFO_H
#define MEMTOP_PARSE_KERNEL_VMALLOCINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct vmalloc_area {
	struct text caller; /* the function's name; an address where names are hidden */
	uint64_t pages;
};

/*
 * Takes the next area that has pages of RAM off rest, past all others: maps of devices, areas that are
 * freed, malformed lines.  False at the end.
 */
bool vmallocinfo_next(struct vmalloc_area *area, struct text *rest);

#endif
