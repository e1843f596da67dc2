/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/sysvipc/shm: segments as 6.12 prints them, as kernels without the last columns do, and garbage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "parse/kernel/sysvipc.h"

static void segments_are_taken_apart(void **context)
{
	struct text rest = text_of_string(
		"       key      shmid perms       size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime        rss       swap\n"
		"-559038737      32841  1600    8388608  6946  6950      1     0     0     0     0 1795877000          0 1795876999    4194304      65536\n"
		"nonsense\n"
		"         5 7 9600 4096 1 1 0 0 0 0 0 0 0 0 0 0\n"
		"         5 7 600 4096 1 1 0 0 0 0 0 0 0 3\n");
	struct sysv_segment segment;

	(void)context;
	assert_true(sysvipc_next(&segment, &rest));
	assert_int_equal(segment.key, -559038737);
	assert_int_equal(segment.id, 32841);
	assert_true(segment.removed);
	assert_int_equal(segment.size_bytes, 8388608);
	assert_int_equal(segment.creator, 6946);
	assert_int_equal(segment.attached, 1);
	assert_int_equal(segment.changed_seconds, 1795876999);
	assert_int_equal(segment.resident.n, 4194304);
	assert_int_equal(segment.swapped.n, 65536);
	assert_true(sysvipc_next(&segment, &rest));
	assert_int_equal(segment.id, 7);
	assert_false(segment.removed);
	assert_int_equal(segment.resident.state, VALUE_ABSENT);
	assert_int_equal(segment.swapped.state, VALUE_ABSENT);
	assert_false(sysvipc_next(&segment, &rest));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(segments_are_taken_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
