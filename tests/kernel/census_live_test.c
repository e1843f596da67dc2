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

#include "document/kernel_way.h"
#include "kernel/census/census.h"
#include "parse/meminfo/meminfo.h"
#include "support/fixture.h"
#include "support/pass_over.h"

#define MIB (UINT64_C(1) << 20)

static bool take(struct census *census)
{
	enum status status = kernel_census_take(census);
	struct message message;

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_page_is_counted_once),
		cmocka_unit_test(memory_that_is_taken_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
