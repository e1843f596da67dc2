/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes whose memory moves in known ways, read for real and classed: sixty steps, one reading a
 * step.  The clock is made up, so nothing here depends on how fast the machine is.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "derive/process/columns.h"
#include "derive/process/derived_row.h"
#include "derive/trend.h"
#include "source/process/processes.h"

#define STEPS 60

struct child {
	pid_t pid;
	FILE *to, *from;
};

static struct child start(const char *shape)
{
	const char *grower = getenv("GROWER") ? getenv("GROWER") : "tests/process/grower";
	struct child child;
	int down[2], up[2];
	char steps[8];

	snprintf(steps, sizeof(steps), "%d", STEPS);
	assert_int_equal(pipe(down) | pipe(up), 0);
	child.pid = fork();
	assert_true(child.pid >= 0);
	if (child.pid == 0) {
		dup2(down[0], 0);
		dup2(up[1], 1);
		close(down[1]);
		close(up[0]);
		execl(grower, grower, shape, steps, (char *)NULL);
		_exit(127);
	}
	close(down[0]);
	close(up[1]);
	child.to = fdopen(down[1], "w");
	child.from = fdopen(up[0], "r");
	return child;
}

static void step(struct child *child)
{
	char line[16];

	assert_true(fputs("go\n", child->to) >= 0 && fflush(child->to) == 0);
	assert_non_null(fgets(line, sizeof(line), child->from));
}

static void stop(struct child *child)
{
	char name[64];

	snprintf(name, sizeof(name), "/dev/shm/memtop-grower.%d", (int)child->pid);
	kill(child->pid, SIGKILL);
	waitpid(child->pid, NULL, 0);
	unlink(name);
	fclose(child->to);
	fclose(child->from);
}

/* Whose files grow is seen only where memtop may follow the links of map_files. */
static bool may_see_files(void)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	char *page = mmap(NULL, size, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0), path[80];

	assert_true(page != MAP_FAILED);
	snprintf(path, sizeof(path), "/proc/self/map_files/%lx-%lx", (unsigned long)page,
		(unsigned long)page + size);
	return access(path, F_OK) == 0;
}

/* Some process always takes shared memory, and no other must be taken for it. */
static struct value machine_shmem(const char *shape, int step)
{
	bool rises = may_see_files() || strcmp(shape, "shared") != 0;

	return value_of((1 << 30) + (rises ? (int64_t)step << 19 : 0));
}

static enum trend read_trend(struct processes *processes, pid_t pid, uint64_t now_ns,
	uint64_t step_ns, struct value shmem)
{
	struct feed_request request = { .delay = 1,
		.cost = columns[COLUMN_GROWTH].cost,
		.budget_percent = 100,
		.only = &pid,
		.only_count = 1 };
	struct sample *sample = sample_new();
	struct row *row;
	enum trend trend;

	assert_non_null(sample);
	sample->monotonic_ns = now_ns;
	sample->wall_ns = (int64_t)clock_now_ns(CLOCK_REALTIME);
	sample->system.meminfo.field[MEMINFO_Shmem] = shmem;
	sample->interval_ns = value_of(step_ns);
	assert_int_equal(processes_read(processes, sample, &request), STATUS_OK);
	row = sample_find(sample, pid);
	assert_non_null(row);
	assert_int_equal(derived_value(row, DERIVED_TREND).state, VALUE_OK);
	trend = (enum trend)derived_value(row, DERIVED_TREND).n;
	sample_unref(sample);
	return trend;
}

static void classes_as(const char *shape, enum trend expected, double delay)
{
	struct child child = start(shape);
	struct kernel_root root;
	struct processes *processes;
	enum trend trend = TREND_TOO_SHORT;
	uint64_t step_ns = (uint64_t)(delay * 1e9);

	assert_int_equal(kernel_root_open(&root, "/proc", "/sys"), STATUS_OK);
	assert_int_equal(
		processes_new(&processes, &root, (struct retained_source){ 0 }, 16, USERS_HERE),
		STATUS_OK);
	for (int i = 0; i < STEPS; i++) {
		step(&child);
		trend = read_trend(processes, child.pid, (uint64_t)(i + 1) * step_ns, step_ns,
			machine_shmem(shape, i));
	}
	processes_free(processes);
	kernel_root_close(&root);
	stop(&child);
	/* What is cleared is given back or kept for the next filling, as the allocator pleases. */
	if (expected == TREND_PLATEAU && trend == TREND_SAWTOOTH && strcmp(shape, "map") == 0)
		return;
	if (trend != expected)
		fail_msg("%s: %s, not %s", shape, trend_rows[trend].key, trend_rows[expected].key);
}

#define SHAPE_TEST(shape, expected)                                                                \
	static void shape##_is_told(void **state)                                                  \
	{                                                                                          \
		(void)state;                                                                       \
		classes_as(#shape, expected, 0.2);                                                 \
		classes_as(#shape, expected, 30);                                                  \
	}
SHAPE_TEST(malloc, TREND_GROWING)
SHAPE_TEST(mmap, TREND_GROWING)
SHAPE_TEST(threads, TREND_GROWING)
SHAPE_TEST(memfd, TREND_GROWING)
SHAPE_TEST(held, TREND_GROWING)
SHAPE_TEST(tmpfs, TREND_GROWING)
SHAPE_TEST(segment, TREND_GROWING)
SHAPE_TEST(shared, TREND_FLAT)
SHAPE_TEST(map, TREND_PLATEAU)
SHAPE_TEST(once, TREND_STEP)
SHAPE_TEST(saw, TREND_SAWTOOTH)
SHAPE_TEST(teeth, TREND_GROWING)
SHAPE_TEST(steps, TREND_GROWING)
SHAPE_TEST(cache, TREND_PLATEAU)
SHAPE_TEST(file, TREND_FLAT)
SHAPE_TEST(idle, TREND_FLAT)
SHAPE_TEST(given_up, TREND_FLAT)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(malloc_is_told),
		cmocka_unit_test(mmap_is_told),
		cmocka_unit_test(threads_is_told),
		cmocka_unit_test(memfd_is_told),
		cmocka_unit_test(held_is_told),
		cmocka_unit_test(tmpfs_is_told),
		cmocka_unit_test(segment_is_told),
		cmocka_unit_test(shared_is_told),
		cmocka_unit_test(map_is_told),
		cmocka_unit_test(once_is_told),
		cmocka_unit_test(saw_is_told),
		cmocka_unit_test(teeth_is_told),
		cmocka_unit_test(steps_is_told),
		cmocka_unit_test(cache_is_told),
		cmocka_unit_test(file_is_told),
		cmocka_unit_test(idle_is_told),
		cmocka_unit_test(given_up_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
