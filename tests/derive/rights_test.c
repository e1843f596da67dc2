/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each view must be allowed: what is missing, what is not needed, what no user gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <linux/capability.h>
#include <string.h>

#include "derive/rights.h"

/* An ordinary user of a machine that guards nothing. */
static struct rights ordinary(void)
{
	return (struct rights){ .uid = 1000,
		.whole_machine = true,
		.hidepid = value_of(0),
		.ptrace_scope = value_of(0),
		.dmesg_restrict = value_of(0),
		.memory_lock = value_of(8 << 20) };
}

/* The row whose figure begins so. */
static const struct right_row *row_of(const char *figure)
{
	for (size_t i = 0; i < right_row_count; i++)
		if (strncmp(right_rows[i].figure, figure, strlen(figure)) == 0)
			return &right_rows[i];
	fail_msg("no row of %s", figure);
	return NULL;
}

static enum right_state state_of(const char *figure, const struct rights *rights)
{
	return right_state(row_of(figure), rights);
}

static void who_holds_everything_lacks_nothing(void **state)
{
	struct rights rights = ordinary();

	(void)state;
	rights.held = UINT64_MAX;
	rights.makes_groups = rights.reclaims_group = rights.drops_caches = true;
	rights.hidepid = rights.ptrace_scope = rights.dmesg_restrict = value_of(2);
	rights.memory_lock = value_of(0);
	for (size_t i = 0; i < right_row_count; i++)
		assert_int_equal(right_state(&right_rows[i], &rights), RIGHT_GRANTED);
}

/* Each row lacks exactly what it needs where nothing is held; a row that needs nothing is none. */
static void who_holds_nothing_lacks_what_is_needed(void **state)
{
	struct rights rights = ordinary();
	char needs[128], lacks[128];

	(void)state;
	rights.hidepid = rights.ptrace_scope = rights.dmesg_restrict = value_of(2);
	rights.memory_lock = value_of(0);
	for (size_t i = 0; i < right_row_count; i++) {
		assert_int_equal(right_state(&right_rows[i], &rights), RIGHT_MISSING);
		right_needs(needs, sizeof(needs), &right_rows[i]);
		right_lacks(lacks, sizeof(lacks), &right_rows[i], &rights);
		assert_string_equal(needs, lacks);
		assert_string_not_equal(needs, "");
	}
}

static void settings_of_the_kernel_decide(void **state)
{
	struct rights rights = ordinary();

	(void)state;
	assert_int_equal(state_of("other users' processes where", &rights), RIGHT_NOT_NEEDED);
	rights.hidepid = value_of(1);
	assert_int_equal(state_of("other users' processes where", &rights), RIGHT_MISSING);
	rights.hidepid_group = true;
	assert_int_equal(state_of("other users' processes where", &rights), RIGHT_NOT_NEEDED);

	assert_int_equal(state_of("heaps of your own", &rights), RIGHT_NOT_NEEDED);
	rights.ptrace_scope = value_of(1);
	assert_int_equal(state_of("heaps of your own", &rights), RIGHT_MISSING);
	rights.held = RIGHTS_BIT(CAP_SYS_PTRACE) | RIGHTS_BIT(CAP_DAC_READ_SEARCH);
	assert_int_equal(state_of("heaps of your own", &rights), RIGHT_GRANTED);
	rights.ptrace_scope = value_of(3);
	assert_int_equal(state_of("heaps of your own", &rights), RIGHT_REFUSED);
	assert_int_equal(state_of("heaps of other users' processes", &rights), RIGHT_REFUSED);

	assert_int_equal(state_of("kills in the kernel's log", &rights), RIGHT_NOT_NEEDED);
	rights.dmesg_restrict = value_of(1);
	assert_int_equal(state_of("kills in the kernel's log", &rights), RIGHT_MISSING);

	assert_int_equal(state_of("keeping the probe's guards", &rights), RIGHT_NOT_NEEDED);
	rights.memory_lock = value_of((4 << 20) - 1);
	assert_int_equal(state_of("keeping the probe's guards", &rights), RIGHT_MISSING);
	rights.memory_lock = value_of(4 << 20); /* just enough */
	assert_int_equal(state_of("keeping the probe's guards", &rights), RIGHT_NOT_NEEDED);
	assert_int_equal(state_of("keeping what the probe takes", &rights), RIGHT_MISSING);
	rights.memory_lock = value_missing(VALUE_ABSENT);
	assert_int_equal(state_of("keeping the probe's guards", &rights), RIGHT_NOT_NEEDED);
	assert_int_equal(state_of("keeping what the probe takes", &rights), RIGHT_NOT_NEEDED);
}

static void one_of_two_capabilities_is_not_enough(void **state)
{
	struct rights rights = ordinary();
	const struct right_row *row = row_of("heaps of other users' processes");
	char lacks[128];

	(void)state;
	rights.held = RIGHTS_BIT(CAP_SYS_PTRACE);
	assert_int_equal(right_state(row, &rights), RIGHT_MISSING);
	assert_int_equal(right_lacks(lacks, sizeof(lacks), row, &rights), 19);
	assert_string_equal(lacks, "CAP_DAC_READ_SEARCH");
	rights.held |= RIGHTS_BIT(CAP_DAC_READ_SEARCH);
	assert_int_equal(right_state(row, &rights), RIGHT_GRANTED);
}

/* Root of a container with users of its own is no root of the machine. */
static void a_user_namespace_has_not_what_counts_for_all(void **state)
{
	struct rights rights = ordinary();

	(void)state;
	rights.held = UINT64_MAX;
	rights.dmesg_restrict = value_of(1);
	rights.whole_machine = false;
	assert_int_equal(state_of("how far the files of shared memory", &rights), RIGHT_MISSING);
	assert_int_equal(state_of("kills in the kernel's log", &rights), RIGHT_MISSING);
	assert_int_equal(state_of("mappings of other users' processes", &rights), RIGHT_GRANTED);
}

static void only_reading_needs_nothing_that_writes(void **state)
{
	uint64_t reads = right_capabilities(RIGHT_TO_READ),
		 acts = right_capabilities(RIGHT_TO_SIGNAL | RIGHT_TO_ACT);

	(void)state;
	assert_true(reads & RIGHTS_BIT(CAP_SYS_PTRACE));
	assert_true(reads & RIGHTS_BIT(CAP_DAC_READ_SEARCH));
	assert_false(reads & (RIGHTS_BIT(CAP_KILL) | RIGHTS_BIT(CAP_DAC_OVERRIDE) |
				     RIGHTS_BIT(CAP_IPC_LOCK) | RIGHTS_BIT(CAP_SYS_ADMIN)));
	assert_true(acts & RIGHTS_BIT(CAP_KILL));
	assert_false(right_capabilities(RIGHT_TO_READ | RIGHT_TO_ACT) & RIGHTS_BIT(CAP_KILL));
	assert_int_equal(right_capabilities(0), 0);
}

static void names_keep_within_their_room(void **state)
{
	char out[8];

	(void)state;
	assert_int_equal(right_needs(out, sizeof(out), row_of("heaps of other users' processes")),
		7);
	assert_string_equal(out, "CAP_DAC");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_holds_everything_lacks_nothing),
		cmocka_unit_test(who_holds_nothing_lacks_what_is_needed),
		cmocka_unit_test(settings_of_the_kernel_decide),
		cmocka_unit_test(one_of_two_capabilities_is_not_enough),
		cmocka_unit_test(a_user_namespace_has_not_what_counts_for_all),
		cmocka_unit_test(only_reading_needs_nothing_that_writes),
		cmocka_unit_test(names_keep_within_their_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
