/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which conditions hold, sample by sample.
 *
 *	status = check_begin(&check, words, count, &message);
 *	check_past(&check, seconds, available);    of the days before, if they are recorded
 *	check_see(&check, sample);     each sample, of the record first and of now last
 *	check_severity(&check);
 *	check_end(&check);
 */
#ifndef MEMTOP_VIEWS_CHECK_JUDGE_H
#define MEMTOP_VIEWS_CHECK_JUDGE_H

#include "derive/machine/exhaustion.h"
#include "sample/sample.h"
#include "views/check/condition.h"

enum check_state {
	CHECK_CLEAR,   /* it does not hold */
	CHECK_PENDING, /* it holds, but not yet for as long as it must */
	CHECK_HOLDS,
	CHECK_UNKNOWN, /* a figure cannot be read, a cgroup is not there, or it was not watched
			  for as long as it must hold */
};

/* For machines: "clear"; for people: N_(). */
const char *check_state_name(enum check_state state);
const char *check_state_title(enum check_state state);

struct check_result {
	enum check_state state;
	int64_t since_wall_ns; /* when it began to hold, or the first sample that was seen */
	uint64_t since_ns;     /* the same, monotonic; 0: it does not hold */
	bool from_start;       /* it held in the first sample already */
	bool known;            /* check_changed() saw it judged */
	enum check_state told; /* what check_changed() has said of it */
	struct value values[CHECK_TERMS_MOST]; /* of the terms, in their units */
	struct value amounts[CHECK_TERMS_MOST], wholes[CHECK_TERMS_MOST]; /* of shares: bytes */
	bool gone[CHECK_TERMS_MOST]; /* of growth: no such cgroup, or no process of that program */
};

/* Readings of a counter over a while. */
#define CHECK_KILLS_SECONDS (15 * 60)
struct check_kills {
	struct {
		uint64_t ns;
		struct value count;
	} readings[CHECK_KILLS_SECONDS / 60 + 2];
	size_t count;
};

struct check {
	struct check_names names;
	struct check_condition *conditions;
	struct check_result *results;
	size_t count;
	uint64_t first_ns, last_ns; /* monotonic, of the samples that were seen; 0: none */
	int64_t wall_ns;            /* of the last */
	bool recorded;              /* the last comes out of a record */
	struct check_kills kills;
	struct exhaustion exhaustion;
	struct message
		trouble; /* what was in the way of cgroups whose growth is asked for; "": nothing */
};

/*
 * Of the words that the user gave, or of the built-in conditions where there are none.  check_end() it in
 * any case.  STATUS_MALFORMED: message says which condition is wrong, and why; STATUS_NO_MEMORY.
 */
enum status check_begin(struct check *check, char *const *words, size_t count,
	struct message *message);
void check_end(struct check *check);

/* What samples must have to be judged: enum cost, or'ed. */
unsigned check_cost(const struct check *check);

/* What was available at a time before the first sample, seconds since 1970. */
void check_past(struct check *check, int64_t seconds, uint64_t available);

/* For how long what was recorded matters: of samples, and of what was available. */
uint64_t check_past_seconds(const struct check *check);
#define CHECK_PAST_DAYS 8

/* Whether a sample of now tells what no record has. */
bool check_needs_now(const struct check *check);

/* Judges a sample that is later than those before.  STATUS_NO_MEMORY: nothing changed. */
enum status check_see(struct check *check, struct sample *sample);

/* The cgroups whose growth is asked for, by id: that must be followed.  Returns how many. */
size_t check_cgroups(const struct check *check, const struct cgroups *cgroups, uint64_t *ids,
	size_t most);

/*
 * Whether a condition has come to hold, or no longer does, or can no longer be judged, since this was
 * asked before; at first none holds.
 */
bool check_changed(struct check *check, size_t condition);

/* The worst of the conditions that hold; SEVERITY_OK: none does. */
enum severity check_severity(const struct check *check);

/*
 * Whether condition i cannot be judged, and that is to be told: of one that the user named always, of a
 * built-in one if its figures are an alarm by now and it is only not known for how long.
 */
bool check_in_doubt(const struct check *check, size_t i);

/* The first term of condition i whose cgroup, or program, is not there; NULL: all are, as far as can be told. */
const struct check_term *check_gone(const struct check *check, size_t i);

/* Whether one of them is in doubt. */
bool check_is_unknown(const struct check *check);

#endif
