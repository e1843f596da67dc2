/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/record/ended.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "document/labels.h"
#include "document/record/events.h"
#include "sample/process/signal_name.h"

static const char *const sentences[EXITS_STATES] = {
	[EXITS_UNKNOWN] = N_("Ends of processes were not recorded."),
	[EXITS_RECORDED] = N_("Ends of processes are recorded."),
	[EXITS_DENIED] =
		N_("Ends of processes are not recorded: that takes the capability CAP_NET_ADMIN."),
	[EXITS_NAMESPACE] = N_("Ends of processes are not recorded: the kernel tells of them only "
			       "outside containers."),
	[EXITS_ABSENT] = N_("Ends of processes are not recorded: this kernel or network namespace "
			    "has no taskstats."),
	[EXITS_FAILED] =
		N_("Ends of processes are not recorded: the kernel refused to tell of them."),
};

const char *exits_state_sentence(enum exits_state state)
{
	return _(sentences[state]);
}

/* "signal KILL", "code 3". */
static const char *say_how(char *out, size_t size, const struct ended_process *ended)
{
	const char *name = value_known(ended->signal) ? signal_name((int)ended->signal.n) : NULL;

	if (name)
		snprintf(out, size, _("signal %s"), name);
	else if (value_known(ended->signal))
		snprintf(out, size, _("signal %lld"), (long long)ended->signal.n);
	else
		snprintf(out, size, _("code %lld"), (long long)value_or(ended->exit_code, 0));
	return out;
}

void ended_say(char out[static ENDED_SIZE], const struct ended_process *ended, int64_t now_ns)
{
	char how[64], at[64], peak[UNITS_SIZE];

	event_time(at, ended->wall_ns, now_ns);
	units_value(peak, ended->peak_rss_bytes, UNIT_BYTES, SCALE_AUTO);
	snprintf(out, ENDED_SIZE, _("%s ended %s (%s); its peak was %s resident."), ended->name, at,
		say_how(how, sizeof(how), ended), peak);
}

/* So many are named in a line. */
#define NAMED 3

void ended_say_all(char out[static ENDED_SIZE], const struct ended_processes *ended)
{
	size_t named = min_size(ended->count, NAMED), length = 0;
	uint64_t told = 0;

	*out = '\0';
	for (size_t i = 0; i < named && length < ENDED_SIZE; i++) {
		const struct ended_process *one = &ended->items[i];
		char how[64], peak[UNITS_SIZE];

		units_value(peak, one->peak_rss_bytes, UNIT_BYTES, SCALE_AUTO);
		length += (size_t)snprintf(out + length, ENDED_SIZE - length,
			i == 0 ? _("Ended: %s (%d) %s, peak %s") : _("; %s (%d) %s, peak %s"),
			one->name, (int)one->pid, say_how(how, sizeof(how), one), peak);
		told += one->count;
	}
	if (ended->total > told && length < ENDED_SIZE)
		snprintf(out + length, ENDED_SIZE - length, _("; %llu more"),
			(unsigned long long)(ended->total - told));
}

enum { PID, NAME, USER, TIME, CODE, SIGNAL, PEAK, LIVED, COUNT, HOW };

static const struct label labels[] = {
	[PID] = { "pid", "PID", N_("The process; null: several, summed up."), UNIT_NONE },
	[NAME] = { "name", N_("ENDED"), N_("The name of the program."), UNIT_TEXT },
	[USER] = { "user", "USER", N_("Who owned the process."), UNIT_TEXT },
	[TIME] = { "time", N_("TIME"), N_("When it ended; of several, the last of them."),
		UNIT_TIMESTAMP },
	[CODE] = { "exit_code", NULL, N_("Its exit code; null: a signal ended it."), UNIT_COUNT },
	[SIGNAL] = { "signal", NULL, N_("The signal that ended it; null: it exited by itself."),
		UNIT_COUNT },
	[PEAK] = { "peak_rss_bytes", N_("PEAK RSS"),
		N_("The most that it ever had resident; of several, the one that had most."),
		UNIT_BYTES },
	[LIVED] = { "lived_seconds", N_("LIVED"), N_("How long it ran; null: several."),
		UNIT_INTERVAL },
	[COUNT] = { "count", N_("COUNT"), N_("How many processes the row is about."), UNIT_COUNT },
	[HOW] = { "how", N_("HOW"), N_("How it ended."), UNIT_TEXT },
};

static const struct document_column for_programs[] = {
	{ &labels[PID], IN_JSON, 0, PID },
	{ &labels[NAME], IN_JSON, 0, NAME },
	{ &labels[USER], IN_JSON, 0, USER },
	{ &labels[TIME], IN_JSON, 0, TIME },
	{ &labels[CODE], IN_JSON, 0, CODE },
	{ &labels[SIGNAL], IN_JSON, 0, SIGNAL },
	{ &labels[PEAK], IN_JSON, 0, PEAK },
	{ &labels[LIVED], IN_JSON, 0, LIVED },
	{ &labels[COUNT], IN_JSON, 0, COUNT },
};

static const struct document_column for_people[] = {
	{ &labels[PID], IN_TEXT, 7, PID },
	{ &labels[USER], IN_TEXT, 9, USER },
	{ &labels[PEAK], IN_TEXT, 8, PEAK },
	{ &labels[HOW], IN_TEXT, 12, HOW },
	{ &labels[TIME], IN_TEXT, 16, TIME },
	{ &labels[LIVED], IN_TEXT, 8, LIVED },
	{ &labels[COUNT], IN_TEXT, 6, COUNT },
	{ &labels[NAME], IN_TEXT, 1, NAME },
};

static struct value nanoseconds(struct value microseconds)
{
	if (!value_known(microseconds) || microseconds.n > INT64_MAX / 1000)
		return value_missing(VALUE_ABSENT);
	return value_of(microseconds.n * 1000);
}

static void ended_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct ended_process *ended = &((const struct ended_processes *)context)->items[row];

	switch (id) {
	case PID:
		out->value =
			ended->pid ? value_of((int64_t)ended->pid) : value_missing(VALUE_ABSENT);
		break;
	case NAME:
		datum_set_bytes(out, text_of_string(ended->name));
		break;
	case USER:
		datum_set_bytes(out, text_of_string(ended->user));
		break;
	case TIME:
		out->value = value_of(ended->wall_ns);
		break;
	case CODE:
		out->value = ended->exit_code;
		break;
	case SIGNAL:
		out->value = ended->signal;
		break;
	case PEAK:
		out->value = ended->peak_rss_bytes;
		break;
	case LIVED:
		out->value = nanoseconds(ended->lived_us);
		break;
	case HOW:
		say_how(out->buffer, sizeof(out->buffer), ended);
		datum_set_bytes(out, text_of_string(out->buffer));
		break;
	default:
		out->value = value_of((int64_t)ended->count);
		break;
	}
}

static void put_counts(struct document *document, const struct ended_processes *ended, bool known)
{
	static const struct label total = { "exits_total", NULL,
		N_("Processes of which the kernel told that they ended."), UNIT_COUNT };
	const struct value none = value_missing(VALUE_NOT_RECORDED);

	document_place(document, FOR_PROGRAMS, &total,
		datum_of(known ? value_of((int64_t)ended->total) : none));
	document_place(document, FOR_PROGRAMS, &exits_lost_label,
		datum_of(known ? value_of((int64_t)ended->lost) : none));
}

static bool is_known(const struct ended_processes *ended)
{
	return ended && (ended->state == EXITS_RECORDED || ended->total);
}

static struct document_table table_of(const struct ended_processes *ended)
{
	return (struct document_table){ .key = "exits",
		.columns = for_programs,
		.column_count = COUNT_OF(for_programs),
		.context = ended,
		.row_count = is_known(ended) ? ended->count : 0,
		.state = is_known(ended) ? VALUE_OK : VALUE_NOT_RECORDED,
		.cell = ended_cell,
		.sorted = -1 };
}

void document_ended(struct document *document, const struct ended_processes *ended)
{
	const struct document_table table = table_of(ended);

	put_counts(document, ended, is_known(ended));
	document_table(document, &table);
}

void document_ended_for_people(struct document *document, const struct ended_processes *ended,
	size_t most)
{
	struct document_table table = table_of(ended);

	table.key = NULL;
	table.columns = for_people;
	table.column_count = COUNT_OF(for_people);
	table.row_count = min_size(table.row_count, most);
	if (table.row_count)
		document_table(document, &table);
	if (!is_known(ended) || !ended->lost)
		return;
	document_say(document, EMPHASIS_NOTE,
		ngettext("The kernel had no room to tell of %llu end of a process or thread.",
			"The kernel had no room to tell of %llu ends of processes or threads.",
			(unsigned long)ended->lost),
		(unsigned long long)ended->lost);
}
