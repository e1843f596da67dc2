/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/rates.h"

#include <string.h>

static void find_rates(struct rates *rates, const struct system_sample *now,
	const struct vmstat *before, double seconds)
{
	const struct value *counter = now->vmstat.counter;

#define RATE(id) value_rate(counter[VMSTAT_##id], before->counter[VMSTAT_##id], seconds)
	*rates = (struct rates){
		.swap_in = value_times(RATE(SWAP_IN), now->page_size),
		.swap_out = value_times(RATE(SWAP_OUT), now->page_size),
		.refault_file = RATE(REFAULT_FILE),
		.refault_anon = RATE(REFAULT_ANON),
		.direct_reclaim = RATE(STEAL_DIRECT),
		.allocation_stalls = RATE(ALLOCATION_STALLS),
		.faults = RATE(FAULT),
		.major_faults = RATE(MAJOR_FAULT),
		.oom_kills = RATE(OOM_KILL),
	};
#undef RATE
	if (value_known(rates->oom_kills))
		rates->oom_kills =
			value_subtract(counter[VMSTAT_OOM_KILL], before->counter[VMSTAT_OOM_KILL]);
}

void rates_between(struct rates *rates, const struct sample *now, const struct sample *before)
{
	static const struct vmstat nothing = { 0 };
	bool follows = before && strcmp(before->boot_id, now->boot_id) == 0 &&
		       before->monotonic_ns < now->monotonic_ns;
	uint64_t passed_ns = follows ? now->monotonic_ns - before->monotonic_ns : 0;

	find_rates(rates, &now->system, follows ? &before->system.vmstat : &nothing,
		(double)passed_ns / 1e9);
}
