/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/trend/counted.h"

#include "base/clock.h"
#include "derive/process/derived_row.h"

/* Of none that is read under a budget: those have an age. */
static struct value reading(const struct row *row, enum metric metric)
{
	return (struct value){ .n = row->metric[metric],
		.state = (enum value_state)row->metric_state[metric] };
}

static struct value rate_of(const struct counted *counted, struct value now, int64_t before,
	uint64_t now_ns)
{
	if (value_known(now) && !counted->at_ns)
		return value_missing(VALUE_PENDING);
	return value_rate(now, value_of(before), clock_seconds(now_ns - counted->at_ns));
}

bool counted_take(struct counted *counted, struct row **row, uint64_t now_ns)
{
	struct value minor = reading(*row, METRIC_MINOR_FAULT_COUNT);
	struct value major = reading(*row, METRIC_MAJOR_FAULT_COUNT);
	struct value cpu_time = reading(*row, METRIC_CPU_TIME);
	struct value faults = value_add(minor, major);
	struct value cpu = rate_of(counted, cpu_time, counted->cpu_ns, now_ns);
	bool enough;

	if (value_known(cpu)) /* hundredths of a ns a second to hundredths of a per cent */
		cpu.n = (cpu.n + 5000000) / 10000000;
	enough = derived_change(row, DERIVED_FAULTS,
			 rate_of(counted, faults, counted->faults, now_ns)) &&
		 derived_change(row, DERIVED_MAJOR_FAULTS,
			 rate_of(counted, major, counted->major_faults, now_ns)) &&
		 derived_change(row, DERIVED_CPU, cpu);
	*counted = (struct counted){ faults.n, major.n, cpu_time.n,
		value_known(cpu_time) ? now_ns : 0 };
	return enough;
}
