/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libproc2 leaves in errno why it could not read, and sometimes what is no reason at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <libproc2/pids.h>
#include <unistd.h>

#include "derive/process/columns.h"
#include "source/process/pids.h"

static struct {
	int error; /* that is left in errno */
	int times; /* how often from now on */
} left;

struct pids_fetch *__real_procps_pids_select(struct pids_info *info, unsigned *these, int count,
	enum pids_select_type which);
struct pids_fetch *__wrap_procps_pids_select(struct pids_info *info, unsigned *these, int count,
	enum pids_select_type which);
struct pids_fetch *__real_procps_pids_reap(struct pids_info *info, enum pids_fetch_type which);
struct pids_fetch *__wrap_procps_pids_reap(struct pids_info *info, enum pids_fetch_type which);

static bool leaves_an_error(void)
{
	if (left.times <= 0)
		return false;
	left.times--;
	errno = left.error;
	return true;
}

/* The linker puts these in the place of libproc2's. */
struct pids_fetch *__wrap_procps_pids_select(struct pids_info *info, unsigned *these, int count,
	enum pids_select_type which)
{
	return leaves_an_error() ? NULL : __real_procps_pids_select(info, these, count, which);
}

struct pids_fetch *__wrap_procps_pids_reap(struct pids_info *info, enum pids_fetch_type which)
{
	return leaves_an_error() ? NULL : __real_procps_pids_reap(info, which);
}

static void take(void *context, const struct process_reading *reading)
{
	if (reading->pid == getpid())
		*(pid_t *)context = reading->pid;
}

/* Which process was read, 0: none; by name, or among all, which end alike. */
static pid_t read_with(int error, int times, enum status *status)
{
	struct pids_reader *reader = pids_reader_new(COST_STATUS);
	pid_t self = getpid(), found = 0, among_all = 0;

	assert_non_null(reader);
	left.error = error;
	left.times = times;
	*status = pids_reader_select(reader, &self, 1, take, &found);
	left.times = times;
	assert_int_equal(pids_reader_read_all(reader, take, &among_all), *status);
	assert_int_equal(among_all, found);
	left.times = 0;
	pids_reader_free(reader);
	return found;
}

static void a_trace_of_another_arena_is_no_shortage(void **state)
{
	enum status status;

	(void)state;
	assert_int_equal(read_with(ENOMEM, 1, &status), getpid());
	assert_int_equal(status, STATUS_OK);
}

static void a_shortage_is_told(void **state)
{
	enum status status;

	(void)state;
	assert_int_equal(read_with(ENOMEM, 2, &status), 0);
	assert_int_equal(status, STATUS_NO_MEMORY);
	assert_int_equal(read_with(EMFILE, 1, &status), 0);
	assert_int_equal(status, status_from_errno(EMFILE));
}

static void one_that_is_gone_is_none(void **state)
{
	enum status status;

	(void)state;
	assert_int_equal(read_with(ENOENT, 1, &status), 0);
	assert_int_equal(status, STATUS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_trace_of_another_arena_is_no_shortage),
		cmocka_unit_test(a_shortage_is_told),
		cmocka_unit_test(one_that_is_gone_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
