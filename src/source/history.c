/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/history.h"

#include "base/value.h"
#include "model/growth.h"
#include "source/headroom.h"

/* Finding a trend costs some 50 us, so in a crowd where all move it is done in turns. */
#define TRENDS_A_SAMPLE 64

static void set_missing(struct process *process, enum value_state state)
{
	process_set(process, METRIC_GROWTH, value_missing(state));
	process_set(process, METRIC_TREND, value_missing(state));
}

static void set_certainty(struct process *process, double confidence)
{
	uint64_t since_ns = process->history.runs[0].first_ns;
	struct row *row = process->row;

	if (row->trend_since_ns == since_ns && row->trend_confidence == (float)confidence)
		return;
	row = process_edit(process);
	if (row) {
		row->trend_since_ns = since_ns;
		row->trend_confidence = (float)confidence;
	}
}

static void set_trend(struct process *process, const struct trend_finding *finding)
{
	int64_t growth = (int64_t)finding->bytes_per_minute;

	process_set(process, METRIC_TREND, value_of((uint64_t)finding->trend));
	process_set(process, METRIC_GROWTH,
		finding->trend == TREND_TOO_SHORT ? value_missing(VALUE_PENDING) :
						    value_of((uint64_t)growth));
	set_certainty(process, finding->confidence);
}

/*
 * Whoever holds one value all along needs no arithmetic.  The confidence rises only once, so that
 * the rows of those at rest are not written anew for every sample.
 */
static bool set_if_at_rest(struct process *process)
{
	uint32_t readings = process->history.readings;
	bool short_of = readings < TREND_POINTS_LEAST;
	struct trend_finding finding = { .trend = short_of ? TREND_TOO_SHORT : TREND_FLAT,
		.confidence = short_of ? 0 : readings < 60 ? 0.5 : 0.95 };

	if (process->history.count > 1)
		return false;
	set_trend(process, &finding);
	return true;
}

static void find_trend(struct process *process, const struct kernel_root *root)
{
	struct trend_finding finding;

	series_trend(&process->history, &finding);
	set_trend(process, &finding);
	process_set(process, METRIC_ROOM,
		finding.trend == TREND_GROWING ? headroom_read(root, process->pid) :
						 value_missing(VALUE_ABSENT));
}

void history_step(struct process_table *table, uint64_t now_ns, bool all)
{
	size_t left = all ? SIZE_MAX : TRENDS_A_SAMPLE;

	for (size_t i = 0; i < table->count; i++) {
		struct process *process = table->processes[i];
		struct value own;

		if (!process->row)
			continue;
		own = growth_own(process->row);
		if (own.state != VALUE_OK)
			set_missing(process, own.state);
		else if (series_add(&process->history, now_ns, own.n) == STATUS_OK)
			process->trend_due = !set_if_at_rest(process);
	}
	for (size_t i = 0; i < table->count && left; i++) {
		size_t at = (table->trend_next + i) % table->count;
		struct process *process = table->processes[at];

		if (!process->trend_due)
			continue;
		find_trend(process, table->root);
		process->trend_due = false;
		if (--left == 0)
			table->trend_next = at + 1;
	}
}
