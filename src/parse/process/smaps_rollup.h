/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/smaps_rollup: the sums over a process's mappings.  In bytes. */
#ifndef MEMTOP_PARSE_PROCESS_SMAPS_ROLLUP_H
#define MEMTOP_PARSE_PROCESS_SMAPS_ROLLUP_H

#include <stddef.h>

#include "base/status.h"
#include "base/value.h"

struct smaps_rollup {
	struct value rss, pss, pss_dirty, pss_anon, pss_file, pss_shmem;
	struct value shared_clean, shared_dirty, private_clean, private_dirty;
	struct value referenced, anonymous, ksm, lazy_free;
	struct value anonymous_huge, shmem_huge, file_huge, private_hugetlb, shared_hugetlb;
	struct value swap, swap_pss, locked;
	struct value uss; /* private_clean + private_dirty + private_hugetlb where printed */
};

enum status smaps_rollup_parse(struct smaps_rollup *rollup, const char *text, size_t length);

#endif
