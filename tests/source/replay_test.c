/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The columns of a live process, made once more of nothing but what was read; and its limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/shared.h"
#include "derive/history.h"
#include "base/shared.h"
#include "derive/process/columns.h"
#include "derive/process/derived_row.h"
#include "source/inspect/growth_limits.h"
#include "source/process/processes.h"

#define MIB ((int64_t)1 << 20)
#define MOVING                                                                                     \
	(COST_STATM | COST_STATUS | COST_STAT | COST_COMMAND | COST_OOM | COST_HISTORY |           \
		COST_LEVELS | COST_EVERY_SAMPLE)
#define SAMPLES 40
#define SECOND  NS_PER_SECOND

/* What a stored sample would have of a row. */
static struct row *raw_of(const struct row *row)
{
	struct row *raw = row_copy(row);

	assert_non_null(raw);
	shared_unref(raw->derived);
	raw->derived = NULL;
	return raw;
}

static void assert_same_columns(const struct row *a, const struct row *b,
	const struct sample *sample)
{
	for (int id = 0; id < COLUMN_COUNT; id++) {
		struct value x = column_value((enum column_id)id, a, sample);
		struct value y = column_value((enum column_id)id, b, sample);
		char at_a[8], at_b[8];
		struct text said_a = column_text((enum column_id)id, a, at_a);
		struct text said_b = column_text((enum column_id)id, b, at_b);

		assert_int_equal(x.state, y.state);
		assert_int_equal(value_or(x, 0), value_or(y, 0));
		assert_int_equal(said_a.length, said_b.length);
		assert_memory_equal(said_a.at, said_b.at, said_a.length);
	}
}

static struct sample *read_at(struct processes *processes, uint64_t now_ns,
	const struct feed_request *request)
{
	struct sample *sample = sample_new();

	assert_non_null(sample);
	sample->monotonic_ns = now_ns;
	sample->system.page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	sample->interval_ns = value_of(SECOND);
	assert_int_equal(processes_read(processes, sample, request), STATUS_OK);
	return sample;
}

/* Nothing but the row and the time of the sample goes into the history. */
static const struct row *replay(struct history *history, const struct sample *sample)
{
	const struct history_step step = { .now_ns = sample->monotonic_ns,
		.shmem = sample->system.meminfo.field[MEMINFO_Shmem],
		.rates = true,
		.growth = true,
		.levels = true,
		.all = true };
	const struct row *row = sample_find(sample, getpid());
	struct row *raw;

	assert_non_null(row);
	raw = raw_of(row);
	assert_int_equal(history_take(history, &raw, 1, &step), STATUS_OK);
	assert_same_columns(row, raw, sample);
	row_unref(raw);
	return row;
}

/* This very process takes a MiB for each sample. */
static void columns_are_made_again_of_what_was_read(void **state)
{
	const struct kernel_root *root = *state;
	const pid_t self = getpid();
	const struct feed_request request = { .cost = MOVING,
		.budget_percent = 100,
		.delay = 1,
		.only = &self,
		.only_count = 1 };
	struct history *history = history_new();
	struct processes *processes;
	char *memory = mmap(NULL, SAMPLES * MIB, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(memory != MAP_FAILED);
	assert_int_equal(
		processes_new(&processes, root, (struct retained_source){ 0 }, 1000, USERS_HERE),
		STATUS_OK);
	/* A huge page would be two of its steps; a kernel that knows of none refuses. */
	(void)madvise(memory, SAMPLES * MIB, MADV_NOHUGEPAGE);
	for (int i = 0; i < SAMPLES; i++) {
		struct sample *sample;
		const struct row *row;

		memset(memory + i * MIB, 1, MIB);
		sample = read_at(processes, (uint64_t)(i + 1) * SECOND, &request);
		row = replay(history, sample);
		assert_int_equal(value_known(derived_value(row, DERIVED_CPU)), i > 0);
		if (i + 1 == SAMPLES)
			assert_int_equal(derived_value(row, DERIVED_TREND).n, TREND_GROWING);
		sample_unref(sample);
	}
	munmap(memory, SAMPLES * MIB);
	processes_free(processes);
	history_unref(history);
}

static void its_limits_are_those_that_it_set(void **state)
{
	const struct kernel_root *root = *state;
	struct growth_limits limits;
	struct rlimit data, size;

	assert_int_equal(getrlimit(RLIMIT_DATA, &data), 0);
	assert_int_equal(getrlimit(RLIMIT_AS, &size), 0);
	growth_limits_read(&limits, root, getpid());
	assert_true(value_or(limits.size, 0) > 0);
	assert_true(value_or(limits.data, 0) > 0);
	assert_int_equal(value_known(limits.data_limit), data.rlim_cur != RLIM_INFINITY);
	assert_int_equal(value_known(limits.address_space_limit), size.rlim_cur != RLIM_INFINITY);
	if (data.rlim_cur != RLIM_INFINITY)
		assert_int_equal(limits.data_limit.n, data.rlim_cur);
	assert_false(value_known(limits.available));
}

static int open_root(void **state)
{
	static struct kernel_root root;

	*state = &root;
	return kernel_root_open(&root, "/proc", "/sys") == STATUS_OK ? 0 : -1;
}

static int close_root(void **state)
{
	kernel_root_close(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_made_again_of_what_was_read),
		cmocka_unit_test(its_limits_are_those_that_it_set),
	};

	return cmocka_run_group_tests_name("source/replay", tests, open_root, close_root);
}
