/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/export/export.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/machine/segments.h"
#include "derive/process/columns.h"
#include "findings/machine_rules.h"

/* What its document is about. */
struct export
{
	struct sample *sample;
	struct export_request request;
	struct program programs[PROGRAMS_MOST + 1];
	struct segments segments;
	struct evidence evidence; /* findings refer to it */
	struct findings findings;
};

static void release(void *object)
{
	struct export *export = object;

	sample_unref(export->sample);
	free(export);
}

unsigned export_cost(void)
{
	return COST_STATM | COST_STATUS | COST_HISTORY;
}

/* ---- memtop ---- */

enum { VERSION, INFO };

static const struct label version_label = { "version", NULL, N_("The version of memtop."),
	UNIT_TEXT };
static const struct label info_label = { "build_info", NULL,
	N_("The version of memtop that made these figures."), UNIT_COUNT };
static const struct document_column build_columns[] = {
	{ &version_label, EVERYWHERE, 0, VERSION },
	{ &info_label, EVERYWHERE, 0, INFO },
};

static void build_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	(void)row;
	if (id == VERSION)
		datum_set_bytes(out, text_of_string(context));
	else
		out->value = value_of(1);
}

/* ---- segments ---- */

enum { SEGMENT, SEGMENT_BYTES };

static const struct label segment_label = { "segment", NULL, N_("What holds the memory."),
	UNIT_TEXT };
static const struct label segment_bytes_label = { "memory_segment_bytes", NULL,
	N_("All of MemTotal by what holds it: the segments add up to it."), UNIT_BYTES };
static const struct document_column segment_columns[] = {
	{ &segment_label, EVERYWHERE, 0, SEGMENT },
	{ &segment_bytes_label, EVERYWHERE, 0, SEGMENT_BYTES },
};

static void segment_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct export *export = context;

	if (id == SEGMENT)
		datum_set_bytes(out, text_of_string(segment_rows[row].label.key));
	else
		out->value = value_of(export->segments.bytes[row]);
}

/* ---- findings ---- */

enum { RULE, SEVERITY, FINDING };

/* Less is no reason for an alarm. */
static const enum severity severities[] = { SEVERITY_WARNING, SEVERITY_CRITICAL };

static const struct label rule_label = { "rule", NULL, N_("The rule, as memtop explain has it."),
	UNIT_TEXT };
static const struct label severity_label = { "severity", NULL,
	N_("warning or critical: how severe it is."), UNIT_TEXT };
static const struct label finding_label = { "finding", NULL,
	N_("1 while this rule finds something on the machine that is so severe, otherwise 0."),
	UNIT_COUNT };
static const struct document_column finding_columns[] = {
	{ &rule_label, EVERYWHERE, 0, RULE },
	{ &severity_label, EVERYWHERE, 0, SEVERITY },
	{ &finding_label, EVERYWHERE, 0, FINDING },
};

static void finding_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct export *export = context;
	const char *rule = machine_subject.rules[row / COUNT_OF(severities)].name;
	enum severity severity = severities[row % COUNT_OF(severities)];
	const struct finding *finding;

	if (id == RULE) {
		datum_set_bytes(out, text_of_string(rule));
	} else if (id == SEVERITY) {
		datum_set_bytes(out, text_of_string(severity_name(severity)));
	} else {
		finding = findings_find(&export->findings, rule);
		out->value = value_of((uint64_t)(finding && finding->severity == severity));
	}
}

static size_t count_rules(void)
{
	size_t count = 0;

	while (machine_subject.rules[count].name)
		count++;
	return count;
}

/* ---- programs ---- */

enum { GROUP, PROCESSES, OWN, PROPORTIONAL, RETAINED, PACE, GROWING, LIMIT, EXITS };

static const struct label group_labels[] = {
	[GROUP] = { "group", NULL, N_("The program; empty: all others together."), UNIT_TEXT },
	[PROCESSES] = { "group_processes", NULL, N_("How many processes run the program."),
		UNIT_COUNT },
	[OWN] = { "group_own_bytes", NULL,
		N_("Memory that cannot be dropped and read again: anonymous, swapped, shared."),
		UNIT_BYTES },
	[PROPORTIONAL] = { "group_proportional_bytes", NULL,
		N_("Resident memory, each page divided by the processes that map it (PSS)."),
		UNIT_BYTES },
	[RETAINED] = { "group_malloc_kept_bytes", NULL,
		N_("Resident memory that is free, but kept by glibc's malloc."), UNIT_BYTES },
	[PACE] = { "group_growth_bytes_per_second", NULL,
		N_("How fast the own memory of its growing processes grows; 0 while none grows."),
		UNIT_PER_SECOND },
	[GROWING] = { "group_growing_processes", NULL,
		N_("How many of its processes are classed as growing."), UNIT_COUNT },
	[LIMIT] = { "group_limit_seconds", NULL,
		N_("Until the first of its growing processes meets its nearest limit at this pace."),
		UNIT_DURATION },
	[EXITS] = { "exits_total", NULL,
		N_("Processes of it that were seen in one sample and ended before the next."),
		UNIT_COUNT },
};
#define OF_GROUP(id)                                                                               \
	{                                                                                          \
		&group_labels[id], EVERYWHERE, 0, id                                               \
	}
static const struct document_column group_columns[] = { OF_GROUP(GROUP), OF_GROUP(PROCESSES),
	OF_GROUP(OWN), OF_GROUP(PROPORTIONAL), OF_GROUP(RETAINED), OF_GROUP(PACE),
	OF_GROUP(GROWING), OF_GROUP(LIMIT), OF_GROUP(EXITS) };

/* Bytes a minute in hundredths of a byte a second. */
static struct value per_second(struct value pace)
{
	pace.n = pace.n * 100 / 60;
	return pace;
}

static void group_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct program *program = &((const struct export *)context)->programs[row];
	const struct value values[] = { [PROCESSES] = value_of(program->processes),
		[OWN] = program->own,
		[PROPORTIONAL] = program->proportional,
		[RETAINED] = program->retained,
		[PACE] = per_second(program->pace),
		[GROWING] = program->growing,
		[LIMIT] = program->limit_seconds,
		[EXITS] = program->exits };

	if (id == GROUP)
		datum_set_bytes(out, text_of_string(program->name));
	else
		out->value = values[id];
}

/* ---- the document ---- */

static void put_table(struct document *document, const struct document_table *table,
	const void *context)
{
	struct document_table copy = *table;

	copy.context = context;
	copy.sorted = -1;
	document_table(document, &copy);
}

static void put_build(struct document *document, const struct export *export)
{
	put_table(document,
		&(struct document_table){ .key = "build",
			.columns = build_columns,
			.column_count = COUNT_OF(build_columns),
			.row_count = 1,
			.state = VALUE_OK,
			.cell = build_cell },
		export->request.version);
}

static void put_segments(struct document *document, const struct export *export, bool known)
{
	put_table(document,
		&(struct document_table){ .key = "memory_segments",
			.columns = segment_columns,
			.column_count = COUNT_OF(segment_columns),
			.row_count = SEGMENT_COUNT,
			.state = known ? VALUE_OK : VALUE_ABSENT,
			.cell = segment_cell },
		export);
}

static void put_findings(struct document *document, const struct export *export, bool known)
{
	put_table(document,
		&(struct document_table){ .key = "rules",
			.columns = finding_columns,
			.column_count = COUNT_OF(finding_columns),
			.row_count = count_rules() * COUNT_OF(severities),
			.state = known ? VALUE_OK : VALUE_ABSENT,
			.cell = finding_cell },
		export);
}

static void put_groups(struct document *document, const struct export *export)
{
	put_table(document,
		&(struct document_table){ .key = "groups",
			.columns = group_columns,
			.column_count = COUNT_OF(group_columns),
			.row_count = export->request.programs->count,
			.state = VALUE_OK,
			.cell = group_cell },
		export);
}

static void put_available(struct document *document, const struct evidence *evidence)
{
	static const struct label bytes = { "available_bytes", NULL,
		N_("What programs can still get without swapping; estimated where the kernel does not "
		   "print it."),
		UNIT_BYTES };
	static const struct label error = { "available_error_bytes", NULL,
		N_("By so much may the estimate of the available memory be wrong; none if it is none."),
		UNIT_BYTES };
	const struct available *available = &evidence->available;
	bool known = evidence->available_known;

	document_figure(document, &bytes,
		known && available->method != AVAILABLE_BOUND ? value_of(available->bytes)
							      : value_missing(VALUE_ABSENT));
	document_figure(document, &error,
		known && available->method == AVAILABLE_ESTIMATED ? value_of(available->error)
								  : value_missing(VALUE_ABSENT));
}

static void put_machine(struct document *document, struct export *export)
{
	static const struct label full = { "full_seconds", NULL,
		N_("Until the machine's available memory is used up at the pace at which it falls."),
		UNIT_DURATION };
	const struct system_sample *system = &export->sample->system;
	const struct facts facts = { &machine_subject, { .machine = &export->evidence } };
	bool known = system->meminfo_status == STATUS_OK;

	put_segments(document, export, segments_of(&export->segments, system) == STATUS_OK);
	if (known) {
		evidence_of_system(&export->evidence, system);
		machine_judge(&export->findings, &export->evidence);
		put_available(document, &export->evidence);
		document_figure(document, &full, facts_figure(&facts, "lasts"));
	}
	put_findings(document, export, known);
}

static void put_counters(struct document *document, const struct export *export)
{
	static const struct label kills = { "oom_kills_total", NULL,
		N_("Processes that the kernel has killed since boot because memory ran out."),
		UNIT_COUNT };
	static const struct label lost = { "record_lost_samples_total", NULL,
		N_("Samples that could not be written into the record."), UNIT_COUNT };

	document_figure(document, &kills, export->sample->system.vmstat.counter[VMSTAT_OOM_KILL]);
	document_figure(document, &lost, export->request.lost_samples);
}

struct document *export_document(struct sample *sample, const struct export_request *request)
{
	static const struct label time = { "sample_timestamp_seconds", NULL,
		N_("When the figures were read, seconds since 1970."), UNIT_TIMESTAMP };
	struct document *document = document_new();
	struct export *export = calloc(1, sizeof(*export));

	if (!document || !export) {
		document_free(document);
		free(export);
		return NULL;
	}
	export->sample = sample_ref(sample);
	export->request = *request;
	for (size_t i = 0; i < request->programs->count; i++)
		export->programs[i] = request->programs->rows[i];
	document_hold(document, export, release);
	put_build(document, export);
	document_figure(document, &time, value_of((uint64_t)sample->wall_ns));
	document_read_from(document, "meminfo");
	put_machine(document, export);
	document_read_from(document, "vmstat");
	put_counters(document, export);
	document_read_from(document, "statm+status");
	put_groups(document, export);
	return document;
}

struct document *export_specimen(void)
{
	struct sample *sample = sample_new();
	struct programs *programs = programs_new();
	const struct export_request request = { "", programs, value_missing(VALUE_ABSENT) };
	struct document *document = NULL;

	if (sample && programs) {
		sample->system.meminfo_status = STATUS_OK;
		document = export_document(sample, &request);
	}
	programs_free(programs);
	sample_unref(sample);
	return document;
}
