/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/diff/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/machine/segments.h"
#include "document/labels.h"
#include "document/record/ended.h"
#include "document/record/events.h"
#include "views/diff/parts.h"

/* People read so many rows; programs get them all. */
#define ROWS_FOR_PEOPLE  20
#define ENDED_FOR_PEOPLE 10

struct diff {
	struct difference difference;
	struct segments from, to;
	bool has_segments;
	struct record_event *events;
	struct ended_processes *ended; /* or NULL */
};

static void release(void *object)
{
	struct diff *diff = object;

	sample_unref(diff->difference.from);
	sample_unref(diff->difference.to);
	difference_free(&diff->difference);
	free(diff->events);
	ended_processes_free(diff->ended);
	free(diff);
}

/* ---- processes ---- */

enum { PID, NAME, USER, STATE, FROM, TO, CHANGE, LEAST, MOST, SINCE, TREND, PACE, COMMAND };

static const struct label process_labels[] = {
	[USER] = { "user", "USER", N_("Who owns the process."), UNIT_TEXT },
	[STATE] = { "state", NULL,
		N_("Whether it was there at both times (lived), only later (begun) or only before "
		   "(ended)."),
		UNIT_TEXT },
	[FROM] = { "from_bytes", N_("OWN THEN"),
		N_("Its own memory at the first time; null: it was not there."), UNIT_BYTES },
	[TO] = { "to_bytes", N_("NOW"),
		N_("Its own memory at the second time; null: it is not there."), UNIT_BYTES },
	[CHANGE] = { "change_bytes", N_("CHANGE"), N_("The change; negative: it became less."),
		UNIT_SIGNED },
	[LEAST] = { "least_bytes", NULL,
		N_("The least of its own memory between both times, of the samples that were read; "
		   "thinned ones tell of those that went, too, to a 32nd."),
		UNIT_BYTES },
	[MOST] = { "most_bytes", NULL,
		N_("The most of its own memory between both times, in the same way."), UNIT_BYTES },
	[SINCE] = { "since", N_("SINCE"), N_("When the present trend began; null: there is none."),
		UNIT_TIMESTAMP },
	[TREND] = { "trend", N_("TREND"), N_("How its own memory changed."), UNIT_TEXT },
	[PACE] = { "growth_bytes_per_minute", N_("+/min"), N_("The pace of its growth."),
		UNIT_PACE },
	[COMMAND] = { "command", "COMMAND", N_("Its command line, as far as it was recorded."),
		UNIT_TEXT },
};

/* Programs get all of it, people the first rows. */
static const struct document_column process_columns[] = {
	{ &process_pid_label, FOR_PROGRAMS, 0, PID },
	{ &process_name_label, FOR_PROGRAMS, 0, NAME },
	{ &process_labels[USER], FOR_PROGRAMS, 0, USER },
	{ &process_labels[STATE], FOR_PROGRAMS, 0, STATE },
	{ &process_labels[FROM], FOR_PROGRAMS, 0, FROM },
	{ &process_labels[TO], FOR_PROGRAMS, 0, TO },
	{ &process_labels[CHANGE], FOR_PROGRAMS, 0, CHANGE },
	{ &process_labels[LEAST], FOR_PROGRAMS, 0, LEAST },
	{ &process_labels[MOST], FOR_PROGRAMS, 0, MOST },
	{ &process_labels[SINCE], FOR_PROGRAMS, 0, SINCE },
	{ &process_labels[TREND], FOR_PROGRAMS, 0, TREND },
	{ &process_labels[PACE], FOR_PROGRAMS, 0, PACE },
	{ &process_labels[COMMAND], FOR_PROGRAMS, 0, COMMAND },
};

static const struct document_column people_columns[] = {
	{ &columns[COLUMN_PID].label, IN_TEXT, 7, PID },
	{ &process_labels[USER], IN_TEXT, 9, USER },
	{ &process_labels[FROM], IN_TEXT, 8, FROM },
	{ &process_labels[TO], IN_TEXT, 6, TO },
	{ &process_labels[CHANGE], IN_TEXT, 7, CHANGE },
	{ &process_labels[SINCE], IN_TEXT, 16, SINCE },
	{ &process_labels[PACE], IN_TEXT, 7, PACE },
	{ &process_labels[TREND], IN_TEXT, 12, TREND },
	{ &process_labels[COMMAND], IN_TEXT, 1, COMMAND },
};

static const struct row *row_of(const struct process_change *change)
{
	return change->after ? change->after : change->before;
}

static const char *state_of(const struct process_change *change)
{
	if (!change->before)
		return "begun";
	return change->after ? "lived" : "ended";
}

static void trend_cell(const struct process_change *change, unsigned id, struct datum *out)
{
	const struct trend_row *row = &trend_rows[change->finding.trend];

	if (!change->after)
		return;
	if (id == TREND)
		datum_set_word(out, row->key, row->title);
	else if (id == SINCE && change->since_ns)
		out->value = value_of(change->since_ns);
	else if (id == PACE && change->finding.has_pace)
		out->value = trend_pace(&change->finding);
}

static void identity_cell(const struct identity *identity, unsigned id, struct datum *out)
{
	if (id == NAME)
		datum_set_bytes(out, text_of_string(identity->name));
	else if (id == USER)
		datum_set_bytes(out, text_of_string(identity->user));
	else
		datum_set_bytes(out, text_of(identity->command, identity->command_length));
}

static void process_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct difference *difference = &((const struct diff *)context)->difference;
	const struct process_change *change = &difference->processes[row];

	switch (id) {
	case PID:
		out->value = value_of((int64_t)row_of(change)->pid);
		break;
	case STATE:
		datum_set_word(out, state_of(change), state_of(change));
		break;
	case FROM:
		out->value = change->from;
		break;
	case TO:
		out->value = change->to;
		break;
	case CHANGE:
		out->value = value_of(change->change);
		break;
	case LEAST:
		out->value = difference_change(difference, row)->least;
		break;
	case MOST:
		out->value = difference_change(difference, row)->most;
		break;
	case SINCE:
	case TREND:
	case PACE:
		trend_cell(difference_change(difference, row), id, out);
		break;
	default:
		identity_cell(row_of(change)->identity, id, out);
		break;
	}
}

static uint64_t process_key(const void *context, size_t row)
{
	return (uint64_t)row_of(&((const struct diff *)context)->difference.processes[row])->pid;
}

static void put_processes(struct document *document, const struct diff *diff)
{
	struct document_table table = { .key = "processes",
		.columns = process_columns,
		.column_count = COUNT_OF(process_columns),
		.context = diff,
		.row_count = diff->difference.count,
		.state = VALUE_OK,
		.cell = process_cell,
		.row_key = process_key,
		.named_by_key = true,
		.is_main = true,
		.sorted = -1 };

	document_table(document, &table);
	table.key = NULL;
	table.columns = people_columns;
	table.column_count = COUNT_OF(people_columns);
	table.row_count = min_size(table.row_count, ROWS_FOR_PEOPLE);
	table.is_main = false;
	if (table.row_count)
		document_table(document, &table);
}

/* ---- the balance ---- */

enum { SEGMENT, SEGMENT_FROM, SEGMENT_TO, SEGMENT_CHANGE };

static const struct label segment_labels[] = {
	[SEGMENT] = { "segment", N_("Memory"), N_("A part of MemTotal, as the bar shows it."),
		UNIT_TEXT },
	[SEGMENT_FROM] = { "from_bytes", N_("then"), N_("At the first time."), UNIT_BYTES },
	[SEGMENT_TO] = { "to_bytes", N_("now"), N_("At the second time."), UNIT_BYTES },
	[SEGMENT_CHANGE] = { "change_bytes", N_("change"),
		N_("How much more it became; negative: less."), UNIT_SIGNED },
};

static const struct document_column segment_columns[] = {
	{ &segment_labels[SEGMENT], IN_TEXT | IN_JSON, 14, SEGMENT },
	{ &segment_labels[SEGMENT_FROM], IN_TEXT | IN_JSON, 8, SEGMENT_FROM },
	{ &segment_labels[SEGMENT_TO], IN_TEXT | IN_JSON, 8, SEGMENT_TO },
	{ &segment_labels[SEGMENT_CHANGE], IN_TEXT | IN_JSON, 8, SEGMENT_CHANGE },
};

static void segment_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct diff *diff = context;
	int64_t from = (int64_t)diff->from.bytes[row], to = (int64_t)diff->to.bytes[row];

	if (id == SEGMENT)
		datum_set_word(out, segment_rows[row].label.key, segment_rows[row].label.title);
	else if (id == SEGMENT_FROM)
		out->value = value_of(from);
	else if (id == SEGMENT_TO)
		out->value = value_of(to);
	else
		out->value = value_of(to - from);
}

static void put_segments(struct document *document, const struct diff *diff)
{
	struct document_table table = { .key = "segments",
		.columns = segment_columns,
		.column_count = COUNT_OF(segment_columns),
		.context = diff,
		.row_count = diff->has_segments ? SEGMENT_COUNT : 0,
		.state = diff->has_segments ? VALUE_OK : VALUE_ABSENT,
		.cell = segment_cell,
		.sorted = -1 };

	document_table(document, &table);
}

/* ---- pressure ---- */

enum { RESOURCE, STALL_SOME, STALL_FULL };

static const struct label stall_labels[] = {
	[RESOURCE] = { "resource", N_("Waited for (%)"),
		N_("What tasks waited for: memory, cpu or io (/proc/pressure)."), UNIT_TEXT },
	[STALL_SOME] = { "some_percent", N_("some"),
		N_("Share of the time between both samples in which at least one task waited; null: "
		   "there was a reboot, or it was not recorded."),
		UNIT_PERCENT },
	[STALL_FULL] = { "full_percent", N_("all"),
		N_("The share in which all tasks that were not idle waited at once."),
		UNIT_PERCENT },
};

static const struct document_column stall_columns[] = {
	{ &stall_labels[RESOURCE], IN_TEXT | IN_JSON, 14, RESOURCE },
	{ &stall_labels[STALL_SOME], IN_TEXT | IN_JSON, 8, STALL_SOME },
	{ &stall_labels[STALL_FULL], IN_TEXT | IN_JSON, 8, STALL_FULL },
};

static void stall_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	static const struct {
		const char *key, *title;
	} resources[STALLED_COUNT] = {
		[STALLED_MEMORY] = { "memory", N_("memory") },
		[STALLED_CPU] = { "cpu", N_("processors") },
		[STALLED_IO] = { "io", N_("disks") },
	};
	const struct stall *stall = &((const struct diff *)context)->difference.stalls[row];

	if (id == RESOURCE)
		datum_set_word(out, resources[row].key, resources[row].title);
	else
		out->value = id == STALL_SOME ? stall->some : stall->full;
}

static void put_stalls(struct document *document, const struct diff *diff)
{
	const struct document_table table = { .key = "pressure",
		.columns = stall_columns,
		.column_count = COUNT_OF(stall_columns),
		.context = diff,
		.row_count = STALLED_COUNT,
		.state = VALUE_OK,
		.cell = stall_cell,
		.sorted = -1 };

	document_table(document, &table);
}

/* ---- events ---- */

enum { KIND, BEGAN, ENDED, TEXT };

static const struct label event_labels[] = {
	[KIND] = { "kind", N_("Event"),
		N_("What happened: gap: nothing was recorded; reboot; clock: it was set; oom_kill; "
		   "mark."),
		UNIT_TEXT },
	[BEGAN] = { "time", N_("at"), N_("When it happened, or began."), UNIT_TIMESTAMP },
	[ENDED] = { "until", N_("until"), N_("When it was over."), UNIT_TIMESTAMP },
	[TEXT] = { "text", N_("Text"),
		N_("Who was killed, or what the mark says; null: nothing is known."), UNIT_TEXT },
};

static const struct document_column event_columns[] = {
	{ &event_labels[KIND], IN_JSON, 0, KIND },
	{ &event_labels[BEGAN], IN_JSON, 0, BEGAN },
	{ &event_labels[ENDED], IN_JSON, 0, ENDED },
	{ &event_labels[TEXT], IN_JSON, 0, TEXT },
};

static void event_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct record_event *event = &((const struct diff *)context)->events[row];

	if (id == KIND)
		datum_set_word(out, event->kind, event->kind);
	else if (id == TEXT && event->text[0])
		datum_set_bytes(out, text_of_string(event->text));
	else if (id != TEXT)
		out->value = value_of(id == BEGAN ? event->wall_ns : event->until_ns);
}

/* How many were killed is said already, and here which. */
static void say_event(struct document *document, const struct record_event *event, int64_t now_ns)
{
	char sentence[EVENT_SIZE];

	event_say(sentence, event, now_ns);
	if (sentence[0] && (event->text[0] || strcmp(event->kind, "oom_kill") != 0))
		document_say(document, EMPHASIS_NOTE, "%s", sentence);
}

static void put_events(struct document *document, const struct diff *diff, size_t count)
{
	struct document_table table = { .key = "events",
		.columns = event_columns,
		.column_count = COUNT_OF(event_columns),
		.context = diff,
		.row_count = count,
		.state = VALUE_OK,
		.cell = event_cell,
		.sorted = -1 };

	for (size_t i = 0; i < count; i++)
		say_event(document, &diff->events[i], diff->difference.to->wall_ns);

	document_table(document, &table);
}

/* ---- the whole ---- */

static void put_end(struct document *document, const char *key, const struct sample *sample,
	int64_t sequence)
{
	static const struct label number = { "sequence", NULL,
		N_("The number of the sample in the record."), UNIT_COUNT };
	static const struct label boot = { "boot_id", NULL,
		N_("Which boot of the machine it is from."), UNIT_TEXT };

	document_open(document, key, NULL);
	document_place(document, FOR_PROGRAMS, &sample_time_label,
		datum_of(value_of(sample->wall_ns)));
	document_place(document, FOR_PROGRAMS, &number, datum_of(value_of(sequence)));
	document_place(document, FOR_PROGRAMS, &boot,
		sample->boot_id[0] ? datum_of_string(sample->boot_id)
				   : datum_of(value_missing(VALUE_NOT_RECORDED)));
	document_close(document);
}

static void put_available(struct document *document, const struct difference *difference)
{
	static const struct label labels[] = {
		{ "from_bytes", NULL, N_("Available memory at the first time."), UNIT_BYTES },
		{ "to_bytes", NULL, N_("Available memory at the second time."), UNIT_BYTES },
		{ "change_bytes", NULL, N_("The change; negative: there is less."), UNIT_SIGNED },
		{ "fall_bytes_per_minute", NULL, N_("The pace at which it falls at the end."),
			UNIT_PACE },
		{ "seconds_left", NULL, N_("Until nothing is available at that pace."),
			UNIT_DURATION },
	};
	bool falls = difference->taken.trend == TREND_GROWING;
	const struct value values[] = { difference->available_from, difference->available_to,
		difference->available_change,
		falls ? value_of((int64_t)difference->taken.bytes_per_minute)
		      : value_missing(VALUE_ABSENT),
		difference->seconds_left };

	document_open(document, "available", NULL);
	for (size_t i = 0; i < COUNT_OF(labels); i++)
		document_place(document, FOR_PROGRAMS, &labels[i], datum_of(values[i]));
	document_close(document);
}

static void put_counts(struct document *document, const struct difference *difference)
{
	static const struct label begun = { "begun", NULL, N_("Processes that began in between."),
		UNIT_COUNT };
	static const struct label ended = { "ended", NULL, N_("Processes that ended in between."),
		UNIT_COUNT };
	static const struct label kills = { "oom_kills", NULL,
		N_("Processes that the kernel killed in between, because memory ran out."),
		UNIT_COUNT };

	/* A log of meminfos has no processes. */
	bool has = difference->from->row_count || difference->to->row_count;
	struct value none = value_missing(VALUE_NOT_RECORDED);

	document_place(document, FOR_PROGRAMS, &begun,
		datum_of(has ? value_of(difference->begun) : none));
	document_place(document, FOR_PROGRAMS, &ended,
		datum_of(has ? value_of(difference->ended) : none));
	document_place(document, FOR_PROGRAMS, &kills, datum_of(difference->oom_kills));
	if (has)
		document_say(document, EMPHASIS_NONE, _("Processes: %zu began, %zu ended."),
			difference->begun, difference->ended);
}

/* A log of meminfos has no processes, and none are expected of it. */
static void put_ended(struct document *document, const struct diff *diff)
{
	document_ended_for_people(document, diff->ended, ENDED_FOR_PEOPLE);
	if (diff->ended && diff->ended->state != EXITS_RECORDED)
		document_say(document, EMPHASIS_FAINT, "%s",
			exits_state_sentence(diff->ended->state));
}

static struct diff *diff_new(const struct record_span *span)
{
	struct diff *diff = calloc(1, sizeof(*diff));

	if (!diff)
		return NULL;
	diff->events = calloc(span->event_count + 1, sizeof(*diff->events));
	if (span->ended)
		diff->ended = ended_processes_copy(span->ended);
	if (!diff->events || (span->ended && !diff->ended) ||
		difference_find(&diff->difference, span->from, span->to, span->history) !=
			STATUS_OK) {
		free(diff->events);
		ended_processes_free(diff->ended);
		free(diff);
		return NULL;
	}
	if (span->event_count)
		memcpy(diff->events, span->events, span->event_count * sizeof(*diff->events));
	sample_ref(span->from);
	sample_ref(span->to);
	diff->has_segments = segments_of(&diff->from, &span->from->system) == STATUS_OK &&
			     segments_of(&diff->to, &span->to->system) == STATUS_OK;
	return diff;
}

struct document *diff_document(const struct record_span *span, enum scale scale)
{
	struct document *document = document_new();
	struct diff *diff = document ? diff_new(span) : NULL;

	if (!diff) {
		document_free(document);
		return NULL;
	}
	document_hold(document, diff, release);
	document_schema(document);
	put_end(document, "from", span->from, span->from_sequence);
	put_end(document, "to", span->to, span->to_sequence);
	diff_say(document, &diff->difference, scale);
	put_available(document, &diff->difference);
	put_segments(document, diff);
	put_stalls(document, diff);
	put_counts(document, &diff->difference);
	put_events(document, diff, span->event_count);
	document_ended(document, diff->ended);
	put_processes(document, diff);
	put_ended(document, diff);
	return document;
}

struct document *diff_specimen(void)
{
	struct sample *nothing = sample_new();
	const struct record_span span = { .from = nothing,
		.to = nothing,
		.history = history_new() };
	struct document *document =
		nothing && span.history ? diff_document(&span, SCALE_AUTO) : NULL;

	sample_unref(nothing);
	history_unref(span.history);
	return document;
}
