/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The census: what each page of RAM is, by one look at its struct page; 22 ns a page. */
#ifndef MEMTOP_KERNEL_CENSUS_CENSUS_H
#define MEMTOP_KERNEL_CENSUS_CENSUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "sample/kernel/census.h"

/*
 * Which page is where is told by two files, to a process that had CAP_SYS_ADMIN when it opened them: so that right may
 * be given up before the census is taken.
 */
struct census_files {
	int pagemap, iomem; /* of this process; -1: not open */
};

struct census_files kernel_census_open(void);
void kernel_census_close(struct census_files *files);

/* Each may be NULL.  After each 64 MiB. */
struct census_watch {
	bool (*cancelled)(void *context);
	void (*progress)(void *context, uint64_t done, uint64_t total); /* bytes of RAM */
	void *context;
};

/*
 * Needs CAP_BPF, CAP_PERFMON, and such files.  STATUS_REFUSED: census->refusal says why, or it was cancelled;
 * STATUS_NO_MEMORY.
 */
enum status kernel_census_take(struct census *census, const struct census_files *files,
	const struct census_watch *watch);

#endif
