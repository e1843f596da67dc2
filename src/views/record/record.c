/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/record/record.h"

#include "base/i18n.h"
#include "document/labels.h"
#include "document/record/ended.h"

/* Null without samples. */
static struct value time_of(const struct record_status *status, int64_t wall_ns)
{
	return status->samples ? value_of(wall_ns) : value_missing(VALUE_ABSENT);
}

struct document *record_document(const char *file, const struct record_status *status)
{
	static const struct label name = { "file", N_("Record"), N_("The file of the record."),
		UNIT_TEXT };
	static const struct label samples = { "samples", N_("Samples"),
		N_("How many samples the record has."), UNIT_COUNT };
	static const struct label first = { "first_time", N_("From"),
		N_("When the first of them was taken."), UNIT_TIMESTAMP };
	static const struct label last = { "last_time", N_("To"),
		N_("When the last of them was taken."), UNIT_TIMESTAMP };
	static const struct label bytes = { "bytes", N_("Size"),
		N_("Of the record's files on disk."), UNIT_BYTES };
	static const struct label gaps = { "gaps", N_("Gaps"),
		N_("How often nothing was recorded for more than twice the time between samples."),
		UNIT_COUNT };
	static const struct label recorder = { "recorder_pid", N_("Recorder"),
		N_("The process that writes it now; null: there is none."), UNIT_NONE };
	static const struct label ends = { "exits", N_("Ends of processes"),
		N_("How many processes ended, with exit code and peak; null: ends are not recorded."),
		UNIT_COUNT };
	static const struct label hears = { "exits_state", NULL,
		N_("recorded, or why they are not: no_capability, namespace, no_taskstats, failed; "
		   "unknown: nothing says so."),
		UNIT_TEXT };
	const bool known = status->hears == EXITS_RECORDED || status->exits;
	const struct value none = value_missing(VALUE_NOT_RECORDED);
	struct document *document = document_new();

	if (!document)
		return NULL;
	document_schema(document);
	document_datum(document, &name, datum_of_string(file));
	document_figure(document, &samples, value_of(status->samples));
	document_figure(document, &first, time_of(status, status->first_wall_ns));
	document_figure(document, &last, time_of(status, status->last_wall_ns));
	document_figure(document, &bytes, value_of(status->bytes));
	document_figure(document, &gaps, value_of(status->gaps));
	document_figure(document, &recorder,
		status->recorder ? value_of((int64_t)status->recorder)
				 : value_missing(VALUE_ABSENT));
	document_figure(document, &ends, known ? value_of(status->exits) : none);
	document_figure(document, &exits_lost_label, known ? value_of(status->exits_lost) : none);
	document_place(document, FOR_PROGRAMS, &hears,
		datum_of_string(exits_state_keys[status->hears]));
	if (status->samples)
		document_say(document, EMPHASIS_FAINT, "%s", exits_state_sentence(status->hears));
	return document;
}

struct document *record_specimen(void)
{
	return record_document("", &(struct record_status){ .samples = 0 });
}
