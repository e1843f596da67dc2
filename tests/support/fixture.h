/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The data that tests read: files under tests/fixtures, from whatever directory a test runs in. */
#ifndef MEMTOP_TESTS_SUPPORT_FIXTURE_H
#define MEMTOP_TESTS_SUPPORT_FIXTURE_H

#include <limits.h>
#include <stddef.h>

/* The path of tests/fixtures/NAME; "" is the directory.  Run from the top if not by make check. */
void fixture_path(char path[static PATH_MAX], const char *name);

/* The bytes of tests/fixtures/NAME with a NUL behind them; free() it.  Ends the test on an error. */
char *fixture_read(const char *name, size_t *length);

/* The same for a path of any file. */
char *fixture_read_file(const char *path, size_t *length);

#endif
