/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that runs out at a call that is known.  Of a test that is linked with $(scarce_memory) each
 * malloc() and its kin, strdup() and strndup() that its own objects and memtop's call is
 * counted, and one of them can fail; what the C library allocates for itself is not.
 */
#ifndef MEMTOP_TESTS_SCARCE_H
#define MEMTOP_TESTS_SCARCE_H

#include <stdbool.h>
#include <stddef.h>

/* One thing that may need memory: does it, frees what came of it, and says whether it was done. */
struct scarce_case {
	const char *name;
	bool (*run)(void);
};

/*
 * Runs each of them with memory, then with its first call failing, its second, and so on.  With it
 * a case is done; without, it says that it was not, and has freed all that it had by then.
 */
void assert_scarce_is_told(const struct scarce_case *cases, size_t count);

#endif
