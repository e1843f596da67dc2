/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/programs.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "derive/process/derived_row.h"
#include "derive/process/growth.h"
#include "derive/trend.h"

/* A program that has left the first stays so long: a series that comes and goes cannot be drawn. */
#define STAY_NS (3600 * (uint64_t)NS_PER_SECOND)

/* A process, and its program's name as it is shown. */
struct member {
	char name[PROGRAM_NAME_SIZE];
	const struct row *row;
};

struct programs *programs_new(void)
{
	return calloc(1, sizeof(struct programs));
}

void programs_free(struct programs *programs)
{
	if (!programs)
		return;
	sample_unref(programs->last);
	free(programs);
}

static void copy_name(char out[static PROGRAM_NAME_SIZE], const struct row *row)
{
	const char *name = row->identity->name;

	utf8_printable(out, PROGRAM_NAME_SIZE, name, strlen(name), 0);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct member *)a)->name, ((const struct member *)b)->name);
}

static int by_own(const void *a, const void *b)
{
	const struct program *x = a, *y = b;

	return FIRST_DIFFERENCE(COMPARE(value_or(y->own, 0), value_or(x->own, 0)),
		strcmp(x->name, y->name));
}

/* Those without a name belong to the others, which have none. */
static struct program empty(void)
{
	return (struct program){ .own = value_missing(VALUE_ABSENT),
		.proportional = value_missing(VALUE_ABSENT),
		.retained = value_missing(VALUE_ABSENT),
		.growing = value_missing(VALUE_PENDING),
		.pace = value_missing(VALUE_PENDING),
		.limit_seconds = value_missing(VALUE_ABSENT),
		.exits = value_missing(VALUE_PENDING) };
}

/* The sum of what is known. */
static struct value add_known(struct value a, struct value b)
{
	if (!value_known(a) || !value_known(b))
		return value_known(a) ? a : b;
	return value_add(a, b);
}

/* Everything but name and history.  Of no process there are no figures yet. */
static void add(struct program *sum, const struct program *part)
{
	bool first = sum->processes == 0;

	sum->processes += part->processes;
	sum->own = first ? part->own : value_add(sum->own, part->own);
	sum->proportional =
		first ? part->proportional : value_add(sum->proportional, part->proportional);
	sum->retained = first ? part->retained : value_add(sum->retained, part->retained);
	sum->growing = add_known(sum->growing, part->growing);
	sum->pace = add_known(sum->pace, part->pace);
	sum->limit_seconds = value_lesser(sum->limit_seconds, part->limit_seconds);
}

static struct program of_row(const struct row *row, const struct sample *sample)
{
	struct value trend = derived_value(row, DERIVED_TREND);
	struct value pace = derived_value(row, DERIVED_GROWTH);
	struct program program = empty();

	program.processes = 1;
	program.own = growth_own(row);
	program.proportional = row_metric(row, METRIC_PSS, sample->monotonic_ns);
	program.retained = row_metric(row, METRIC_RETAINED, sample->monotonic_ns);
	program.limit_seconds = growth_seconds_to_limit(row, sample);
	if (!value_known(trend) || trend.n == TREND_TOO_SHORT)
		return program;
	program.growing = value_of((uint64_t)(trend.n == TREND_GROWING));
	program.pace = trend.n == TREND_GROWING && value_known(pace) ? pace : value_of(0);
	return program;
}

/* Members by name.  free() it; NULL: no memory. */
static struct member *find_members(size_t *count, const struct sample *sample)
{
	struct member *members = array_new(sample->row_count, sizeof(*members));

	*count = 0;
	for (size_t i = 0; members && i < sample->row_count; i++) {
		if (sample->rows[i]->identity->kernel_thread)
			continue;
		copy_name(members[*count].name, sample->rows[i]);
		members[(*count)++].row = sample->rows[i];
	}
	if (*count)
		qsort(members, *count, sizeof(*members), by_name);
	return members;
}

/* All programs, by own memory.  free() it; NULL: no memory. */
static struct program *find_all(size_t *count, const struct sample *sample)
{
	size_t member_count, last = 0;
	struct member *members = find_members(&member_count, sample);
	struct program *all = array_new(member_count, sizeof(*all));

	*count = 0;
	for (size_t i = 0; members && all && i < member_count; i++) {
		const struct program one = of_row(members[i].row, sample);

		if (i == 0 || strcmp(members[i].name, all[last].name) != 0) {
			last = (*count)++;
			all[last] = empty();
			memcpy(all[last].name, members[i].name, PROGRAM_NAME_SIZE);
		}
		add(&all[last], &one);
	}
	if (!members) {
		free(all);
		return NULL;
	}
	free(members);
	if (all)
		qsort(all, *count, sizeof(*all), by_own);
	return all;
}

/* The row of that name, or of the others. */
static struct program *row_of(struct programs *programs, const char *name)
{
	size_t i = 0;

	while (i + 1 < programs->count && strcmp(programs->rows[i].name, name) != 0)
		i++;
	return &programs->rows[i];
}

/* Of the programs before this sample: those of the last sample that are in this one no more. */
static void count_exits(struct programs *programs, const struct sample *sample)
{
	const struct sample *last = programs->last;
	char name[PROGRAM_NAME_SIZE];

	for (size_t i = 0; i < programs->count; i++)
		programs->rows[i].exits = value_of(value_or(programs->rows[i].exits, 0));
	for (size_t i = 0; last && i < last->row_count; i++) {
		const struct row *row = last->rows[i], *now = sample_find(sample, row->pid);

		if (row->identity->kernel_thread ||
			(now && now->identity->start_ticks == row->identity->start_ticks))
			continue;
		copy_name(name, row);
		row_of(programs, name)->exits.n++;
	}
}

/* What it was before, if it was followed then. */
static void take_past(struct program *program, struct programs *programs)
{
	const struct program *past = programs->count ? row_of(programs, program->name) : NULL;

	if (!past)
		return;
	program->exits = value_of(0);
	if (strcmp(past->name, program->name) != 0)
		return;
	program->exits = past->exits;
	program->top_ns = past->top_ns;
}

static bool stays(const struct program *program, uint64_t now_ns)
{
	return program->top_ns && now_ns - program->top_ns < STAY_NS;
}

static void choose(struct programs *chosen, struct programs *before, struct program *all,
	size_t count, uint64_t now_ns)
{
	struct program others = empty();
	size_t top = 0;

	take_past(&others, before);
	for (size_t i = 0; i < count; i++) {
		if (!all[i].name[0]) {
			add(&others, &all[i]);
			continue;
		}
		take_past(&all[i], before);
		if (top++ < PROGRAMS_TOP)
			all[i].top_ns = now_ns;
		if (stays(&all[i], now_ns) && chosen->count < PROGRAMS_MOST)
			chosen->rows[chosen->count++] = all[i];
		else
			add(&others, &all[i]);
	}
	chosen->rows[chosen->count++] = others;
}

enum status programs_take(struct programs *programs, struct sample *sample)
{
	struct programs chosen = { .count = 0 };
	size_t count;
	struct program *all = find_all(&count, sample);

	if (!all)
		return STATUS_NO_MEMORY;
	count_exits(programs, sample);
	choose(&chosen, programs, all, count, sample->monotonic_ns);
	free(all);
	chosen.last = sample_ref(sample);
	sample_unref(programs->last);
	*programs = chosen;
	return STATUS_OK;
}
