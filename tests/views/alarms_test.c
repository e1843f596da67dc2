/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Weeks of simulated machines through memtop check: does one of the conditions that it has of itself hold in
 * time where memory runs out, and none a day before, nor where it never does?  `bench/run alarms` prints
 * the figures of more weeks, beside rules that people use.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "derive/machine/machines.h"

#define SEEDS 3

static void machine_is_right(void **state)
{
	const struct machine *machine = *state;
	static uint64_t available[MACHINE_MINUTES];
	unsigned wrong = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		unsigned count = machine_simulate(machine, seed, available);
		struct episodes episodes;
		double lead;

		episodes_of_check(&episodes, available, count);
		lead = episodes_lead_hours(&episodes);
		print_message("%-42s seed %u: %u wrong, lead %.1f h\n", machine->name,
			(unsigned)seed, episodes.wrong, lead);
		wrong += episodes.wrong;
		if (machine->lead_hours > 0)
			assert_true(lead >= machine->lead_hours);
		else
			assert_true(isnan(lead));
	}
	/* When noise will let it end is known but for an hour: an alarm may be told a little too early. */
	assert_true(wrong <= (machine->lead_hours > 0));
}

int main(void)
{
	struct CMUnitTest *tests = calloc(machine_count, sizeof(*tests));
	int failed;

	for (size_t i = 0; tests && i < machine_count; i++)
		tests[i] = (struct CMUnitTest){ .name = machines[i].name,
			.test_func = machine_is_right,
			.initial_state = (void *)(uintptr_t)&machines[i] };
	failed = tests ? _cmocka_run_group_tests("alarms", tests, machine_count, NULL, NULL) : 1;
	free(tests);
	return failed;
}
