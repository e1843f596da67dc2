/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who pays for the cached pages of files. */
#ifndef MEMTOP_KERNEL_CACHE_CHARGES_H
#define MEMTOP_KERNEL_CACHE_CHARGES_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "kernel/bpf.h"
#include "kernel/programs/pages.h"
#include "sample/kernel/cache_report.h"

struct charges_known;
struct charges_asked;

/* Begins zeroed but for its report. */
struct charges {
	struct cache_report *report;
	struct charges_known *known; /* cgroups by the kernel's addresses */
	struct charges_asked *asked; /* for each of the report's cgroups */
	size_t asked_room;
	size_t memory_cgroups; /* the first so many are asked by their struct mem_cgroup */
	size_t named;
	bool lacked_memory;
};

/* Adds the charges of a file behind all that came before.  STATUS_NO_MEMORY. */
enum status charges_add(struct charges *charges, uint32_t file, const struct pages_record *record);

/* Names all cgroups that were seen, and those above them.  STATUS_NO_MEMORY; errors of kernel_bpf_run() as well. */
enum status charges_name(struct charges *charges, struct kernel_bpf *bpf);

void charges_free(struct charges *charges); /* the report stays */

#endif
