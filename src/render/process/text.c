/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "derive/trend.h"
#include "document/process_summary.h"
#include "render/format.h"
#include "render/process/formats.h"
#include "sample/row.h"

#define CELL_WIDTH 9
#define KIND_WIDTH 14

struct page {
	struct sink *sink;
	const struct process_evidence *evidence;
	const struct batch *batch;
};

/* ---- cells ---- */

static void put_bytes(const struct page *page, struct value value)
{
	char figure[UNITS_SIZE];

	units_value(figure, value, UNIT_BYTES, page->batch->process_scale);
	format_right(page->sink, figure, CELL_WIDTH, 1);
}

static void put_count(const struct page *page, uint64_t count)
{
	char figure[UNITS_SIZE];

	units_value(figure, value_of(count), UNIT_COUNT, SCALE_AUTO);
	format_right(page->sink, figure, CELL_WIDTH, 1);
}

/* Bytes of the process, made fit for a terminal. */
static void put_raw(const struct page *page, uint32_t offset)
{
	const char *string = detail_string(page->evidence->detail, offset);

	format_printable(page->sink, text_of_string(*string ? string : "-"), page->batch->ascii);
}

/* ---- summary ---- */

/* Figures three a line. */
static void put_figures(const struct page *page)
{
	const struct process_detail *detail = page->evidence->detail;
	size_t count = 0;

	for (const struct summary_row *row = summary_rows; row->label; row++) {
		char figure[SUMMARY_TEXT];

		if (row->unit == UNIT_TEXT || !summary_is_told(row, detail))
			continue;
		summary_print(figure, row, detail, page->batch->process_scale);
		sink_string(page->sink, count == 0 ? "  " : count % 3 == 0 ? "\n  " : "   ");
		format_left(page->sink, _(row->label), SUMMARY_LABEL + 1, 1);
		format_right(page->sink, figure, CELL_WIDTH - 1, 1);
		count++;
	}
	sink_string(page->sink, count ? "\n" : "");
}

/* What takes words, a line each. */
static void put_words(const struct page *page)
{
	const struct process_detail *detail = page->evidence->detail;

	for (const struct summary_row *row = summary_rows; row->label; row++) {
		char words[SUMMARY_TEXT];

		if (row->unit != UNIT_TEXT || !summary_is_told(row, detail))
			continue;
		summary_print(words, row, detail, page->batch->process_scale);
		sink_string(page->sink, "  ");
		format_left(page->sink, _(row->label), SUMMARY_LABEL + 1, 1);
		format_printable(page->sink, text_of_string(words), page->batch->ascii);
		sink_string(page->sink, "\n");
	}
}

static void put_who(const struct page *page)
{
	const struct process_detail *detail = page->evidence->detail;

	sink_format(page->sink, _("process %d  "), (int)detail->pid);
	put_raw(page, detail->command);
	sink_string(page->sink, "\n  ");
	sink_string(page->sink, _("user "));
	put_raw(page, detail->user);
	sink_format(page->sink, _("  parent %d  state %c"), (int)detail->ppid,
		detail->process_state);
	sink_string(page->sink, "\n");
}

static void put_findings(const struct page *page)
{
	struct findings findings;

	process_judge(&findings, page->evidence);
	for (size_t i = 0; i < findings.count; i++) {
		const struct finding *finding = &findings.rows[i];
		char text[1024];

		finding_sentence(text, sizeof(text), finding, FOR_PEOPLE);
		sink_string(page->sink, "  ");
		sink_string(page->sink, text);
		if (finding->severity >= SEVERITY_NOTE &&
			finding_advice(text, sizeof(text), finding, FOR_PEOPLE) > 0)
			sink_format(page->sink, "  [%s]", text);
		sink_string(page->sink, "\n");
	}
}

/* ---- mappings ---- */

static const enum mapping_figure shown[] = { MAPPING_SIZE, MAPPING_RSS, MAPPING_PSS,
	MAPPING_PRIVATE_DIRTY, MAPPING_SWAP };
#define SHOWN (COUNT_OF(shown))

static void put_headings(const struct page *page, const char *first, size_t width, bool count)
{
	sink_string(page->sink, "\n  ");
	format_left(page->sink, first, width, 1);
	if (count)
		format_right(page->sink, _("COUNT"), CELL_WIDTH, 1);
	for (size_t i = 0; i < SHOWN; i++)
		format_right(page->sink, _(figure_rows[shown[i]].title), CELL_WIDTH, 1);
}

static void put_kind(const struct page *page, const char *title, const struct kind_sum *sum)
{
	sink_string(page->sink, "  ");
	format_left(page->sink, title, KIND_WIDTH, 1);
	put_count(page, sum->count);
	for (size_t i = 0; i < SHOWN; i++)
		put_bytes(page, value_of(sum->figure[shown[i]]));
	sink_string(page->sink, "\n");
}

static void put_kinds(const struct page *page)
{
	const struct process_detail *detail = page->evidence->detail;
	struct kind_sum all = { .count = detail->mapping_count };

	put_headings(page, _("KIND"), KIND_WIDTH, true);
	sink_string(page->sink, "\n");
	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (detail->kinds[kind].count)
			put_kind(page, _(kind_rows[kind].title), &detail->kinds[kind]);
	for (size_t i = 0; i < SHOWN; i++)
		all.figure[shown[i]] = detail_total(detail, shown[i]);
	put_kind(page, _("all"), &all);
}

static void put_mapping(const struct page *page, const struct detail_mapping *mapping)
{
	char address[48];

	sink_format(page->sink, "  %s ", mapping->permissions);
	snprintf(address, sizeof(address), "%" PRIx64, mapping->start);
	format_right(page->sink, address, 16, 1);
	for (size_t i = 0; i < SHOWN; i++)
		put_bytes(page, mapping_figure(mapping, shown[i]));
	sink_string(page->sink, "  ");
	format_left(page->sink, _(kind_rows[mapping->kind].title), KIND_WIDTH, 1);
	put_raw(page, mapping->name);
	if (mapping->deleted)
		sink_string(page->sink, _(" (deleted)"));
	sink_string(page->sink, "\n");
}

static void put_mappings(const struct page *page)
{
	const struct process_detail *detail = page->evidence->detail;

	put_headings(page, _("PERM          ADDRESS"), 21, false);
	sink_string(page->sink, "  ");
	format_left(page->sink, _("KIND"), KIND_WIDTH, 1);
	sink_format(page->sink, "%s\n", _("NAME"));
	for (size_t i = 0; i < detail->mapping_count; i++) {
		put_mapping(page, &detail->mappings[i]);
		sink_drain(page->sink);
	}
}

void process_text(struct sink *sink, const struct process_evidence *evidence,
	const struct batch *batch)
{
	struct page page = { sink, evidence, batch };

	put_who(&page);
	put_findings(&page);
	sink_string(sink, "\n");
	put_figures(&page);
	put_words(&page);
	process_heap_text(sink, evidence, batch);
	if (evidence->detail->mapping_count) {
		put_kinds(&page);
		put_mappings(&page);
	}
	sink_string(sink, "\n");
}
