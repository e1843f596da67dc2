/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>

#include <cmocka.h>

#include "base/library/library.h"
#include "config.h"

struct pointers {
	__typeof__(&abs) abs;
	__typeof__(&labs) labs;
};

static void what_is_linked_in_has_its_address(void **state)
{
	static const struct library_function functions[] = { LIBRARY_LINKED(, abs)
			LIBRARY_LINKED(, labs) };
	const struct library library = { NULL, "C", functions, 2 };
	struct pointers pointers;
	struct message message;

	(void)state;
	assert_int_equal(library_open(&library, &pointers, &message), STATUS_OK);
	assert_ptr_equal(pointers.abs, abs);
	assert_int_equal(pointers.labs(-3), 3);
}

#ifdef SQLITE_SONAME
struct version {
	int (*libversion_number)(void);
	int (*nothing)(void);
};

static const struct library_function functions[] = {
	{ .name = "sqlite3_libversion_number" },
	{ .name = "sqlite3_nothing" },
};

/* The loader leaves no errno of its own.  Before it is loaded for the first time. */
static void what_memtop_lacks_is_no_library_that_lacks(void **state)
{
	const struct library library = { SQLITE_SONAME, "SQLite 3", functions, 1 };
	struct rlimit before, none;
	struct version version;
	struct message message;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){ .rlim_cur = 0, .rlim_max = before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_int_equal(library_open(&library, &version, &message), STATUS_NO_DESCRIPTORS);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_non_null(strstr(message.text, " cannot be loaded: too many open files"));
	assert_null(strstr(message.text, "install"));
}

static void what_is_loaded_can_be_called(void **state)
{
	const struct library library = { SQLITE_SONAME, "SQLite 3", functions, 1 };
	struct version version, again;
	struct message message;

	(void)state;
	assert_int_equal(library_open(&library, &version, &message), STATUS_OK);
	assert_true(version.libversion_number() >= 3034000);
	assert_int_equal(library_open(&library, &again, &message), STATUS_OK);
	assert_ptr_equal(again.libversion_number, version.libversion_number);
}

static void what_is_not_there_is_said(void **state)
{
	const struct library nowhere = { "libmemtop-nowhere.so.7", "it", functions, 1 };
	const struct library old = { SQLITE_SONAME, "a newer one", functions, 2 };
	struct version version;
	struct message message;

	(void)state;
	assert_int_equal(library_open(&nowhere, &version, &message), STATUS_REFUSED);
	assert_ptr_equal(strstr(message.text, "libmemtop-nowhere.so.7 cannot be loaded: "),
		message.text);
	assert_non_null(strstr(message.text, " (install it)"));
	/* Once. */
	assert_null(strstr(message.text + 1, "libmemtop-nowhere.so.7:"));
	assert_int_equal(library_open(&old, &version, &message), STATUS_REFUSED);
	assert_non_null(strstr(message.text, "sqlite3_nothing"));
	assert_non_null(strstr(message.text, "(install a newer one)"));
	assert_int_equal(library_open(&nowhere, &version, NULL), STATUS_REFUSED);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_linked_in_has_its_address),
#ifdef SQLITE_SONAME
		cmocka_unit_test(what_memtop_lacks_is_no_library_that_lacks),
		cmocka_unit_test(what_is_loaded_can_be_called),
		cmocka_unit_test(what_is_not_there_is_said),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
