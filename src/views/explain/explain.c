/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/explain/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "document/labels.h"
#include "document/node_lines.h"
#include "findings/put.h"
#include "views/explain/parts.h"
#include "views/oom/figures.h"

/* ---- what it is about ---- */

static void release_sample(void *sample)
{
	sample_unref(sample);
}

void reading_of(struct meminfo_reading *reading, const struct meminfo_source *source,
	struct document *document)
{
	reading->source = *source;
	reading->known = source->sample || source->saved;
	if (source->sample) {
		document_hold(document, sample_ref(source->sample), release_sample);
		evidence_of_system(&reading->evidence, &source->sample->system);
	} else if (source->saved) {
		evidence_of_pasted(&reading->evidence, &source->saved->pasted, source->part);
	}
}

void reading_kernel(char *out, size_t size, const struct meminfo_reading *reading, bool translated)
{
	if (reading->source.sample)
		snprintf(out, size, "%s", reading->source.sample->kernel);
	else
		origin_kernel(out, size, &reading->evidence.origin, translated);
}

static const char *name_of(const struct meminfo_reading *reading)
{
	if (reading->source.saved)
		return reading->source.saved->name;
	return reading->source.sample && reading->source.sample->recorded ? "record" : "live";
}

/* ", Linux 2.6.32 to 3.13 by its fields, meminfo 2 of 2" */
static const char *origin_of(struct document *document, const struct meminfo_reading *reading)
{
	const struct evidence_place *place = &reading->evidence.place;
	const char *by = "", *which = "";
	char kernel[96];

	reading_kernel(kernel, sizeof(kernel), reading, true);
	if (*kernel && reading->source.sample)
		by = document_format(document, _(", Linux %s"), kernel);
	else if (*kernel)
		by = document_format(document, _(", Linux %s by its fields"), kernel);
	if (place->count > 1)
		which = document_format(document, _(", meminfo %zu of %zu"), place->index + 1,
			place->count);
	return document_format(document, "%s%s", by, which);
}

static void put_source(struct document *document, const struct explained *explained)
{
	static const struct label source = { "source", N_("meminfo"),
		N_("The file as it was given, - for standard input, live, or record."), UNIT_TEXT };
	static const struct label kernel = { "kernel_guess", NULL,
		N_("The kernel that printed it, or whose fields these are."), UNIT_TEXT };
	const struct meminfo_reading *reading = &explained->shown;
	struct datum name = datum_of_string(name_of(reading));
	char guess[96];

	document_schema(document);
	if (reading->source.sample) {
		document_time(document, reading->source.sample->wall_ns);
		document_recorded(document, reading->source.sample->recorded);
	}
	name.tail = text_of_string(explained->origin);
	document_datum(document, &source, name);
	reading_kernel(guess, sizeof(guess), reading, false);
	document_datum(document, &kernel,
		*guess ? datum_of_string(document_format(document, "%s", guess))
		       : datum_missing(VALUE_ABSENT));
}

/* Where it stands among the others of its text, and what it was taken from. */
static void put_place(struct document *document, const struct evidence *evidence)
{
	static const struct label kind = { "kind", NULL,
		N_("What the text is: meminfo, or the output of a tool that has some of it."),
		UNIT_TEXT };
	static const struct label count = { "meminfos", NULL,
		N_("How many meminfos are in the text."), UNIT_COUNT };
	static const struct label index = { "meminfo", NULL,
		N_("Which of them this is, from 1 on."), UNIT_COUNT };

	if (evidence->place.count == 0)
		return;
	document_datum(document, &kind, datum_of_string(pasted_rows[evidence->meminfo->tool].name));
	document_figure(document, &count, value_of(evidence->place.count));
	document_figure(document, &index, value_of(evidence->place.index + 1));
}

static void say_headline(struct document *document, const struct explained *explained)
{
	const struct finding *headline = findings_headline(&explained->findings);
	const struct document_finding *said;

	if (!headline || !explained->said) {
		document_line(document, EMPHASIS_NONE, _("Nothing stands out."));
		return;
	}
	said = &explained->said[headline - explained->findings.rows];
	document_line(document, said->emphasis, said->said);
}

/* ---- for programs ---- */

static bool is_bytes(const struct meminfo_entry *entry)
{
	return entry->unit == MEMINFO_KB || entry->unit == MEMINFO_BYTES;
}

enum { NAME, BYTES, COUNT_ };

static void number_cell(struct datum *out, unsigned id, bool bytes, struct value value)
{
	if ((id == BYTES) == bytes)
		out->value = value;
	else
		*out = datum_left_out();
}

/* Every line of the text, unknown and repeated ones too; behind them those that have no value. */
static void field_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct explained *explained = context;
	const struct meminfo *meminfo = explained->shown.evidence.meminfo;

	if (row < meminfo->entry_count) {
		const struct meminfo_entry *entry = &meminfo->entries[row];

		if (id == NAME)
			datum_set_bytes(out,
				text_of_string(string_pool_at(&meminfo->names, entry->name)));
		else
			number_cell(out, id, is_bytes(entry), value_of(entry->n));
	} else {
		size_t line = explained->unread[row - meminfo->entry_count];
		enum meminfo_field field = (enum meminfo_field)meminfo->malformed[line].field;

		if (id == NAME)
			datum_set_bytes(out, text_of_string(meminfo_field_name(field)));
		else
			number_cell(out, id, meminfo_field_is_bytes(field),
				value_missing(VALUE_DENIED));
	}
}

static void put_fields(struct document *document, struct explained *explained)
{
	static const struct label name = { "name", NULL, N_("The field, as the text has it."),
		UNIT_TEXT };
	static const struct label bytes = { "bytes", NULL, N_("Its value, where it is a size."),
		UNIT_BYTES };
	static const struct label count = { "count", NULL, N_("Its value, where it is none."),
		UNIT_COUNT };
	static const struct document_column columns[] = {
		{ &name, FOR_PROGRAMS, 0, NAME },
		{ &bytes, FOR_PROGRAMS, 0, BYTES },
		{ &count, FOR_PROGRAMS, 0, COUNT_ },
	};
	const struct meminfo *meminfo = explained->shown.evidence.meminfo;

	for (size_t i = 0; i < meminfo->malformed_count; i++)
		if (meminfo->malformed[i].field >= 0)
			explained->unread[explained->unread_count++] = (uint8_t)i;
	document_table(document,
		&(struct document_table){ .key = "fields",
			.columns = columns,
			.column_count = COUNT_OF(columns),
			.context = explained,
			.row_count = meminfo->entry_count + explained->unread_count,
			.state = VALUE_OK,
			.cell = field_cell,
			.is_main = true,
			.sorted = -1 });
}

static void put_available(struct document *document, const struct evidence *evidence)
{
	static const struct label group = { "available", NULL, NULL, UNIT_NONE };
	static const struct label bytes = { "bytes", NULL,
		N_("What programs can still get without swapping."), UNIT_BYTES };
	static const struct label printed = { "printed", NULL,
		N_("MemAvailable, as the kernel prints it."), UNIT_BYTES };
	static const struct label estimated = { "estimated", NULL, N_("Whether it is an estimate."),
		UNIT_BOOL };
	static const struct label error = { "error_bytes", NULL,
		N_("By how much an estimate may be wrong, either way."), UNIT_BYTES };
	static const struct label method = { "method", NULL,
		N_("computed, printed, estimated or upper_bound."), UNIT_TEXT };
	const struct available *available = &evidence->available;

	if (!evidence->available_known) {
		document_figure(document, &group, value_missing(VALUE_ABSENT));
		return;
	}
	document_open(document, group.key, NULL);
	document_figure(document, &bytes, value_of(available->bytes));
	document_figure(document, &printed, available->printed);
	document_figure(document, &estimated, value_of(available_is_estimated(available)));
	document_figure(document, &error, value_of(available->error));
	document_datum(document, &method,
		datum_of_string(available_method_name(available->method)));
	document_close(document);
}

static void term_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct explained *explained = context;
	const struct balance *balance = &explained->shown.evidence.balance;
	enum balance_term term = (enum balance_term)explained->terms[row];

	if (id == NAME)
		datum_set_bytes(out, text_of_string(term_rows[term].key));
	else if (term == TERM_UNNAMED)
		out->value = value_of(balance->unnamed);
	else
		out->value = balance->term[term];
}

static void put_balance(struct document *document, struct explained *explained)
{
	static const struct label bytes = { "bytes", NULL,
		N_("How much of MemTotal it is; all of them add up to it."), UNIT_SIGNED };
	static const struct document_column columns[] = {
		{ &balance_term_label, IN_JSON, 0, NAME },
		{ &bytes, IN_JSON, 0, BYTES },
	};
	const struct balance *balance = &explained->shown.evidence.balance;
	bool adds_up = balance->state == BALANCE_OK;

	for (int term = 0; term < TERM_COUNT; term++)
		if (term == TERM_UNNAMED || value_known(balance->term[term]))
			explained->terms[explained->term_count++] = (uint8_t)term;
	document_table(document, &(struct document_table){ .key = "balance",
					 .columns = columns,
					 .column_count = COUNT_OF(columns),
					 .context = explained,
					 .row_count = adds_up ? explained->term_count : 0,
					 .state = adds_up ? VALUE_OK : VALUE_ABSENT,
					 .cell = term_cell,
					 .sorted = -1 });
}

static void malformed_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct meminfo *meminfo = context;

	(void)id;
	datum_set_bytes(out,
		text_of_string(string_pool_at(&meminfo->names, meminfo->malformed[row].text)));
}

static void put_malformed(struct document *document, const struct evidence *evidence)
{
	static const struct label complete = { "complete", NULL, N_("Whether the text is whole."),
		UNIT_BOOL };
	static const struct label lines = { "malformed_lines", NULL,
		N_("Lines of it that could not be read."), UNIT_TEXT };
	static const struct document_column columns[] = { { &lines, IN_JSON, 0, 0 } };

	document_figure(document, &complete, value_of(evidence->origin.complete));
	document_table(document, &(struct document_table){ .key = lines.key,
					 .columns = columns,
					 .column_count = 1,
					 .context = evidence->meminfo,
					 .row_count = evidence->meminfo->malformed_count,
					 .state = VALUE_OK,
					 .cell = malformed_cell,
					 .is_list = true,
					 .sorted = -1 });
}

static void put_nodes(struct document *document, const struct memory_nodes *nodes)
{
	document_read_from(document, "node*/meminfo");
	document_nodes(document, N_("Memory by node"), nodes, VALUE_OK);
	document_read_from(document, NULL);
}

/* ---- the whole ---- */

static void put_series(struct document *document, const struct explained *explained)
{
	document_open(document, "since_first", N_("From the first to the last"));
	explain_put_changes(document, &explained->before, &explained->shown, explained->scale,
		false);
	document_close(document);
}

/* Of a sample also what is known of the kernel's memory, and what other views saw. */
static void judge(struct explained *explained, const struct looks *looks)
{
	const struct sample *sample = explained->shown.source.sample;

	machine_judge(&explained->findings, &explained->shown.evidence);
	if (!sample)
		return;
	kernel_judge(&explained->findings, &explained->kernel, sample);
	if (!looks)
		return;
	looks_copy(&explained->looks, looks);
	looks_judge(&explained->findings, &explained->looks, sample);
}

static void fill(struct document *document, struct explained *explained, bool series,
	const struct looks *looks)
{
	const struct evidence *evidence = &explained->shown.evidence;

	judge(explained, looks);
	explained->said = findings_say(document, &explained->findings);
	document_read_from(document, "meminfo");
	explained->origin = origin_of(document, &explained->shown);
	put_source(document, explained);
	put_place(document, evidence);
	say_headline(document, explained);
	if (series)
		put_series(document, explained);
	put_fields(document, explained);
	document_read_from(document, "meminfo+zoneinfo");
	put_available(document, evidence);
	put_balance(document, explained);
	document_read_from(document, NULL);
	document_findings(document, explained->said, explained->findings.count, false);
	document_read_from(document, "meminfo");
	put_malformed(document, evidence);
	if (evidence->system)
		put_nodes(document, &evidence->system->nodes);
	explain_put_lines(document, explained);
}

static void release(void *object)
{
	struct explained *explained = object;

	looks_drop(&explained->looks);
	free(explained->lines);
	free(explained);
}

/* A document that holds what it will be about. */
static struct document *begin(struct explained **explained)
{
	struct document *document = document_new();

	*explained = calloc(1, sizeof(**explained));
	if (document && *explained) {
		document_hold(document, *explained, release);
		if (document_status(document) == STATUS_OK)
			return document;
	} else {
		free(*explained);
	}
	document_free(document);
	return NULL;
}

struct document *explain_document(const struct explain_request *request)
{
	struct explained *explained;
	struct document *document = begin(&explained);

	if (!document)
		return NULL;
	explained->scale = request->scale;
	reading_of(&explained->shown, &request->shown, document);
	reading_of(&explained->before, &request->before, document);
	reading_of(&explained->mark, &request->mark, document);
	if (document_status(document) == STATUS_OK)
		fill(document, explained,
			request->before.saved && request->before.saved == request->shown.saved,
			request->looks);
	return document;
}

struct document *explain_specimen(void)
{
	struct sample *sample = sample_new();
	struct explained *explained;
	struct document *document = begin(&explained);

	if (document && sample) {
		reading_of(&explained->shown, &(struct meminfo_source){ .sample = sample },
			document);
		explained->shown.evidence.available_known = true;
		fill(document, explained, false, NULL);
	}
	sample_unref(sample);
	return document;
}

struct document *explain_saved_specimen(void)
{
	static const struct meminfo nothing = { .entries = NULL };
	struct explained *explained;
	struct document *document = begin(&explained);

	if (!document)
		return NULL;
	evidence_of_meminfo(&explained->shown.evidence, &nothing);
	explained->shown.evidence.place.count = 1;
	explained->shown.evidence.available_known = true;
	explained->before = explained->shown;
	fill(document, explained, true, NULL);
	return document;
}
