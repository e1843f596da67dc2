/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The census of this machine's pages against its counters.  Needs the rights to load BPF programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "document/kernel/way.h"
#include "kernel/census/census.h"
#include "parse/meminfo/meminfo.h"
#include "support/fixture.h"
#include "support/pass_over.h"

#define MIB (UINT64_C(1) << 20)

static bool take(struct census *census)
{
	struct census_files files = kernel_census_open();
	enum status status = kernel_census_take(census, &files, NULL);
	struct message message;

	kernel_census_close(&files);
	if (status == STATUS_OK)
		return true;
	assert_int_equal(status, STATUS_REFUSED);
	assert_int_not_equal(census->refusal.kind, KERNEL_NOT_REFUSED);
	kernel_refusal_say(&message, &census->refusal);
	assert_true(strlen(message.text) > 0);
	return false;
}

static uint64_t counter(enum meminfo_field field)
{
	struct meminfo meminfo;
	size_t length;
	char *text = fixture_read_file("/proc/meminfo", &length);
	uint64_t bytes;

	assert_int_equal(meminfo_parse(&meminfo, text, length), STATUS_OK);
	bytes = meminfo_bytes(&meminfo, field);
	meminfo_free(&meminfo);
	free(text);
	return bytes;
}

/* Others allocate meanwhile: a tenth of RAM is never moved in a fraction of a second. */
static void assert_near(const char *what, struct value given, uint64_t counted, uint64_t ram)
{
	uint64_t bytes = value_or(given, 0);
	uint64_t apart = bytes > counted ? bytes - counted : counted - bytes;

	if (!value_known(given) || apart > ram / 10)
		fail_msg("%s: %llu instead of %llu", what, (unsigned long long)bytes,
			(unsigned long long)counted);
}

static void every_page_is_counted_once(void **state)
{
	struct census census;
	uint64_t sum = 0, reserved;

	(void)state;
	if (!take(&census))
		PASS_OVER("no census here");
	for (size_t i = 0; i < CENSUS_CLASSES; i++)
		sum += value_or(census.bytes[i], 0);
	assert_int_equal(sum + census.unseen, census.total);
	/* What was reserved at boot is what MemTotal is less than RAM, to a thousandth. */
	reserved = value_or(census.bytes[CENSUS_RESERVED], 0);
	assert_in_range(counter(MEMINFO_MemTotal) + reserved, census.total - census.total / 1000,
		census.total + census.total / 1000);
	assert_near("free", census.bytes[CENSUS_FREE], counter(MEMINFO_MemFree), census.total);
	assert_near("slab", census.bytes[CENSUS_SLAB], counter(MEMINFO_Slab), census.total);
	assert_near("file", census.bytes[CENSUS_FILE],
		counter(MEMINFO_Cached) + counter(MEMINFO_Buffers), census.total);
	assert_near("anonymous", census.bytes[CENSUS_ANONYMOUS], counter(MEMINFO_AnonPages),
		census.total);
	assert_true(value_or(census.bytes[CENSUS_PAGE_TABLES], 0) > 0);
	assert_true(value_or(census.bytes[CENSUS_KERNEL], 0) > 0);
}

struct steps {
	unsigned count, most;
	uint64_t done, total;
};

static bool has_enough(void *context)
{
	const struct steps *steps = context;

	return steps->count > steps->most;
}

static void step(void *context, uint64_t done, uint64_t total)
{
	struct steps *steps = context;

	assert_true(done >= steps->done && done <= total);
	steps->count++;
	steps->done = done;
	steps->total = total;
}

static enum status take_steps(struct census *census, struct steps *steps)
{
	struct census_files files = kernel_census_open();
	const struct census_watch watch = { has_enough, step, steps };
	enum status status = kernel_census_take(census, &files, &watch);

	kernel_census_close(&files);
	assert_int_equal(files.pagemap, -1);
	return status;
}

/* It says how far it is, and ends when it is told to. */
static void a_census_can_be_watched_and_ended(void **state)
{
	struct steps all = { .most = UINT32_MAX }, few = { .most = 1 };
	struct census census;

	(void)state;
	if (!take(&census))
		PASS_OVER("no census here");
	assert_int_equal(take_steps(&census, &all), STATUS_OK);
	/* What of RAM is no whole page is not looked at. */
	assert_in_range(all.total, census.total, census.total + MIB);
	assert_in_range(all.count, census.total / (64 * MIB), census.total / (16 * MIB));
	assert_int_equal(take_steps(&census, &few), STATUS_REFUSED);
	assert_int_equal(census.refusal.kind, KERNEL_NOT_REFUSED);
	assert_int_equal(few.count, 2);
}

/* True when a census finds at least half of what is allocated between two of them in its class. */
static bool one_taking_is_seen(const struct census *before, size_t size)
{
	struct census after;
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	assert_ptr_not_equal(memory, MAP_FAILED);
	memset(memory, 1, size);
	assert_true(take(&after));
	munmap(memory, size);
	return value_or(after.bytes[CENSUS_ANONYMOUS], 0) >=
	       value_or(before->bytes[CENSUS_ANONYMOUS], 0) + size / 2;
}

/*
 * What is allocated in between is found in its class.  A process that ends meanwhile gives back as
 * much as this one takes; none does so in each of twenty pairs of looks.
 */
static void memory_that_is_taken_is_seen(void **state)
{
	struct census before;
	bool seen = false;

	(void)state;
	for (unsigned int i = 0; i < 20 && !seen; i++) {
		if (!take(&before))
			PASS_OVER("no census here");
		seen = one_taking_is_seen(&before, 64 * MIB);
	}
	assert_true(seen);
}

/* Pipes that hold one byte a page, of which FIONREAD tells the bytes. */
#define PIPES      24
#define PIPE_PAGES 16

static void fill_pipes(int ends[PIPES][2])
{
	for (size_t i = 0; i < PIPES; i++) {
		assert_int_equal(pipe2(ends[i], O_DIRECT | O_NONBLOCK | O_CLOEXEC), 0);
		for (size_t j = 0; j < PIPE_PAGES; j++)
			if (write(ends[i][1], "x", 1) != 1)
				fail_msg("a pipe has no room for %d pages", PIPE_PAGES);
	}
}

static void empty_pipes(int ends[PIPES][2])
{
	for (size_t i = 0; i < PIPES; i++) {
		close(ends[i][0]);
		close(ends[i][1]);
	}
}

/* What the census says that this process has in pipes. */
static uint64_t own_pipes(const struct census *census)
{
	for (size_t i = 0; i < census->pipes.owner_count; i++)
		if (census->pipes.owners[i].pid == getpid())
			return (uint64_t)census->pipes.owners[i].bytes.n;
	return 0;
}

/* Others may fill larger pipes, of which there are eight at the most in the list, and not for ever. */
static void pages_of_sparse_pipes_are_counted(void **state)
{
	const uint64_t wanted = (uint64_t)PIPES * PIPE_PAGES * (uint64_t)sysconf(_SC_PAGESIZE);
	struct census census;
	int ends[PIPES][2];
	uint64_t seen = 0;

	(void)state;
	fill_pipes(ends);
	for (int i = 0; i < 20 && seen == 0; i++) {
		if (!take(&census)) {
			empty_pipes(ends);
			PASS_OVER("no census here");
		}
		assert_true(census.has_pipes);
		seen = own_pipes(&census);
	}
	empty_pipes(ends);
	assert_int_equal(seen, wanted);
	assert_in_range(value_or(census.pipes.bytes, 0), wanted, UINT32_MAX);
	assert_in_range(value_or(census.pipes.objects, 0), PIPES, UINT32_MAX);
}

static uint64_t charged(const struct census *census)
{
	uint64_t sum = census->other_cgroups_bytes;

	for (size_t i = 0; i < census->cgroup_count; i++)
		sum += census->cgroups[i].bytes;
	return sum;
}

/* Each charged page of the kernel has a payer, and that one has a name. */
static void who_pays_for_pages_of_the_kernel_is_named(void **state)
{
	struct census census;

	(void)state;
	if (!take(&census))
		PASS_OVER("no census here");
	if (value_or(census.bytes[CENSUS_KERNEL_CHARGED], 0) == 0)
		PASS_OVER("no cgroup pays for pages of the kernel");
	assert_true(census.has_cgroups);
	assert_int_equal(charged(&census), value_or(census.bytes[CENSUS_KERNEL_CHARGED], 0));
	assert_in_range(census.cgroup_count, 1, CENSUS_CGROUPS_MOST);
	for (size_t i = 0; i < census.cgroup_count; i++) {
		assert_int_equal(census.cgroups[i].path[0], '/');
		assert_true(i == 0 || census.cgroups[i - 1].bytes >= census.cgroups[i].bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_page_is_counted_once),
		cmocka_unit_test(a_census_can_be_watched_and_ended),
		cmocka_unit_test(memory_that_is_taken_is_seen),
		cmocka_unit_test(pages_of_sparse_pipes_are_counted),
		cmocka_unit_test(who_pays_for_pages_of_the_kernel_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
