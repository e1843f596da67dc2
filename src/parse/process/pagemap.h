/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What /proc/PID/pagemap says of a page, by its entry or by PAGEMAP_SCAN's categories
 * (Documentation/admin-guide/mm/pagemap.rst).  Neither needs the frame, which only root may see.
 */
#ifndef MEMTOP_PARSE_PROCESS_PAGEMAP_H
#define MEMTOP_PARSE_PROCESS_PAGEMAP_H

#include <stdbool.h>
#include <stdint.h>

/* What /proc/PID/pagemap says of a page. */
enum page_flag {
	PAGE_PRESENT = 1 << 0, /* bit 63 */
	PAGE_SWAPPED = 1 << 1, /* bit 62 */
	PAGE_FILE = 1 << 2,    /* bit 61: of a file, or shared anonymous memory */
	PAGE_SHARED = 1 << 3,  /* present, but bit 56 clear: other processes map it too */
};

enum page_class {
	PAGE_CLASS_NONE, /* not there: never touched, given up, or the kernel's page of zeros */
	PAGE_CLASS_ANONYMOUS,
	PAGE_CLASS_FILE,
	PAGE_CLASS_SHARED, /* shared memory: what a file page is where the mapping is of such */
	PAGE_CLASS_HUGE,   /* mapped by a huge page, of whichever sort */
	PAGE_CLASS_SWAPPED,
	PAGE_CLASS_UNREAD, /* not looked at */
	PAGE_CLASS_COUNT
};

/* What a mapping's kind adds to what its pages say. */
struct pagemap_mapping {
	bool shared_memory; /* memfd, System V, POSIX, tmpfs, shared anonymous */
	bool huge;          /* of hugetlbfs */
};

/*
 * By the 64-bit entry.  It does not tell transparent huge pages and the page of zeros from other
 * anonymous pages.
 */
enum page_class pagemap_class_of_entry(uint64_t entry, const struct pagemap_mapping *mapping);

/* Categories of PAGEMAP_SCAN, struct page_region's (Linux 6.7). */
#define PAGEMAP_IS_FILE    (UINT64_C(1) << 2)
#define PAGEMAP_IS_PRESENT (UINT64_C(1) << 3)
#define PAGEMAP_IS_SWAPPED (UINT64_C(1) << 4)
#define PAGEMAP_IS_ZERO    (UINT64_C(1) << 5)
#define PAGEMAP_IS_HUGE    (UINT64_C(1) << 6)

enum page_class pagemap_class_of_categories(uint64_t categories,
	const struct pagemap_mapping *mapping);

#endif
