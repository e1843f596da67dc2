/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/PID/smaps, mapping by mapping, from a buffer that is refilled: the file of a large process
 * has many megabytes, and its end is printed long after its beginning.
 *
 *	size_t used = 0, got;
 *	do {
 *		got = read(descriptor, buffer + used, size - used);
 *		rest = text_of(buffer, used + got);
 *		while (smaps_next(&mapping, &rest, got == 0))
 *			...
 *		memmove(buffer, rest.at, rest.length);
 *		used = rest.length;
 *	} while (got > 0);
 */
#ifndef MEMTOP_PARSE_PROCESS_SMAPS_H
#define MEMTOP_PARSE_PROCESS_SMAPS_H

#include <stdbool.h>

#include "base/text.h"
#include "base/value.h"
#include "parse/process/maps.h"

/* Room that the buffer needs at least: a path of 4 KiB, all newlines, two headings, the fields. */
#define SMAPS_BUFFER_MIN 65536

#define SMAPS_FIGURES 24

/* In bytes.  Absent is what this kernel does not print. */
struct smaps_mapping {
	struct mapping mapping;
	union {
		struct {
			struct value size, kernel_page_size, mmu_page_size;
			struct value rss, pss, pss_dirty;
			struct value shared_clean, shared_dirty, private_clean, private_dirty;
			struct value referenced, anonymous, ksm, lazy_free;
			struct value anonymous_huge, shmem_huge, file_huge, shared_hugetlb,
				private_hugetlb;
			struct value swap, swap_pss, locked;
			struct value huge_eligible; /* THPeligible: 0 or 1 */
			struct value protection_key;
		};
		struct value figure[SMAPS_FIGURES]; /* the same, in the order of the file */
	};
	struct text flags; /* VmFlags: "rd ex mr mw me", empty if not printed */
};

/*
 * Takes the next mapping off rest, which points into the same text.  False, with rest at the
 * mapping's heading, if it is not known to be whole, which it is once the next heading or the end
 * of the file was read; at_end says that nothing comes behind rest.  What stands before the first
 * heading is passed over, and so are lines that no kernel known here prints.
 */
bool smaps_next(struct smaps_mapping *mapping, struct text *rest, bool at_end);

/* Whether the two letters are among the flags. */
bool smaps_has_flag(struct text flags, const char *flag);

#endif
