/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/record/record.h"

#include "base/i18n.h"

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
	return document;
}

struct document *record_specimen(void)
{
	return record_document("", &(struct record_status){ .samples = 0 });
}
