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
#include "source/process/processes.h"

static struct {
	int error;        /* that is left in errno */
	int times;        /* how often from now on */
	bool passes_over; /* the last of several, or this one of all, and says nothing */
} left;

struct pids_fetch *__real_procps_pids_select(struct pids_info *info, unsigned *these, int count,
	enum pids_select_type which);
struct pids_fetch *__wrap_procps_pids_select(struct pids_info *info, unsigned *these, int count,
	enum pids_select_type which);
struct pids_fetch *__real_procps_pids_reap(struct pids_info *info, enum pids_fetch_type which);
struct pids_fetch *__wrap_procps_pids_reap(struct pids_info *info, enum pids_fetch_type which);

struct pids_stack *__real_procps_pids_get(struct pids_info *info, enum pids_fetch_type which);
struct pids_stack *__wrap_procps_pids_get(struct pids_info *info, enum pids_fetch_type which);

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
	if (left.passes_over && count > 1)
		count--;
	else if (leaves_an_error())
		return NULL;
	return __real_procps_pids_select(info, these, count, which);
}

struct pids_fetch *__wrap_procps_pids_reap(struct pids_info *info, enum pids_fetch_type which)
{
	struct pids_fetch *fetched =
		leaves_an_error() ? NULL : __real_procps_pids_reap(info, which);
	int last = fetched ? fetched->counts->total - 1 : -1;

	for (int i = 0; left.passes_over && i <= last; i++) {
		struct pids_stack *stack = fetched->stacks[i];

		if (stack->head->result.s_int != getpid())
			continue;
		fetched->stacks[i] = fetched->stacks[last];
		fetched->stacks[last] = stack;
		fetched->counts->total--;
		break;
	}
	return fetched;
}

/* It is there, but not all of it was read. */
struct pids_stack *__wrap_procps_pids_get(struct pids_info *info, enum pids_fetch_type which)
{
	struct pids_stack *stack = __real_procps_pids_get(info, which);

	if (stack && stack->head[0].result.s_int == getpid())
		leaves_an_error();
	return stack;
}

static void take(void *context, const struct process_reading *reading)
{
	if (reading->pid == getpid())
		*(pid_t *)context = reading->pid;
}

/* Which process was read, 0: none; by name, or among all, which end alike. */
static pid_t read_with(int error, int times, enum status *status)
{
	struct pids_reader *reader = pids_reader_new(COST_STATUS, NULL);
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

/* Of two that are named; what covers why is that the second is asked for with others. */
static void who_is_passed_over_is_asked_for_alone(void **state)
{
	struct pids_reader *reader = pids_reader_new(COST_STATUS, NULL);
	const pid_t pids[] = { getppid(), getpid() };
	pid_t found = 0;

	(void)state;
	assert_non_null(reader);
	left.passes_over = true;
	assert_int_equal(pids_reader_select(reader, pids, 2, take, &found), STATUS_OK);
	assert_int_equal(found, getpid());
	found = 0;
	left.error = EMFILE;
	left.times = 1;
	assert_int_equal(pids_reader_select(reader, pids, 2, take, &found), STATUS_NO_DESCRIPTORS);
	assert_int_equal(found, 0);
	left.passes_over = false;
	left.times = 0;
	pids_reader_free(reader);
}

/* It is no process that may not be read. */
static void who_is_passed_over_among_all_is_read(void **state)
{
	struct kernel_root root;
	struct processes *processes;
	struct sample *sample = sample_new();
	const struct row *row;

	(void)state;
	assert_non_null(sample);
	assert_int_equal(kernel_root_open(&root, "/proc", "/sys"), STATUS_OK);
	assert_int_equal(
		processes_new(&processes, &root, (struct retained_source){ 0 }, 1000, USERS_HERE),
		STATUS_OK);
	left.passes_over = true;
	assert_int_equal(processes_read(processes, sample,
				 &(struct feed_request){ .cost = COST_STATUS, .once = true }),
		STATUS_OK);
	left.passes_over = false;
	row = sample_find(sample, getpid());
	assert_non_null(row);
	assert_string_equal(row->identity->name, "pids_test");
	assert_int_equal(row_metric(row, METRIC_RSS, 0).state, VALUE_OK);
	sample_unref(sample);
	processes_free(processes);
	kernel_root_close(&root);
}

/* libproc2 goes on to the next process, and errno is 0 again. */
static void a_cgroup_or_score_that_is_not_read_is_no_absence(void **state)
{
	static const unsigned costs[] = { COST_CGROUP, COST_OOM };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct pids_reader *reader = pids_reader_new(costs[i], NULL);
		pid_t found = 0;

		assert_non_null(reader);
		left.error = ENOMEM;
		left.times = 1;
		assert_int_equal(pids_reader_read_all(reader, take, &found), STATUS_OK);
		assert_int_equal(found, getpid());
		left.times = 6;
		assert_int_equal(pids_reader_read_all(reader, take, &found), STATUS_NO_MEMORY);
		left.error = EMFILE;
		left.times = 2;
		assert_int_equal(pids_reader_read_all(reader, take, &found), STATUS_NO_DESCRIPTORS);
		left.times = 0;
		pids_reader_free(reader);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_trace_of_another_arena_is_no_shortage),
		cmocka_unit_test(a_shortage_is_told),
		cmocka_unit_test(one_that_is_gone_is_none),
		cmocka_unit_test(who_is_passed_over_is_asked_for_alone),
		cmocka_unit_test(who_is_passed_over_among_all_is_read),
		cmocka_unit_test(a_cgroup_or_score_that_is_not_read_is_no_absence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
