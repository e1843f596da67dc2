/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that runs out at a call that is known.  Of a test that is linked with $(scarce_memory) each
 * malloc() and its kin, strdup() and strndup() that its own objects and memtop's call is
 * counted, and one of them can fail; what the C library allocates for itself is not.  And descriptors.
 */
#ifndef MEMTOP_TESTS_SCARCE_H
#define MEMTOP_TESTS_SCARCE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <unistd.h>

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

/* As many descriptors as there are and so many more; how many might be before.  Needs nothing linked. */
static inline struct rlimit scarce_descriptors(rlim_t more)
{
	struct rlimit limit, before;
	int least = open("/", O_PATH | O_CLOEXEC);

	assert_true(least >= 0);
	close(least);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	limit = before;
	limit.rlim_cur = (rlim_t)least + more;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	return before;
}
static inline void enough_descriptors(struct rlimit before)
{
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

#endif
