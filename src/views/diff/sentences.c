/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "derive/machine/segments.h"
#include "document/record/events.h"
#include "views/diff/parts.h"

/* What is said to end in a year is not said to end. */
#define LEFT_MOST (365 * (int64_t)86400)

struct said {
	char text[UNITS_SIZE];
};

static struct said size_of(int64_t bytes, enum scale scale)
{
	struct said said;

	units_value(said.text, value_of((uint64_t)llabs(bytes)), UNIT_BYTES, scale);
	return said;
}

static void say_available(struct document *document, const struct difference *difference,
	enum scale scale)
{
	int64_t change = difference->available_change.n;
	char since[64];

	event_time(since, difference->from->wall_ns, difference->to->wall_ns);
	if (!value_known(difference->available_change))
		document_say(document, EMPHASIS_STRONG,
			_("How much was available is not in both samples."));
	else if (!difference_matters(difference))
		document_say(document, EMPHASIS_STRONG,
			_("Available is as it was %s: %s, and %s now."), since,
			size_of(difference->available_from.n, scale).text,
			size_of(difference->available_to.n, scale).text);
	else if (change < 0)
		document_say(document, EMPHASIS_STRONG, _("Available fell by %s to %s since %s."),
			size_of(change, scale).text,
			size_of(difference->available_to.n, scale).text, since);
	else
		document_say(document, EMPHASIS_STRONG, _("Available rose by %s to %s since %s."),
			size_of(change, scale).text,
			size_of(difference->available_to.n, scale).text, since);
}

/* How it went, behind the name. */
static void say_course(struct document *document, const struct difference *difference,
	const struct process_change *taker, enum scale scale)
{
	const struct trend_finding *finding = &taker->finding;
	char since[64];

	if (!taker->after)
		return;
	event_time(since, taker->since_ns, difference->to->wall_ns);
	if (finding->trend == TREND_GROWING)
		document_say(document, EMPHASIS_STRONG,
			_("It has grown steadily since %s, by %s an hour."), since,
			size_of((int64_t)(finding->bytes_per_minute * 60), scale).text);
	else if (finding->trend == TREND_SHRINKING)
		document_say(document, EMPHASIS_NONE,
			_("It has shrunk steadily since %s, by %s an hour."), since,
			size_of((int64_t)(finding->bytes_per_minute * 60), scale).text);
	else if (finding->trend == TREND_STEP && taker->since_ns)
		document_say(document, EMPHASIS_NONE, _("That came at once, at %s."), since);
	else if (finding->trend == TREND_PLATEAU && taker->since_ns)
		document_say(document, EMPHASIS_NONE, _("It grew from %s on, and has stopped."),
			since);
	else if (finding->trend == TREND_SAWTOOTH)
		document_say(document, EMPHASIS_NONE, "%s",
			_("It goes up and down, and does not grow."));
	else if (finding->trend == TREND_TOO_SHORT)
		document_say(document, EMPHASIS_NONE, "%s",
			_("There are too few samples to say how."));
}

static void say_taker(struct document *document, const struct difference *difference,
	const struct process_change *taker, enum scale scale)
{
	const struct row *row = taker->after ? taker->after : taker->before;
	char name[64], user[64];

	utf8_printable(name, sizeof(name), row->identity->name, strlen(row->identity->name), 0);
	utf8_printable(user, sizeof(user), row->identity->user, strlen(row->identity->user), 0);
	if (taker->change > 0 && !taker->before)
		document_say(document, EMPHASIS_STRONG,
			_("%s of it is %s (%d, %s), which was not there before."),
			size_of(taker->change, scale).text, name, (int)row->pid, user);
	else if (!taker->after)
		document_say(document, EMPHASIS_STRONG,
			_("%s of it is %s (%d, %s), which has ended."),
			size_of(taker->change, scale).text, name, (int)row->pid, user);
	else
		document_say(document, EMPHASIS_STRONG, _("%s of it is %s (%d, %s)."),
			size_of(taker->change, scale).text, name, (int)row->pid, user);
	say_course(document, difference, taker, scale);
}

/* Where no process explains it, the segment that changed most. */
static void say_segment(struct document *document, const struct difference *difference,
	enum scale scale)
{
	struct segments from, to;
	int64_t most = 0;
	int which = -1;

	if (segments_of(&from, &difference->from->system) != STATUS_OK ||
		segments_of(&to, &difference->to->system) != STATUS_OK)
		return;
	for (int i = 0; i < SEGMENT_COUNT; i++) {
		int64_t change = (int64_t)to.bytes[i] - (int64_t)from.bytes[i];

		/* What is free or cache is available. */
		if (i == SEGMENT_FREE || i == SEGMENT_CACHE ||
			(change > 0) == (difference->available_change.n > 0))
			continue;
		if (llabs(change) > llabs(most)) {
			most = change;
			which = i;
		}
	}
	if (which < 0)
		return;
	if (!difference->from->row_count && !difference->to->row_count)
		document_say(document, EMPHASIS_NONE,
			most > 0 ? _("\"%s\" grew by %s; processes are not recorded.")
				 : _("\"%s\" shrank by %s; processes are not recorded."),
			_(segment_rows[which].label.title), size_of(most, scale).text);
	else if (most > 0)
		document_say(document, EMPHASIS_NONE,
			_("No single process took it; \"%s\" grew by %s."),
			_(segment_rows[which].label.title), size_of(most, scale).text);
	else
		document_say(document, EMPHASIS_NONE,
			_("No single process gave it back; \"%s\" shrank by %s."),
			_(segment_rows[which].label.title), size_of(most, scale).text);
}

/* A pace that moved next to nothing meanwhile is no reason to name an end. */
static void say_end(struct document *document, const struct difference *difference)
{
	char end[64];

	if (!difference_matters(difference) || !value_known(difference->seconds_left) ||
		difference->seconds_left.n > LEFT_MOST)
		return;
	event_time(end, difference->to->wall_ns + difference->seconds_left.n * NS_PER_SECOND,
		difference->to->wall_ns);
	document_say(document, EMPHASIS_WARNING,
		_("At this pace nothing is available any more at %s."), end);
}

void diff_say(struct document *document, const struct difference *difference, enum scale scale)
{
	const struct process_change *taker = difference_taker(difference);

	say_available(document, difference, scale);
	if (difference_matters(difference)) {
		if (taker)
			say_taker(document, difference, taker, scale);
		else
			say_segment(document, difference, scale);
	}
	say_end(document, difference);
	if (value_or(difference->oom_kills, 0) > 0)
		document_say(document, EMPHASIS_WARNING,
			ngettext("The kernel killed %lld process because memory ran out.",
				"The kernel killed %lld processes because memory ran out.",
				(unsigned long)difference->oom_kills.n),
			(long long)difference->oom_kills.n);
}
