/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The search for names where no program tells which inode a descriptor leads to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "cli/wire/cache_search.h"

/* What the kernel is said to have it at. */
#define ADDRESS 4711

static const atomic_bool never;

struct made {
	char point[64], file[80];
	struct stat about;
	struct cache_mount mount;
	struct cache_wanted wanted[2];
	struct cache_search_place place;
};

static void make(struct made *made)
{
	int file;

	*made = (struct made){ .point = "memtop-search.XXXXXX" };
	assert_non_null(mkdtemp(made->point));
	snprintf(made->file, sizeof(made->file), "%s/file", made->point);
	file = open(made->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(file >= 0);
	assert_int_equal(fstat(file, &made->about), 0);
	close(file);
	made->mount = (struct cache_mount){ .id = CACHE_NO_MOUNT,
		.root = (char *)"/in",
		.point = made->point };
	made->wanted[0] = made->wanted[1] = (struct cache_wanted){ .number = made->about.st_ino,
		.inode = ADDRESS,
		.bytes = 4096 };
	made->place = (struct cache_search_place){ .major = major(made->about.st_dev),
		.minor = minor(made->about.st_dev),
		.wanted = made->wanted,
		.count = 1,
		.mounts = &made->mount,
		.mount_count = 1 };
}

/* How many names a search gives that is told of no program. */
static size_t search(struct made *made, uint64_t *inode)
{
	struct cache_search search = { .places = &made->place, .count = 1 };
	size_t count;

	assert_int_equal(cache_search_run(&search, NULL, 600, &never, NULL, NULL), STATUS_OK);
	count = search.names.count;
	*inode = count ? search.names.rows[0].inode : 0;
	cache_names_free(&search.names);
	unlink(made->file);
	rmdir(made->point);
	return count;
}

static void an_inode_is_known_by_its_number(void **state)
{
	struct made made;
	uint64_t inode;

	(void)state;
	make(&made);
	assert_int_equal(search(&made, &inode), 1);
	assert_int_equal(inode, ADDRESS);
}

static void one_of_another_device_is_not_taken_for_it(void **state)
{
	struct made made;
	uint64_t inode;

	(void)state;
	make(&made);
	made.place.minor++;
	assert_int_equal(search(&made, &inode), 0);
}

static void of_two_of_one_number_none_is_named(void **state)
{
	struct made made;
	uint64_t inode;

	(void)state;
	make(&made);
	made.place.count = 2;
	assert_int_equal(search(&made, &inode), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_inode_is_known_by_its_number),
		cmocka_unit_test(one_of_another_device_is_not_taken_for_it),
		cmocka_unit_test(of_two_of_one_number_none_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
