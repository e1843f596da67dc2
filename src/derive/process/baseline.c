/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/baseline.h"

bool baseline_applies(enum column_id id)
{
	return columns[id].label.unit == UNIT_BYTES && columns[id].summable;
}

const struct row *baseline_row(const struct sample *mark, const struct row *row)
{
	const struct row *then = sample_find(mark, row->pid);

	/* A PID may be reused; together with the start it is not. */
	if (!then || then->identity->start_ticks != row->identity->start_ticks)
		return NULL;
	return then;
}

struct value baseline_column(enum column_id id, const struct row *row, const struct sample *sample,
	const struct sample *mark)
{
	const struct row *then = baseline_row(mark, row);
	struct value now = column_value(id, row, sample);

	return then ? value_difference(now, column_value(id, then, mark)) : now;
}

static struct value swap_used(const struct system_sample *system)
{
	return value_subtract(system->meminfo.field[MEMINFO_SwapTotal],
		system->meminfo.field[MEMINFO_SwapFree]);
}

void baseline_system(struct baseline_system *changes, const struct system_sample *now,
	const struct system_sample *then)
{
	struct segments parts, before;
	bool known = segments_of(&parts, now) == STATUS_OK;

	known = segments_of(&before, then) == STATUS_OK && known;
	for (int i = 0; i < SEGMENT_COUNT; i++)
		changes->segment[i] = known ? value_of((int64_t)(parts.bytes[i] - before.bytes[i]))
					    : value_missing(VALUE_ABSENT);
	changes->available = value_difference(now->meminfo.field[MEMINFO_MemAvailable],
		then->meminfo.field[MEMINFO_MemAvailable]);
	changes->swap_used = value_difference(swap_used(now), swap_used(then));
}

/* How many of one sample's processes are not in the other. */
static size_t missing_in(const struct sample *other, const struct sample *sample)
{
	size_t missing = 0;

	for (size_t i = 0; i < sample->row_count; i++)
		missing += !sample->rows[i]->identity->kernel_thread &&
			   !baseline_row(other, sample->rows[i]);
	return missing;
}

struct process_turnover process_turnover(const struct sample *now, const struct sample *mark)
{
	return (struct process_turnover){ .begun = missing_in(mark, now),
		.ended = missing_in(now, mark) };
}
