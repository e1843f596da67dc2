/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the census tells beside the kinds of pages. */
#ifndef MEMTOP_KERNEL_CENSUS_PARTS_H
#define MEMTOP_KERNEL_CENSUS_PARTS_H

#include "base/status.h"
#include "kernel/bpf.h"
#include "sample/kernel/census.h"

/*
 * The pages of pipes, and the processes that have them; the cgroups that pay for pages of the kernel, once these were
 * counted.  bpf is kernel_object_census.  Errors of its functions: it is not known then.
 */
enum status census_count_pipes(struct census *census, struct kernel_bpf *bpf, uint64_t page_size);
enum status census_name_cgroups(struct census *census, struct kernel_bpf *bpf, uint64_t page_size);

#endif
