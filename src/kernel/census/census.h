/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The census: what each page of RAM is, by one look at its struct page; 22 ns a page. */
#ifndef MEMTOP_KERNEL_CENSUS_CENSUS_H
#define MEMTOP_KERNEL_CENSUS_CENSUS_H

#include "base/status.h"
#include "sample/kernel/census.h"

/*
 * Needs CAP_BPF, CAP_PERFMON, and CAP_SYS_ADMIN: without it the kernel does not tell where RAM lies.
 * STATUS_REFUSED: census->refusal says why; STATUS_NO_MEMORY.
 */
enum status kernel_census_take(struct census *census);

#endif
