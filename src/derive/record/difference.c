/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/record/difference.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/macros.h"
#include "derive/process/derived_row.h"
#include "derive/process/growth.h"

#define MATTERS_BYTES (INT64_C(16) << 20)
#define MATTERS_SHARE 100
/* Who takes less than this part of it does not explain it. */
#define TAKER_SHARE 4

void difference_free(struct difference *difference)
{
	free(difference->processes);
	history_unref(difference->history);
	*difference = (struct difference){ .from = NULL };
}

/* As the history made it; of a sample that it has not watched, what the row tells. */
static struct value own_of(const struct row *row)
{
	struct value own;

	if (!row)
		return value_missing(VALUE_ABSENT);
	own = derived_value(row, DERIVED_OWN);
	return value_known(own) ? own : growth_own_parts(row);
}

/* When it began to move so, from what is known at the end. */
static int64_t since_of(const struct trend_finding *finding, int64_t end_ns)
{
	double seconds = 0;

	switch (finding->trend) {
	case TREND_GROWING:
	case TREND_SHRINKING:
		seconds = finding->pace_seconds;
		break;
	case TREND_STEP:
	case TREND_PLATEAU:
		seconds = finding->still_seconds + finding->grown_seconds;
		break;
	default:
		break;
	}
	return seconds > 0 ? end_ns - (int64_t)(seconds * NS_PER_SECOND) : 0;
}

static bool changed(const struct process_change *change)
{
	return change->change != 0 || !change->before || !change->after;
}

static void add(struct difference *difference, const struct row *before, const struct row *after)
{
	struct process_change *change = &difference->processes[difference->count];
	const struct row *either = before ? before : after;

	*change = (struct process_change){ .before = before, .after = after };
	change->from = own_of(before);
	change->to = own_of(after);
	change->least = change->most = value_missing(VALUE_ABSENT);
	change->change = (value_known(change->to) ? change->to.n : 0) -
			 (value_known(change->from) ? change->from.n : 0);
	if (!either || either->identity->kernel_thread || !changed(change))
		return;
	difference->begun += !before;
	difference->ended += !after;
	difference->count++;
}

static bool same_process(const struct difference *difference, const struct row *a,
	const struct row *b)
{
	return a->identity->start_ticks == b->identity->start_ticks &&
	       strcmp(difference->from->boot_id, difference->to->boot_id) == 0;
}

/* Both are by PID, ascending. */
static void compare_processes(struct difference *difference)
{
	const struct sample *from = difference->from, *to = difference->to;
	size_t a = 0, b = 0;

	while (a < from->row_count || b < to->row_count) {
		const struct row *before = a < from->row_count ? from->rows[a] : NULL;
		const struct row *after = b < to->row_count ? to->rows[b] : NULL;

		if (before && after && before->pid == after->pid &&
			same_process(difference, before, after)) {
			add(difference, before, after);
			a++, b++;
		} else if (before && (!after || before->pid <= after->pid)) {
			add(difference, before, NULL);
			a++;
		} else {
			add(difference, NULL, after);
			b++;
		}
	}
}

static int by_change(const void *a, const void *b)
{
	const struct process_change *x = a, *y = b;

	return FIRST_DIFFERENCE(COMPARE(llabs(y->change), llabs(x->change)),
		COMPARE((x->after ? x->after : x->before)->pid,
			(y->after ? y->after : y->before)->pid));
}

static void find_available(struct difference *difference, struct history *history)
{
	const struct history_key machine = history_machine();
	const struct system_sample *from = &difference->from->system, *to = &difference->to->system;

	difference->available_from = from->meminfo.field[MEMINFO_MemAvailable];
	difference->available_to = to->meminfo.field[MEMINFO_MemAvailable];
	difference->available_change =
		value_difference(difference->available_to, difference->available_from);
	history_trend(history, &machine, HISTORY_TAKEN, &difference->taken);
	difference->seconds_left = value_missing(VALUE_ABSENT);
	if (difference->taken.trend == TREND_GROWING && value_known(difference->available_to))
		difference->seconds_left =
			value_of((int64_t)((double)difference->available_to.n * 60 /
					   difference->taken.bytes_per_minute));
	difference->oom_kills = value_missing(VALUE_ABSENT);
	if (strcmp(difference->from->boot_id, difference->to->boot_id) == 0)
		difference->oom_kills = value_subtract(to->vmstat.counter[VMSTAT_OOM_KILL],
			from->vmstat.counter[VMSTAT_OOM_KILL]);
}

/* The counters are of microseconds. */
static struct value share_of(struct value from, struct value to, int64_t passed_ns)
{
	struct value waited = value_difference(to, from);

	if (!value_known(waited))
		return waited;
	if (passed_ns <= 0 || waited.n < 0)
		return value_missing(VALUE_ABSENT);
	/* The counter was read a moment before or after the clock. */
	return value_of(
		(int64_t)min_double((double)waited.n * 1000 / (double)passed_ns * 10000, 10000));
}

static void find_stalls(struct difference *difference)
{
	const struct system_sample *from = &difference->from->system, *to = &difference->to->system;
	const struct psi *befores[] = { &from->psi, &from->psi_cpu, &from->psi_io };
	const struct psi *afters[] = { &to->psi, &to->psi_cpu, &to->psi_io };
	bool same_boot = strcmp(difference->from->boot_id, difference->to->boot_id) == 0;
	int64_t passed_ns =
		(int64_t)(difference->to->monotonic_ns - difference->from->monotonic_ns);

	for (int i = 0; i < STALLED_COUNT; i++)
		difference->stalls[i] = (struct stall){
			share_of(befores[i]->some.total, afters[i]->some.total,
				same_boot ? passed_ns : 0),
			share_of(befores[i]->full.total, afters[i]->full.total,
				same_boot ? passed_ns : 0),
		};
}

enum status difference_find(struct difference *difference, struct sample *from, struct sample *to,
	struct history *history)
{
	*difference =
		(struct difference){ .from = from, .to = to, .history = history_ref(history) };
	difference->processes =
		array_new(from->row_count + to->row_count, sizeof(*difference->processes));
	if (!difference->processes) {
		difference_free(difference);
		return STATUS_NO_MEMORY;
	}
	compare_processes(difference);
	qsort(difference->processes, difference->count, sizeof(*difference->processes), by_change);
	find_available(difference, history);
	find_stalls(difference);
	return STATUS_OK;
}

const struct process_change *difference_change(const struct difference *difference, size_t i)
{
	struct process_change *change = &difference->processes[i];
	struct history_key key;

	if (change->judged || !change->after)
		return change;
	key = history_of_row(change->after);
	history_trend(difference->history, &key, HISTORY_OWN, &change->finding);
	history_extremes(difference->history, &key, HISTORY_OWN, &change->least, &change->most);
	change->since_ns = since_of(&change->finding, difference->to->wall_ns);
	change->judged = true;
	return change;
}

const struct process_change *difference_taker(const struct difference *difference)
{
	int64_t moved = difference->available_change.n;

	if (!value_known(difference->available_change))
		return NULL;
	for (size_t i = 0; i < difference->count; i++) {
		const struct process_change *change = &difference->processes[i];

		if (llabs(change->change) * TAKER_SHARE < llabs(moved))
			break;
		/* What a process takes is not available any more. */
		if (change->change != 0 && (change->change < 0) == (moved > 0))
			return difference_change(difference, i);
	}
	return NULL;
}

bool difference_matters(const struct difference *difference)
{
	uint64_t total = value_or(difference->to->system.meminfo.field[MEMINFO_MemTotal], 0);
	int64_t moved = value_known(difference->available_change)
				? llabs(difference->available_change.n)
				: 0;

	return moved >= MATTERS_BYTES && moved >= (int64_t)(total / MATTERS_SHARE);
}
