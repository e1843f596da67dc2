/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/history.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/lock.h"
#include "base/macros.h"
#include "derive/alike.h"
#include "derive/process/derived_row.h"
#include "derive/process/own_share.h"
#include "derive/levels.h"
#include "derive/series.h"
#include "derive/trend/counted.h"
#include "derive/trend/row_trend.h"

/* Finding a trend costs some 50 us, so in a crowd where all move it is done in turns. */
#define TRENDS_A_SAMPLE 64

/* One value all along is flat from so many readings on, in the trend and in the levels. */
#define RESTS_FROM (TREND_POINTS_LEAST > LEVELS_COUNT ? TREND_POINTS_LEAST : LEVELS_COUNT)

struct followed {
	struct history_key key;
	struct counted *counted; /* NULL: rates were not asked for at the last step */
	struct own_share own;
	uint64_t program; /* of the row's identity, when it was last known */
	uint64_t rested;  /* the version of the row when nothing more followed from it; 0: not so */
	struct followed *next_ended;
	unsigned holders;
	bool trend_due;
	bool lacked;            /* memory, for what followed at the last step */
	bool own_known;         /* at the last step that followed growth */
	struct series series[]; /* one a figure of its kind */
};

/* All of one kind, by id, ascending. */
struct subjects {
	struct followed **at;
	size_t count, capacity;
};

/* The process whose trend was asked for last is asked for again: its trend is found once a sample. */
struct asked {
	struct history_key key;
	uint64_t first_ns, last_ns;
	uint32_t readings;
	struct trend_finding finding;
};

struct known {
	struct subjects kinds[HISTORY_KINDS];
	struct followed *ended; /* held by a view, or they were freed */
	struct value shmem;     /* the machine's, at the last step that followed growth */
	bool lacked;            /* memory, at the last step, for what follows from a row */
	size_t trend_next;      /* whose trend is to be found next, when they take turns */
	bool levels;            /* the last step wanted them */
	struct asked asked;
	struct alike alike; /* what follows from rows at rest */
};

struct history {
	atomic_uint references;
	struct lock lock;
	struct known known;
};

static const size_t figure_counts[HISTORY_KINDS] = {
	[HISTORY_PROCESS] = HISTORY_PROCESS_FIGURES,
	[HISTORY_MACHINE] = HISTORY_MACHINE_FIGURES,
	[HISTORY_CGROUP] = HISTORY_CGROUP_FIGURES,
	[HISTORY_KERNEL_ITEM] = HISTORY_KERNEL_FIGURES,
};

/* ---- life ---- */

struct history *history_new(void)
{
	struct history *history = calloc(1, sizeof(*history));

	if (!history)
		return NULL;
	atomic_init(&history->references, 1);
	lock_init(&history->lock);
	return history;
}

struct history *history_ref(struct history *history)
{
	atomic_fetch_add(&history->references, 1);
	return history;
}

static void free_series(struct followed *subject)
{
	for (size_t i = 0; i < figure_counts[subject->key.kind]; i++)
		series_free(&subject->series[i]);
}

static void free_subject(struct followed *subject)
{
	free_series(subject);
	free(subject->counted);
	free(subject);
}

/* No row will have it again. */
static void end_subject(struct history *history, struct followed *subject)
{
	if (subject->holders == 0) {
		free_subject(subject);
		return;
	}
	subject->next_ended = history->known.ended;
	history->known.ended = subject;
}

static void free_ended_subjects(struct history *history)
{
	struct followed *next;

	for (struct followed *subject = history->known.ended; subject; subject = next) {
		next = subject->next_ended;
		free_subject(subject);
	}
}

void history_unref(struct history *history)
{
	if (!history || atomic_fetch_sub(&history->references, 1) != 1)
		return;
	for (int kind = 0; kind < HISTORY_KINDS; kind++) {
		struct subjects *subjects = &history->known.kinds[kind];

		for (size_t i = 0; i < subjects->count; i++)
			free_subject(subjects->at[i]);
		free(subjects->at);
	}
	free_ended_subjects(history);
	alike_free(&history->known.alike);
	lock_destroy(&history->lock);
	free(history);
}

/* ---- whose ---- */

static struct followed *subject_new(const struct history_key *key)
{
	struct followed *subject =
		calloc(1, sizeof(*subject) + figure_counts[key->kind] * sizeof(*subject->series));

	if (subject)
		subject->key = *key;
	return subject;
}

/* FNV-1a, 64 bits: two names of a machine's hundreds meet one time in 10^14. */
struct history_key history_named(enum history_kind kind, const char *name)
{
	struct history_key key = { .kind = kind, .id = 0xcbf29ce484222325 };

	for (const char *c = name; *c; c++)
		key.id = (key.id ^ (unsigned char)*c) * 0x100000001b3;
	return key;
}

static bool same_key(const struct history_key *a, const struct history_key *b)
{
	return a->kind == b->kind && a->id == b->id && a->start == b->start;
}

/* The index of the first whose id is not below that. */
static size_t lower_bound(const struct subjects *subjects, uint64_t id)
{
	size_t at;

	LOWER_BOUND(at, subjects->count, subjects->at[at]->key.id < id);
	return at;
}

static struct followed *find_living(const struct history *history, const struct history_key *key)
{
	const struct subjects *subjects = &history->known.kinds[key->kind];
	size_t at = lower_bound(subjects, key->id);

	if (at < subjects->count && same_key(&subjects->at[at]->key, key))
		return subjects->at[at];
	return NULL;
}

static struct followed *find(const struct history *history, const struct history_key *key)
{
	struct followed *subject = find_living(history, key);

	if (!subject)
		subject = history->known.ended;
	while (subject && !same_key(&subject->key, key))
		subject = subject->next_ended;
	return subject;
}

static struct followed *insert(struct history *history, const struct history_key *key)
{
	struct subjects *subjects = &history->known.kinds[key->kind];
	size_t at = lower_bound(subjects, key->id);
	struct followed **grown = array_reserve(subjects->at, &subjects->capacity,
		subjects->count + 1, sizeof(*grown));
	struct followed *subject;

	if (!grown)
		return NULL;
	subjects->at = grown;
	subject = subject_new(key);
	if (!subject)
		return NULL;
	if (at < subjects->count && grown[at]->key.id == key->id) {
		/* The PID is used again. */
		end_subject(history, grown[at]);
	} else {
		for (size_t i = subjects->count++; i > at; i--)
			grown[i] = grown[i - 1];
	}
	grown[at] = subject;
	return subject;
}

static struct followed *find_or_insert(struct history *history, const struct history_key *key)
{
	struct followed *subject = find(history, key);

	return subject ? subject : insert(history, key);
}

/* It has the row that it rested with: no other process ever has that version. */
static inline bool has_same_row(const struct followed *subject, const struct row *row)
{
	return subject->rested && subject->rested == row->version;
}

static bool is_of(const struct followed *subject, const struct row *row)
{
	const struct history_key key = history_of_row(row);

	return same_key(&subject->key, &key);
}

static bool rows_are_known(const struct subjects *subjects, struct row *const *rows, size_t count)
{
	if (subjects->count != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!has_same_row(subjects->at[i], rows[i]) && !is_of(subjects->at[i], rows[i]))
			return false;
	return true;
}

/* Those that some row has stay where they are; the rest belonged to processes that ended. */
static void end_others(struct history *history, struct followed *const *matched, size_t count)
{
	const struct subjects *subjects = &history->known.kinds[HISTORY_PROCESS];
	size_t at = 0;

	for (size_t old = 0; old < subjects->count; old++) {
		struct followed *subject = subjects->at[old];

		while (at < count && matched[at]->key.id < subject->key.id)
			at++;
		if (at == count || matched[at] != subject)
			end_subject(history, subject);
	}
}

/* The subjects of all rows in their order, old ones and new; false without memory. */
static bool match_rows(const struct history *history, struct row *const *rows, size_t count,
	struct followed **matched)
{
	size_t made = 0;

	for (; made < count; made++) {
		const struct history_key key = history_of_row(rows[made]);

		matched[made] = find_living(history, &key);
		if (!matched[made])
			matched[made] = subject_new(&key);
		if (!matched[made])
			break;
	}
	if (made == count)
		return true;
	while (made-- > 0)
		if (find_living(history, &matched[made]->key) != matched[made])
			free_subject(matched[made]);
	return false;
}

/* One subject a row from here on. */
static enum status match(struct history *history, struct row *const *rows, size_t count)
{
	struct subjects *subjects = &history->known.kinds[HISTORY_PROCESS];
	struct followed **matched;

	if (rows_are_known(subjects, rows, count))
		return STATUS_OK;
	matched = reallocarray(NULL, count + 1, sizeof(*matched));
	if (!matched || !match_rows(history, rows, count, matched)) {
		free(matched);
		return STATUS_NO_MEMORY;
	}
	end_others(history, matched, count);
	free(subjects->at);
	*subjects = (struct subjects){ matched, count, count + 1 };
	return STATUS_OK;
}

/* ---- what is its own ---- */

/* How much the machine's shared memory rose since the last step; all there is, if that is not known. */
static uint64_t shmem_risen(struct history *history, struct value now)
{
	struct value risen = value_subtract(now, history->known.shmem);

	history->known.shmem = now;
	return value_or(risen, UINT64_MAX);
}

/* ---- trends ---- */

/* One value all along needs no arithmetic; the confidence rises only once, so that rows at rest stay the same. */
static bool set_if_at_rest(struct followed *subject, struct row **row)
{
	uint32_t readings = series_readings(&subject->series[HISTORY_OWN]);
	bool short_of = readings < TREND_POINTS_LEAST;
	struct trend_finding finding = { .trend = short_of ? TREND_TOO_SHORT : TREND_FLAT,
		.has_pace = !short_of,
		.confidence = short_of ? 0 : trend_confidence_at_rest(readings) };

	if (series_count(&subject->series[HISTORY_OWN]) > 1)
		return false;
	subject->lacked |= !row_set_trend(row, &subject->series[HISTORY_OWN], &finding);
	return true;
}

static enum status add_own(struct followed *subject, const struct history_step *step, size_t at,
	uint64_t own)
{
	static const struct series_spread none;

	return series_add_spread(&subject->series[HISTORY_OWN], step->now_ns, own,
		step->spreads ? &step->spreads[at] : &none);
}

static void change(struct followed *subject, struct row **row, enum derived_figure figure,
	struct value value)
{
	subject->lacked |= !derived_change(row, figure, value);
}

static void follow(struct followed *subject, struct row **row, const struct history_step *step,
	size_t at, uint64_t risen)
{
	struct value own = own_share_take(&subject->own, *row, risen);
	bool another = false;
	bool known_now = own_share_take_lazy_free(&subject->own, *row, step->now_ns, &another);

	if (another)
		series_free(&subject->series[HISTORY_OWN]);
	if (own.state == VALUE_OK)
		own.n -= (int64_t)min_u64(subject->own.lazy_freed, (uint64_t)own.n);
	change(subject, row, DERIVED_OWN, own);
	subject->own_known = own.state == VALUE_OK && !subject->own.lazy_freed_known;
	if (own.state != VALUE_OK) {
		change(subject, row, DERIVED_GROWTH, value_missing(own.state));
		change(subject, row, DERIVED_TREND, value_missing(own.state));
		change(subject, row, DERIVED_LEVELS, value_missing(own.state));
		subject->trend_due = false; /* of what it had */
	} else if (known_now && add_own(subject, step, at, (uint64_t)own.n) != STATUS_OK) {
		subject->lacked = true;
	} else if (known_now) {
		subject->trend_due = !set_if_at_rest(subject, row);
		if (!step->more)
			change(subject, row, DERIVED_LEVELS,
				step->levels ? levels_of(&subject->series[HISTORY_OWN])
					     : value_missing(VALUE_NOT_ASKED));
	}
}

/* What was read is as it was, and one more reading of it makes nothing else of what follows. */
static inline bool goes_on_resting(struct followed *subject, const struct row *row, uint64_t now_ns)
{
	struct series *series = &subject->series[HISTORY_OWN];

	return has_same_row(subject, row) && series_readings(series) >= RESTS_FROM &&
	       series_readings(series) + 1 != TREND_READINGS_AT_REST &&
	       series_go_on(series, now_ns);
}

/* The same where others follow at once: all that there is to it is one more reading. */
static bool passes_resting(struct followed *subject, const struct history_step *step, size_t at)
{
	return step->more && step->growth && !step->rates && step->rests && step->rests[at] &&
	       subject->own_known && series_go_on(&subject->series[HISTORY_OWN], step->now_ns);
}

/* Of a row without a version it cannot be told; what is given up is read again and again. */
static void rest_if_it_does(struct followed *subject, const struct row *row,
	const struct history_step *step)
{
	bool rests = !step->more && series_count(&subject->series[HISTORY_OWN]) == 1 &&
		     !subject->trend_due && !subject->own.lazy_freed_known && !subject->lacked;

	subject->rested = rests ? row->version : 0;
}

/* The finding that is known of a series, or one that is found now. */
static void find_trend(struct asked *asked, const struct followed *subject,
	struct trend_finding *finding)
{
	const struct series *series = &subject->series[HISTORY_OWN];
	struct asked now = { .key = subject->key, .readings = series_readings(series) };

	if (series->kept) {
		now.first_ns = series_first_ns(series);
		now.last_ns = series_last(series)->last_ns;
	}
	if (!same_key(&now.key, &asked->key) || now.first_ns != asked->first_ns ||
		now.last_ns != asked->last_ns || now.readings != asked->readings) {
		series_trend(series, &now.finding);
		*asked = now;
	}
	*finding = asked->finding;
}

static void find_due_trend(struct history *history, struct row **rows, size_t at)
{
	struct followed *subject = history->known.kinds[HISTORY_PROCESS].at[at];
	struct trend_finding finding;

	if (same_key(&subject->key, &history->known.asked.key))
		find_trend(&history->known.asked, subject, &finding);
	else
		series_trend(&subject->series[HISTORY_OWN], &finding);
	subject->trend_due = !row_set_trend(&rows[at], &subject->series[HISTORY_OWN], &finding);
	history->known.lacked |= subject->trend_due;
}

/* Of so many that are due; where there are more, they take turns. */
static void find_trends(struct history *history, struct row **rows, size_t left)
{
	const struct subjects *subjects = &history->known.kinds[HISTORY_PROCESS];
	size_t at = history->known.trend_next % subjects->count;

	for (; left; at++) {
		at = at < subjects->count ? at : 0;
		left -= subjects->at[at]->trend_due;
		if (subjects->at[at]->trend_due)
			find_due_trend(history, rows, at);
	}
	history->known.trend_next = at;
}

static void forget(struct followed *subject)
{
	free_series(subject);
	subject->own = (struct own_share){ 0 };
	subject->own_known = subject->trend_due = false;
	subject->rested = 0;
}

static void follow_program(struct followed *subject, const struct row *row)
{
	uint64_t program = row->identity->program;

	if (program && subject->program && program != subject->program)
		forget(subject);
	if (program)
		subject->program = program;
}

/* What the record does not have cannot be found: rates need counters that are read for every sample. */
static void begin_recorded(struct followed *subject, struct row **row)
{
	struct derived_row *derived = (*row)->derived ? NULL : derived_edit(row);

	subject->lacked |= !(*row)->derived;
	for (int figure = 0; derived && figure < DERIVED_COUNT; figure++)
		derived->figure_state[figure] = VALUE_NOT_RECORDED;
}

static inline void stop_counting(struct followed *subject)
{
	if (!subject->counted)
		return;
	free(subject->counted);
	subject->counted = NULL;
}

/* false: memory lacks. */
static bool take_counters(struct followed *subject, struct row **row, uint64_t now_ns)
{
	if (!subject->counted)
		subject->counted = calloc(1, sizeof(*subject->counted));
	return subject->counted && counted_take(subject->counted, row, now_ns);
}

static void take_one(struct followed *subject, struct row **row, const struct history_step *step,
	size_t at, uint64_t risen)
{
	subject->lacked = false;
	if (step->recorded)
		begin_recorded(subject, row);
	if (step->rates)
		subject->lacked |= !take_counters(subject, row, step->now_ns);
	else
		stop_counting(subject);
	if (step->growth && !step->more && !step->spreads &&
		goes_on_resting(subject, *row, step->now_ns))
		return;
	follow_program(subject, *row);
	if (!step->growth)
		return;
	follow(subject, row, step, at, risen);
	rest_if_it_does(subject, *row, step);
}

static void take(struct history *history, struct row **rows, const struct history_step *step)
{
	const struct subjects *subjects = &history->known.kinds[HISTORY_PROCESS];
	const uint64_t risen = step->growth ? shmem_risen(history, step->shmem) : 0;
	/* Then a process that rests costs next to nothing. */
	const bool alone =
		step->growth && !step->rates && !step->recorded && !step->more && !step->spreads;
	size_t due = 0, few[TRENDS_A_SAMPLE]; /* these are not looked for once more */

	for (size_t i = 0; step->levels != history->known.levels && i < subjects->count; i++)
		subjects->at[i]->rested = 0;
	history->known.levels = step->levels;
	for (size_t i = 0; i < subjects->count; i++) {
		if (alone && goes_on_resting(subjects->at[i], rows[i], step->now_ns)) {
			stop_counting(subjects->at[i]);
			continue;
		}
		if (passes_resting(subjects->at[i], step, i))
			continue;
		take_one(subjects->at[i], &rows[i], step, i, risen);
		if (subjects->at[i]->rested)
			alike_share(&history->known.alike, rows[i]);
		history->known.lacked |= subjects->at[i]->lacked;
		few[min_size(due, TRENDS_A_SAMPLE - 1)] = i;
		due += subjects->at[i]->trend_due;
	}
	due = step->growth && !step->more ? due : 0;
	if (due >= TRENDS_A_SAMPLE)
		find_trends(history, rows, step->all ? due : TRENDS_A_SAMPLE);
	for (size_t i = 0; due < TRENDS_A_SAMPLE && i < due; i++)
		find_due_trend(history, rows, few[i]);
}

/* ---- what others call ---- */

enum status history_take(struct history *history, struct row **rows, size_t count,
	const struct history_step *step)
{
	enum status status;

	lock_take(&history->lock);
	status = match(history, rows, count);
	history->known.lacked = false;
	if (status == STATUS_OK)
		take(history, rows, step);
	if (history->known.lacked)
		status = STATUS_NO_MEMORY;
	lock_release(&history->lock);
	return status;
}

enum status history_add(struct history *history, const struct history_key *key,
	enum history_figure figure, uint64_t now_ns, uint64_t bytes)
{
	struct followed *subject;
	enum status status = STATUS_NO_MEMORY;

	lock_take(&history->lock);
	subject = find_or_insert(history, key);
	if (subject)
		status = series_add(&subject->series[figure], now_ns, bytes);
	lock_release(&history->lock);
	return status;
}

void history_trend(struct history *history, const struct history_key *key,
	enum history_figure figure, struct trend_finding *finding)
{
	static const struct series none;
	const struct followed *subject;

	lock_take(&history->lock);
	subject = find(history, key);
	if (subject && key->kind == HISTORY_PROCESS && figure == HISTORY_OWN)
		find_trend(&history->known.asked, subject, finding);
	else
		series_trend(subject ? &subject->series[figure] : &none, finding);
	lock_release(&history->lock);
}

struct value history_levels(struct history *history, const struct history_key *key,
	enum history_figure figure)
{
	struct value levels = value_missing(VALUE_PENDING);
	const struct followed *subject;

	lock_take(&history->lock);
	subject = find(history, key);
	if (subject)
		levels = levels_of(&subject->series[figure]);
	lock_release(&history->lock);
	return levels;
}

void history_extremes(struct history *history, const struct history_key *key,
	enum history_figure figure, struct value *least, struct value *most)
{
	const struct followed *subject;
	uint64_t low, high;

	*least = *most = value_missing(VALUE_ABSENT);
	lock_take(&history->lock);
	subject = find(history, key);
	if (subject && series_extremes(&subject->series[figure], &low, &high)) {
		*least = value_of(low);
		*most = value_of(high);
	}
	lock_release(&history->lock);
}

size_t history_points(struct history *history, const struct history_key *key,
	enum history_figure figure, uint64_t from_ns, struct trend_point *points, size_t most)
{
	const struct followed *subject;
	size_t count = 0;

	lock_take(&history->lock);
	subject = find(history, key);
	if (subject)
		count = series_points(&subject->series[figure], from_ns, points, most);
	lock_release(&history->lock);
	return count;
}

static bool read_since(const struct followed *subject, uint64_t since_ns)
{
	for (size_t i = 0; i < figure_counts[subject->key.kind]; i++) {
		const struct series_run *last = series_last(&subject->series[i]);

		if (last && last->last_ns >= since_ns)
			return true;
	}
	return false;
}

void history_sweep(struct history *history, enum history_kind kind, uint64_t since_ns)
{
	struct subjects *subjects = &history->known.kinds[kind];
	size_t kept = 0;

	lock_take(&history->lock);
	for (size_t i = 0; i < subjects->count; i++) {
		if (read_since(subjects->at[i], since_ns))
			subjects->at[kept++] = subjects->at[i];
		else
			end_subject(history, subjects->at[i]);
	}
	subjects->count = kept;
	lock_release(&history->lock);
}

static void let_go(struct history *history, struct followed *subject)
{
	struct followed **at = &history->known.ended;

	if (!subject || subject->holders == 0 || --subject->holders > 0)
		return;
	while (*at && *at != subject)
		at = &(*at)->next_ended;
	if (*at) {
		*at = subject->next_ended;
		free_subject(subject);
	}
}

void history_release(struct history *history, struct history_hold *hold)
{
	if (!hold->held)
		return;
	lock_take(&history->lock);
	let_go(history, find(history, &hold->key));
	lock_release(&history->lock);
	hold->held = false;
}

void history_hold(struct history *history, struct history_hold *hold, const struct history_key *key)
{
	struct followed *subject;

	if (hold->held && same_key(&hold->key, key))
		return;
	history_release(history, hold);
	lock_take(&history->lock);
	subject = find_or_insert(history, key);
	if (subject)
		subject->holders++;
	lock_release(&history->lock);
	*hold = (struct history_hold){ *key, subject != NULL };
}

static void pass_holders(const struct followed *held, struct history *to)
{
	struct followed *subject = held->holders ? find_or_insert(to, &held->key) : NULL;

	if (subject)
		subject->holders = held->holders;
}

void history_replace(struct history *history, struct history *other)
{
	struct known was;

	lock_take(&history->lock);
	for (int kind = 0; kind < HISTORY_KINDS; kind++)
		for (size_t i = 0; i < history->known.kinds[kind].count; i++)
			pass_holders(history->known.kinds[kind].at[i], other);
	for (const struct followed *ended = history->known.ended; ended; ended = ended->next_ended)
		pass_holders(ended, other);
	was = history->known;
	history->known = other->known;
	other->known = was;
	lock_release(&history->lock);
	history_unref(other);
}

/* A figure that only one of them followed stays as it is. */
static void adopt_series(struct followed *subject, struct followed *past)
{
	for (size_t i = 0; i < figure_counts[subject->key.kind]; i++) {
		const struct series series = subject->series[i];

		if (!past->series[i].kept)
			continue;
		subject->series[i] = past->series[i];
		past->series[i] = series;
	}
	subject->own = past->own;
	subject->trend_due = subject->series[HISTORY_OWN].kept;
	subject->rested = 0;
}

/* By that of the same key, or a new one, unless the PID is another process's by now. */
static enum status adopt(struct history *history, struct followed *past)
{
	const struct subjects *subjects = &history->known.kinds[past->key.kind];
	size_t at = lower_bound(subjects, past->key.id);
	bool found = at < subjects->count && subjects->at[at]->key.id == past->key.id;
	struct followed *subject = found ? subjects->at[at] : insert(history, &past->key);

	if (!subject)
		return STATUS_NO_MEMORY;
	if (same_key(&subject->key, &past->key))
		adopt_series(subject, past);
	return STATUS_OK;
}

enum status history_adopt(struct history *history, struct history *other)
{
	enum status status = STATUS_OK;

	lock_take(&history->lock);
	for (int kind = 0; kind < HISTORY_KINDS; kind++) {
		const struct subjects *past = &other->known.kinds[kind];

		for (size_t i = 0; i < past->count && status == STATUS_OK; i++)
			status = adopt(history, past->at[i]);
	}
	lock_release(&history->lock);
	history_unref(other);
	return status;
}

void history_forget(struct history *history, const struct history_key *key)
{
	struct followed *subject;

	lock_take(&history->lock);
	subject = find(history, key);
	if (subject)
		forget(subject);
	lock_release(&history->lock);
}
