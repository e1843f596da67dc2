/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/probe/probe.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "document/probe_lines.h"

#define FIGURE(key, unit, meaning)                                                                 \
	{                                                                                          \
		key, NULL, meaning, unit                                                           \
	}

static void put_word(struct document *document, const struct label *label, const char *word)
{
	document_datum(document, label, word ? datum_of_string(word) : datum_none());
}

static void put_outcome(struct document *document, const struct probe_report *report)
{
	static const struct label mode = FIGURE("mode", UNIT_TEXT,
		N_("The way that was taken: pressure, file, cgroup, reclaim or drop."));
	static const struct label outcome =
		FIGURE("outcome", UNIT_TEXT, N_("proven, partly, not_proven, refused or aborted."));
	static const struct label reason =
		FIGURE("reason", UNIT_TEXT, N_("Why it is not proven; null: it is."));
	static const struct label reason_text =
		FIGURE("reason_text", UNIT_TEXT, N_("The same as a sentence."));
	static const struct label detail =
		FIGURE("detail", UNIT_TEXT, N_("What belongs to the reason, such as an error."));
	static const struct label target =
		FIGURE("target", UNIT_TEXT, N_("The file or cgroup that was asked for."));
	static const struct label stopped_by =
		FIGURE("stopped_by", UNIT_TEXT, N_("The guard that stopped it; null: none did."));
	const struct probe_guard *guard = report->stopped_by;

	put_word(document, &mode, probe_modes[report->mode].key);
	put_word(document, &outcome, probe_outcome_keys[report->outcome]);
	put_word(document, &reason, report->reason ? report->reason->key : NULL);
	put_word(document, &reason_text, report->reason ? report->reason->text : NULL);
	put_word(document, &detail, report->detail);
	put_word(document, &target, report->target[0] ? report->target : NULL);
	put_word(document, &stopped_by, guard ? guard->phrase.key : NULL);
}

static void put_figures(struct document *document, const struct probe_report *report)
{
	static const struct label labels[] = { FIGURE("requested_bytes", UNIT_BYTES,
						       N_("What the balloon was to take.")),
		FIGURE("touched_bytes", UNIT_BYTES, N_("What it took.")),
		FIGURE("cache_given_up_bytes", UNIT_BYTES,
			N_("Cache that the kernel freed meanwhile.")),
		FIGURE("reclaimed_by_kswapd_bytes", UNIT_BYTES, N_("Reclaimed by kswapd.")),
		FIGURE("reclaimed_directly_bytes", UNIT_BYTES,
			N_("Reclaimed by tasks that had to wait.")),
		FIGURE("swapped_out_bytes", UNIT_BYTES, N_("Written to swap.")),
		FIGURE("allocation_stalls", UNIT_COUNT, N_("How often a task had to wait.")),
		FIGURE("pressure_full_microseconds", UNIT_COUNT,
			N_("How long all tasks waited for memory.")),
		FIGURE("rounds", UNIT_COUNT,
			N_("How often it filled the balloon: again, where a guard ended it for what passes.")),
		FIGURE("others_took_bytes", UNIT_BYTES,
			N_("Anonymous memory that others took meanwhile; less than 0: they freed some.")),
		FIGURE("others_took_after_bytes", UNIT_BYTES,
			N_("The same after it was released.")),
		FIGURE("free_before_bytes", UNIT_BYTES, N_("Free memory before it began.")),
		FIGURE("free_at_peak_bytes", UNIT_BYTES,
			N_("Free memory when the balloon was largest.")),
		FIGURE("free_after_bytes", UNIT_BYTES, N_("Free memory after it was released.")),
		FIGURE("returned_bytes", UNIT_BYTES, N_("What came back when it was released.")),
		FIGURE("per_cpu_lists_after_bytes", UNIT_BYTES,
			N_("Free pages on the lists of processors, which free memory does not count.")),
		FIGURE("refaults_after", UNIT_COUNT,
			N_("Pages that others read again afterwards.")),
		FIGURE("read_after_bytes", UNIT_BYTES, N_("What was read from disks afterwards.")),
		FIGURE("oom_kills", UNIT_COUNT,
			N_("Processes that the kernel killed for memory meanwhile.")),
		FIGURE("seconds_to_return", UNIT_INTERVAL,
			N_("How long it took until the memory was back.")) };
	const struct value values[] = { value_of(report->requested), value_of(report->touched),
		report->given_up, report->kswapd_reclaimed, report->direct_reclaimed,
		report->swapped_out, report->allocation_stalls, report->pressure_full_us,
		report->rounds ? value_of(report->rounds) : value_missing(VALUE_ABSENT),
		report->others_at_peak, report->others_after, report->free_before,
		report->free_at_peak, report->free_after, report->returned,
		report->per_cpu_lists_after, report->refaults_after, report->read_after,
		report->oom_kills, report->return_ns };

	for (size_t i = 0; i < COUNT_OF(labels); i++)
		document_figure(document, &labels[i], values[i]);
}

static void put_stayed(struct document *document, const struct probe_stayed *stayed)
{
	static const struct label labels[] = { FIGURE("cache_bytes", UNIT_BYTES, N_("File cache.")),
		FIGURE("shared_memory_bytes", UNIT_BYTES, N_("Shared memory and tmpfs.")),
		FIGURE("unevictable_bytes", UNIT_BYTES, N_("Locked pages.")),
		FIGURE("mapped_bytes", UNIT_BYTES, N_("Pages of files that processes map.")),
		FIGURE("dirty_bytes", UNIT_BYTES, N_("Pages that must be written first.")),
		FIGURE("protected_bytes", UNIT_BYTES, N_("Memory that cgroups protect.")) };
	const struct value values[] = { stayed->cache, stayed->shared_memory, stayed->unevictable,
		stayed->mapped, stayed->dirty, stayed->protected_groups };

	document_open(document, "stayed", NULL);
	for (size_t i = 0; i < COUNT_OF(labels); i++)
		document_figure(document, &labels[i], values[i]);
	document_close(document);
}

/* ---- samples and checks ---- */

enum {
	SAMPLE_TIME,
	SAMPLE_FREE,
	SAMPLE_AVAILABLE,
	SAMPLE_CACHE,
	SAMPLE_BALLOON,
	SAMPLE_SWAP,
	SAMPLE_PRESSURE
};

static const struct label sample_labels[] = { FIGURE("milliseconds", UNIT_COUNT,
						      N_("Since the probe began.")),
	FIGURE("free_bytes", UNIT_BYTES, N_("Free memory.")),
	FIGURE("available_bytes", UNIT_BYTES, N_("Available memory.")),
	FIGURE("cache_bytes", UNIT_BYTES, N_("File cache.")),
	FIGURE("balloon_bytes", UNIT_BYTES, N_("What the balloon holds.")),
	FIGURE("swap_used_bytes", UNIT_BYTES, N_("Swap in use.")),
	FIGURE("pressure_full_microseconds", UNIT_COUNT,
		N_("How long all tasks waited for memory.")) };

static void sample_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct probe_sample *sample = &((const struct probe_report *)context)->samples[row];
	const struct value values[] = { value_of(sample->at_ms), value_of(sample->free),
		value_of(sample->available), value_of(sample->cache), value_of(sample->balloon),
		sample->swap_used, sample->pressure_full_us };

	*out = datum_of(values[id]);
}

enum { CHECK_NAME, CHECK_MADE, CHECK_HOLDS, CHECK_LEFT, CHECK_RIGHT, CHECK_TOLERANCE };

static const struct label check_labels[] = { FIGURE("name", UNIT_TEXT, N_("What is checked.")),
	FIGURE("made", UNIT_BOOL, N_("Whether it could be checked.")),
	FIGURE("holds", UNIT_BOOL, N_("Whether it holds.")),
	FIGURE("left_bytes", UNIT_BYTES, N_("One side of the equation.")),
	FIGURE("right_bytes", UNIT_BYTES, N_("The other side.")),
	FIGURE("tolerance_bytes", UNIT_BYTES, N_("How far apart they may be.")) };

static void check_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct probe_check *check = &((const struct probe_report *)context)->checks[row];
	const struct value values[] = { [CHECK_MADE] = value_of(check->made),
		[CHECK_HOLDS] = check->made ? value_of(check->holds) : value_missing(VALUE_ABSENT),
		[CHECK_LEFT] = value_of(check->left),
		[CHECK_RIGHT] = value_of(check->right),
		[CHECK_TOLERANCE] = value_of(check->tolerance) };

	*out = id == CHECK_NAME ? datum_of_string(check->phrase.key) : datum_of(values[id]);
}

enum { WAY_MODE, WAY_WORKS, WAY_REASON, WAY_COMMAND };

static const struct label way_labels[] = {
	FIGURE("mode", UNIT_TEXT, N_("Another way, where the one asked for is refused.")),
	FIGURE("possible", UNIT_BOOL, N_("Whether it can be done here.")),
	FIGURE("refusal", UNIT_TEXT, N_("Why not; null: it can.")),
	FIGURE("command", UNIT_TEXT, N_("The command that does it; null: none does."))
};

/* The ways that were asked about, with the commands as machines read them. */
struct way_list {
	size_t count;
	enum probe_mode mode[PROBE_MODE_COUNT];
	const struct probe_phrase *refusal[PROBE_MODE_COUNT];
	char command[PROBE_MODE_COUNT][1200];
};

static void way_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct way_list *list = context;
	const struct probe_phrase *refusal = list->refusal[row];

	switch (id) {
	case WAY_MODE:
		*out = datum_of_string(probe_modes[list->mode[row]].key);
		break;
	case WAY_WORKS:
		*out = datum_of(value_of(!refusal));
		break;
	case WAY_REASON:
		*out = refusal ? datum_of_string(refusal->key) : datum_none();
		break;
	default:
		*out = refusal ? datum_none() : datum_of_string(list->command[row]);
	}
}

static void list_ways(struct way_list *list, const struct probe_way *ways)
{
	for (size_t i = 0; i < PROBE_MODE_COUNT; i++) {
		size_t row = list->count;

		if (!ways[i].asked)
			continue;
		list->mode[row] = (enum probe_mode)i;
		list->refusal[row] = ways[i].refusal;
		probe_way_command(list->command[row], sizeof(list->command[row]), ways,
			list->mode[row], probe_modes[i].argument);
		list->count++;
	}
}

/* A column for programs for each label, in their order. */
static void put_table(struct document *document, struct document_table *table,
	const struct label *labels, size_t count)
{
	struct document_column columns[8];

	for (size_t i = 0; i < count; i++)
		columns[i] = (struct document_column){ &labels[i], FOR_PROGRAMS, 0, (unsigned)i };
	table->columns = document_copy(document, columns, count * sizeof(columns[0]));
	table->column_count = count;
	table->state = VALUE_OK;
	table->sorted = -1;
	document_table(document, table);
}

static void put_tables(struct document *document, const struct probe_report *report)
{
	struct way_list ways = { 0 };

	list_ways(&ways, report->ways);
	put_table(document,
		&(struct document_table){ .key = "samples",
			.context = report,
			.row_count = report->sample_count,
			.cell = sample_cell },
		sample_labels, COUNT_OF(sample_labels));
	put_table(document,
		&(struct document_table){ .key = "checks",
			.context = report,
			.row_count = report->check_count,
			.cell = check_cell },
		check_labels, COUNT_OF(check_labels));
	put_table(document,
		&(struct document_table){ .key = "ways",
			.context = document_copy(document, &ways, sizeof(ways)),
			.row_count = ways.count,
			.cell = way_cell },
		way_labels, COUNT_OF(way_labels));
}

/* ---- for people ---- */

enum { LINE_TITLE, LINE_FIGURE, LINE_NOTE };

static void line_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct probe_line *line = &((const struct probe_line *)context)[row];
	bool indented = id == LINE_TITLE && line->kind != PROBE_LINE_HEADING;

	datum_set_bytes(out, text_of_string(id == LINE_TITLE    ? line->title
					    : id == LINE_FIGURE ? line->figure
								: line->note));
	if (indented)
		out->lead = text_of("  ", 2);
	/* Nothing, which is no figure that could not be read. */
	if (out->text.length == 0)
		out->value = value_missing(VALUE_NOT_ASKED);
}

static enum emphasis line_emphasis(const void *context, size_t row)
{
	static const enum emphasis emphases[] = {
		[PROBE_LINE_HEADING] = EMPHASIS_STRONG,
		[PROBE_LINE_FIGURE] = EMPHASIS_NONE,
		[PROBE_LINE_HOLDS] = EMPHASIS_NONE,
		[PROBE_LINE_FAILS] = EMPHASIS_CRITICAL,
	};

	return emphases[((const struct probe_line *)context)[row].kind];
}

void probe_put_lines(struct document *document, const struct probe_report *report)
{
	static const struct label none = { NULL, "", NULL, UNIT_TEXT };
	static const struct label figure = { NULL, "", NULL, UNIT_BYTES };
	static const struct document_column line_columns[] = {
		{ &none, SHOWN, PROBE_TITLE_COLUMNS + 2, LINE_TITLE },
		{ &figure, SHOWN, PROBE_FIGURE_COLUMNS, LINE_FIGURE },
		{ &none, SHOWN, 1, LINE_NOTE },
	};
	struct probe_line lines[PROBE_LINES_MAX];
	size_t count = probe_report_lines(lines, report);

	document_table(document,
		&(struct document_table){ .columns = line_columns,
			.column_count = COUNT_OF(line_columns),
			.context = document_copy(document, lines, count * sizeof(lines[0])),
			.row_count = count,
			.state = VALUE_OK,
			.cell = line_cell,
			.emphasis = line_emphasis,
			.is_plain = true,
			.sorted = -1 });
}

void probe_put_ways(struct document *document, const struct probe_way *ways,
	const struct probe_phrase *reason)
{
	char sentence[2048];

	for (size_t i = 0; i < PROBE_MODE_COUNT; i++)
		if (probe_way_sentence(sentence, sizeof(sentence), ways, (enum probe_mode)i,
			    reason))
			document_say(document, EMPHASIS_NONE, "%s", sentence);
}

/* A refusal is no end: what can be done instead, each with its command. */
void probe_put_verdict(struct document *document, const struct probe_report *report)
{
	char verdict[1024];

	probe_verdict(verdict, sizeof(verdict), report);
	document_say(document, report->outcome == PROBE_PROVEN ? EMPHASIS_STRONG : EMPHASIS_WARNING,
		"%s", verdict);
	if (report->outcome == PROBE_REFUSED)
		probe_put_ways(document, report->ways, report->reason);
}

static void say_report(struct document *document, const struct probe_report *report)
{
	probe_put_verdict(document, report);
	if (report->outcome == PROBE_REFUSED)
		return;
	probe_put_lines(document, report);
	document_line(document, EMPHASIS_NONE,
		_("This says nothing about leaks inside a process, and nothing about cache "
		  "that did not move."));
}

struct document *probe_document(const struct probe_report *report)
{
	struct document *document = document_new();

	if (!document)
		return NULL;
	document_schema(document);
	document_read_from(document, "meminfo+vmstat+pressure/memory");
	put_outcome(document, report);
	put_figures(document, report);
	put_stayed(document, &report->stayed);
	say_report(document, report);
	put_tables(document, report);
	return document;
}

void probe_put_plan(struct document *document, enum probe_mode mode,
	const struct probe_assessment *assessment)
{
	char sentence[1024];

	document_line(document, EMPHASIS_NONE, _(probe_modes[mode].happens));
	document_line(document, EMPHASIS_NONE, _(probe_modes[mode].proves));
	document_line(document, EMPHASIS_WARNING, _(probe_modes[mode].cost));
	if (mode != PROBE_PRESSURE)
		return;
	if (assessment)
		probe_budget_sentence(sentence, sizeof(sentence), assessment);
	else
		snprintf(sentence, sizeof(sentence), "%s",
			_("Working out how much can safely be asked for."));
	document_say(document, EMPHASIS_NONE, "%s", sentence);
}

struct document *probe_assessment_document(const struct probe_assessment *assessment)
{
	struct document *document = document_new();

	if (document)
		probe_put_plan(document, assessment->mode, assessment);
	return document;
}

struct document *probe_specimen(void)
{
	static const struct probe_report nothing;

	return probe_document(&nothing);
}
