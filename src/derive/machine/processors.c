/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/machine/processors.h"

/* The kernel's iowait can go back a little (proc(5)): then nothing idle is counted. */
static uint64_t passed(uint64_t now, uint64_t before)
{
	return now > before ? now - before : 0;
}

static struct value share(const struct processor_time *now, const struct processor_time *before)
{
	uint64_t busy = passed(now->busy, before->busy), idle = passed(now->idle, before->idle);

	if (busy + idle == 0)
		return value_missing(VALUE_PENDING);
	return value_of((uint64_t)((double)busy * 10000 / (double)(busy + idle) + 0.5));
}

static const struct processor_time *find(const struct processor_times *times, unsigned number)
{
	for (size_t i = 0; i < times->count; i++)
		if (times->number[i] == number)
			return &times->each[i];
	return NULL;
}

static bool is_read(const struct processor_times *times)
{
	return times->all.busy + times->all.idle > 0;
}

void processors_between(struct processor_use *use, const struct processor_times *now,
	const struct processor_times *before)
{
	*use = (struct processor_use){ .count = now->count };
	if (!is_read(now))
		return;
	use->all = is_read(before) ? share(&now->all, &before->all) : value_missing(VALUE_PENDING);
	for (size_t i = 0; i < now->count; i++) {
		const struct processor_time *earlier = find(before, now->number[i]);

		use->each[i] =
			earlier ? share(&now->each[i], earlier) : value_missing(VALUE_PENDING);
	}
}
