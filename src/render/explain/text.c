/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "document/meminfo/fields.h"
#include "findings/machine_rules.h"
#include "render/explain/parts.h"
#include "render/format.h"

#define NAME_WIDTH   22
#define TERM_WIDTH   36
#define FIGURE_WIDTH 8
#define SHARE_WIDTH  6
#define BAR_WIDTH    20

/* What a printing function needs at every turn. */
struct page {
	struct sink *sink;
	const struct explained *explained;
	const struct evidence *evidence;
	const struct explain_style *style;
	/* Translated once: they stand at every field. */
	const char *beware, *reclaimable, *since, *separator;
};

static void print_size(const struct page *page, struct value bytes)
{
	char size[UNITS_SIZE];

	units_value(size, bytes, UNIT_BYTES, page->style->scale);
	format_right(page->sink, size, FIGURE_WIDTH, 0);
}

static struct value total_of(const struct page *page)
{
	return page->evidence->meminfo->field[MEMINFO_MemTotal];
}

/* "  78%  ################    ", the blanks at the end only where something follows. */
static void print_share(const struct page *page, struct value bytes, bool followed)
{
	struct value share = value_share(bytes, total_of(page));
	uint64_t filled = value_or(share, 0) * BAR_WIDTH / 10000;
	char percent[UNITS_SIZE];

	if (filled > BAR_WIDTH)
		filled = BAR_WIDTH;
	units_share(percent, share);
	format_right(page->sink, percent, SHARE_WIDTH + 1, 0);
	if (filled > 0 || followed)
		sink_string(page->sink, "  ");
	sink_fill(page->sink, '#', filled);
	if (followed)
		sink_fill(page->sink, ' ', BAR_WIDTH - filled);
}

static void print_source(const struct page *page)
{
	char kernel[96], source[512];

	explain_kernel(kernel, sizeof(kernel), page->explained, true);
	utf8_printable(source, sizeof(source), page->explained->source,
		strlen(page->explained->source), page->style->ascii);
	sink_format(page->sink, _("meminfo: %s"), source);
	if (page->explained->kernel)
		sink_format(page->sink, _(", Linux %s"), kernel);
	else if (*kernel)
		sink_format(page->sink, _(", Linux %s by its fields"), kernel);
	if (page->evidence->place.count > 1)
		sink_format(page->sink, _(", meminfo %zu of %zu"), page->evidence->place.index + 1,
			page->evidence->place.count);
	sink_string(page->sink, "\n\n");
}

static void print_finding(const struct page *page, const struct finding *finding)
{
	char text[1024];

	finding_sentence(text, sizeof(text), finding, FOR_PEOPLE);
	sink_string(page->sink, "  ");
	format_left(page->sink, _(severity_title(finding->severity)), 9, 0);
	format_left(page->sink, finding->rule->name, NAME_WIDTH, 0);
	sink_format(page->sink, " %s\n", text);
	if (finding->severity > SEVERITY_OK &&
		finding_advice(text, sizeof(text), finding, FOR_PEOPLE) > 0) {
		sink_fill(page->sink, ' ', 12 + NAME_WIDTH);
		sink_format(page->sink, "-> %s\n", text);
	}
}

static void print_findings(const struct page *page)
{
	struct findings findings;
	const struct finding *headline;
	char sentence[1024];

	machine_judge(&findings, page->evidence);
	headline = findings_headline(&findings);
	if (!headline) {
		sink_format(page->sink, "%s\n", _("Nothing stands out."));
		return;
	}
	finding_sentence(sentence, sizeof(sentence), headline, FOR_PEOPLE);
	sink_format(page->sink, "%s\n", sentence);
	explain_heading(page->sink, _("Findings, worst first"));
	for (size_t i = 0; i < findings.count; i++)
		print_finding(page, &findings.rows[i]);
}

/* How the figure came about, a sentence for each method. */
static void print_method(const struct page *page)
{
	const struct available *available = &page->evidence->available;
	char error[UNITS_SIZE], free_size[UNITS_SIZE];

	units_bytes(error, available->error, SCALE_AUTO);
	units_bytes(free_size, available->free, SCALE_AUTO);
	switch (available->method) {
	case AVAILABLE_COMPUTED:
		sink_string(page->sink,
			_("computed from meminfo and zoneinfo (read in this order, one "
			  "right after the other)"));
		break;
	case AVAILABLE_PRINTED:
		sink_string(page->sink, _("MemAvailable as printed"));
		break;
	case AVAILABLE_ESTIMATED:
		sink_format(page->sink,
			_("estimated, give or take %s: this kernel prints no MemAvailable"), error);
		break;
	case AVAILABLE_BOUND:
		sink_format(page->sink,
			_("at the very most, and at least the %s that is free: a 2.4 kernel does not "
			  "tell cache that can be dropped from memory that is mapped or shared"),
			free_size);
		break;
	}
	sink_bytes(page->sink, "\n", 1);
}

static void print_formula_line(const struct page *page, char sign, uint64_t bytes, const char *what)
{
	sink_format(page->sink, "    %c", sign);
	print_size(page, value_of(bytes));
	sink_format(page->sink, "  %s\n", what);
}

static void print_formula(const struct page *page)
{
	const struct available *available = &page->evidence->available;

	if (available->method == AVAILABLE_PRINTED || available->method == AVAILABLE_BOUND)
		return;
	print_formula_line(page, ' ', available->free, _("free (MemFree)"));
	print_formula_line(page, '-', available->reserve, _("kept in reserve by the kernel"));
	print_formula_line(page, '+', available->file,
		_("file cache (Active(file) + Inactive(file))"));
	print_formula_line(page, '-', available->file_kept,
		_("of it kept: half, or the low watermarks"));
	print_formula_line(page, '+', available->reclaimable, _("reclaimable kernel memory"));
	print_formula_line(page, '-', available->reclaimable_kept,
		_("of it kept: half, or the low watermarks"));
}

/* Our figure beside the kernel's: the same to the kB, or by how much not. */
static void print_agreement(const struct page *page)
{
	const struct available *available = &page->evidence->available;
	uint64_t printed = available->printed.n;
	char difference[UNITS_SIZE];

	if (available->method != AVAILABLE_COMPUTED || !value_known(available->printed))
		return;
	if (printed == available->bytes) {
		sink_format(page->sink, "    %s\n",
			_("MemAvailable as printed is the same, to the kB."));
		return;
	}
	units_bytes(difference,
		printed > available->bytes ? printed - available->bytes
					   : available->bytes - printed,
		SCALE_KIB);
	sink_format(page->sink,
		printed > available->bytes ? _("    MemAvailable as printed is %s larger.\n")
					   : _("    MemAvailable as printed is %s smaller.\n"),
		difference);
}

static void print_available(const struct page *page)
{
	explain_heading(page->sink, _("Available to programs without swapping"));
	if (!page->evidence->available_known) {
		sink_format(page->sink, "  %s\n", _("The text lacks the fields to tell."));
		return;
	}
	print_size(page, value_of(page->evidence->available.bytes));
	sink_string(page->sink, "  ");
	print_method(page);
	print_formula(page);
	print_agreement(page);
}

static void print_term(const struct page *page, enum balance_term term)
{
	struct value bytes = page->evidence->balance.term[term];

	if (!value_known(bytes) || (bytes.n == 0 && term != TERM_UNNAMED))
		return;
	sink_string(page->sink, "  ");
	format_left(page->sink, _(term_rows[term].title), TERM_WIDTH, 0);
	print_size(page, bytes);
	print_share(page, bytes, true);
	sink_format(page->sink, "  %s\n", term_rows[term].source);
}

/* A part of the remainder that another file names. */
static void print_owner(const struct page *page, const char *title, struct value bytes,
	const char *source)
{
	if (value_or(bytes, 0) == 0)
		return;
	sink_string(page->sink, "    ");
	format_left(page->sink, title, TERM_WIDTH - 2, 0);
	print_size(page, bytes);
	print_share(page, bytes, true);
	sink_format(page->sink, "  %s\n", source);
}

static void print_owners(const struct page *page)
{
	const struct system_extras *system_extras = &page->evidence->system_extras;

	print_owner(page, _("of that, network buffers"), system_extras->sockets, "net/sockstat");
	print_owner(page, _("of that, ZFS's cache (ARC)"), system_extras->arc, "arcstats: size");
}

/* What to make of the remainder. */
static void print_remainder(const struct page *page)
{
	sink_format(page->sink, "  %s\n",
		_("Up to 4% unnamed is usual, on large machines less than 1%. Its owners: buffers of "
		  "sockets and pipes, drivers and GPUs, ZFS, a VM's balloon."));
}

static void print_balance(const struct page *page)
{
	const struct balance *balance = &page->evidence->balance;

	explain_heading(page->sink, _("Balance: what adds up to MemTotal"));
	if (balance->state != BALANCE_OK) {
		sink_format(page->sink, "  %s\n", _(balance_reason(balance->state)));
		return;
	}
	for (int term = 0; term < TERM_COUNT; term++)
		print_term(page, (enum balance_term)term);
	print_owners(page);
	sink_string(page->sink, "  ");
	format_left(page->sink, "MemTotal", TERM_WIDTH, 0);
	print_size(page, value_of(balance->total));
	sink_bytes(page->sink, "\n", 1);
	if (balance->unnamed < 0) {
		char excess[UNITS_SIZE];

		units_bytes(excess, (uint64_t)-balance->unnamed, page->style->scale);
		sink_format(page->sink,
			_("  The terms come to %s more: counters are read one after the other.\n"),
			excess);
		return;
	}
	print_remainder(page);
}

/* Fields that must not be added, with their value. */
static void print_beside(const struct page *page)
{
	if (page->evidence->balance.state != BALANCE_OK)
		return;
	explain_heading(page->sink,
		_("Beside the sheet: the same memory seen another way, never to be added"));
	for (const int *id = balance_beside; *id >= 0; id++) {
		struct value value = page->evidence->meminfo->field[*id];

		if (!value_known(value) || value.n == 0)
			continue;
		sink_string(page->sink, "  ");
		format_left(page->sink, meminfo_field_name((enum meminfo_field) * id), TERM_WIDTH,
			0);
		print_size(page, value);
		sink_format(page->sink, "  %s\n", _(fields[*id].overlaps));
	}
}

static void print_value(const struct page *page, struct value value, bool is_bytes)
{
	char figure[UNITS_SIZE];

	if (is_bytes)
		units_value(figure, value, UNIT_BYTES, page->style->scale);
	else
		units_value(figure, value, UNIT_COUNT, SCALE_AUTO);
	format_right(page->sink, figure, FIGURE_WIDTH, 0);
}

/* Memory has a share of MemTotal; addresses, promises and counts have none. */
static bool has_share(enum meminfo_field field, const struct explain_reading *reading)
{
	return reading->is_bytes && value_known(reading->value) &&
	       (fields[field].reclaim != RECLAIM_NOT_MEMORY || field == MEMINFO_MemTotal ||
		       field == MEMINFO_MemAvailable);
}

static void print_since(const struct page *page, const struct field *field)
{
	if (field->until)
		sink_format(page->sink, _("Linux %s to %s"), field->since, field->until);
	else
		sink_format(page->sink, page->since, field->since);
	if (field->only)
		sink_format(page->sink, " (%s)", _(field->only));
}

static void print_sentence(const struct page *page, const char *label, const char *sentence)
{
	sink_fill(page->sink, ' ', 6);
	sink_string(page->sink, label);
	sink_string(page->sink, _(sentence));
}

static void print_explanation(const struct page *page, enum meminfo_field id)
{
	const struct field *field = &fields[id];

	print_sentence(page, "", field->counts);
	if (field->misread) {
		sink_bytes(page->sink, "\n", 1);
		print_sentence(page, page->beware, field->misread);
	}
	sink_bytes(page->sink, "\n", 1);
	print_sentence(page, page->reclaimable, field_reclaim_title(field->reclaim));
	sink_string(page->sink, page->separator);
	print_since(page, field);
	sink_bytes(page->sink, "\n", 1);
}

static void print_field(const struct page *page, enum meminfo_field id)
{
	struct explain_reading reading;
	unsigned depth = field_depth(id);

	if (!explain_read(&reading, page->evidence->meminfo, id))
		return;
	sink_fill(page->sink, ' ', 2 + 2 * depth);
	format_left(page->sink, reading.name, NAME_WIDTH - 2 * depth, 0);
	print_value(page, reading.value, reading.is_bytes);
	if (has_share(id, &reading))
		print_share(page, reading.value, false);
	sink_bytes(page->sink, "\n", 1);
	print_explanation(page, id);
}

static void print_group(const struct page *page, enum field_group group)
{
	enum meminfo_field ids[MEMINFO_FIELD_COUNT];
	size_t count = field_tree(ids, group);
	struct explain_reading reading;
	bool any = false;

	for (size_t i = 0; i < count; i++)
		any = any || explain_read(&reading, page->evidence->meminfo, ids[i]);
	if (!any)
		return;
	explain_heading(page->sink, _(field_group_title(group)));
	for (size_t i = 0; i < count; i++)
		print_field(page, ids[i]);
}

static void print_unknown(const struct page *page)
{
	const struct meminfo *meminfo = page->evidence->meminfo;
	bool any = false;

	for (size_t i = 0; i < meminfo->entry_count; i++) {
		const struct meminfo_entry *entry = &meminfo->entries[i];

		if (entry->field >= 0)
			continue;
		if (!any)
			explain_heading(page->sink,
				_("Unknown to memtop: of a newer kernel, or of a patched one"));
		any = true;
		sink_string(page->sink, "  ");
		format_left(page->sink, meminfo->names + entry->name, NAME_WIDTH, 0);
		print_value(page, value_of(entry->n),
			entry->unit == MEMINFO_KB || entry->unit == MEMINFO_BYTES);
		sink_bytes(page->sink, "\n", 1);
	}
}

static const char *fault_text(enum meminfo_fault fault)
{
	static const char *const texts[] = {
		[MEMINFO_NO_NUMBER] = N_("no number"),
		[MEMINFO_TOO_LARGE] = N_("impossibly large: a counter that fell below 0"),
		[MEMINFO_WRONG_UNIT] = N_("unknown unit"),
		[MEMINFO_CUT_OFF] = N_("cut off"),
		[MEMINFO_NO_HEADING] = N_("the line that names its columns is missing"),
	};

	return _(texts[fault]);
}

static void print_malformed(const struct page *page)
{
	const struct meminfo *meminfo = page->evidence->meminfo;

	if (meminfo->malformed_count > 0)
		explain_heading(page->sink, _("Lines that could not be read"));
	for (size_t i = 0; i < meminfo->malformed_count; i++) {
		const struct meminfo_malformed *malformed = &meminfo->malformed[i];
		const char *text = meminfo->names + malformed->text;
		char clean[512];

		utf8_printable(clean, sizeof(clean), text, strlen(text), page->style->ascii);
		sink_format(page->sink, _("  line %llu, %s: %s\n"),
			(unsigned long long)(malformed->line + page->explained->lines_before),
			fault_text(malformed->fault), clean);
	}
	if (meminfo->repeated_count > 0)
		sink_format(page->sink,
			_("\nFields that stand in the text more than once, with the same value: %zu.\n"),
			meminfo->repeated_count);
}

void explain_text(struct sink *sink, const struct explained *explained,
	const struct explain_style *style)
{
	struct page page = {
		.sink = sink,
		.explained = explained,
		.evidence = explained->evidence,
		.style = style,
		.beware = _("Beware: "),
		.reclaimable = _("Reclaimable: "),
		.since = _("since Linux %s"),
		.separator = _("; "),
	};

	print_source(&page);
	print_findings(&page);
	if (explained->before)
		explain_series_text(sink, explained->before, explained, style);
	print_available(&page);
	print_balance(&page);
	print_beside(&page);
	for (int group = 0; group < GROUP_COUNT; group++)
		print_group(&page, (enum field_group)group);
	print_unknown(&page);
	print_malformed(&page);
}
