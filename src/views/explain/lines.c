/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines for people: findings, what is available, the balance, every field. */
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "document/meminfo/fields.h"
#include "views/explain/parts.h"

#define BAR_WIDTH 20

/* Columns of the word of a finding's severity. */
#define SEVERITY_WIDTH 8

/* Blanks before the name of a line. */
#define INDENT_MOST 16

/* ---- the lines ---- */

static void add(struct document *document, struct explained *explained, struct explain_line line)
{
	struct explain_line *grown = array_reserve(explained->lines, &explained->line_capacity,
		explained->line_count + 1, sizeof(*grown));

	if (!grown) {
		document_fail(document);
		return;
	}
	explained->lines = grown;
	explained->lines[explained->line_count++] = line;
}

static void add_heading(struct document *document, struct explained *explained, const char *title,
	const char *note)
{
	unsigned index = (unsigned)explained->line_count;

	if (index > 0)
		add(document, explained,
			(struct explain_line){ .kind = LINE_BLANK, .index = index });
	add(document, explained,
		(struct explain_line){ .kind = LINE_HEADING, .title = title, .note = note });
}

static void add_findings(struct document *document, struct explained *explained)
{
	if (explained->findings.count > 0)
		add_heading(document, explained, _("Findings"), _("worst first"));
	for (unsigned i = 0; i < explained->findings.count; i++)
		add(document, explained, (struct explain_line){ .kind = LINE_FINDING, .index = i });
}

static struct value part_of_unnamed(const struct evidence *evidence, unsigned part)
{
	return part == PART_SOCKETS ? evidence->system_extras.sockets : evidence->system_extras.arc;
}

static void add_balance(struct document *document, struct explained *explained)
{
	const struct evidence *evidence = &explained->shown.evidence;
	bool adds_up = evidence->balance.state == BALANCE_OK;

	add_heading(document, explained, _("Balance"), _("what adds up to MemTotal"));
	if (!adds_up)
		add(document, explained, (struct explain_line){ .kind = LINE_NO_SUM });
	for (unsigned term = 0; term < TERM_COUNT; term++)
		if (value_or(evidence->balance.term[term], 0) > 0 ||
			(term == TERM_UNNAMED && adds_up))
			add(document, explained,
				(struct explain_line){ .kind = LINE_TERM, .index = term });
	for (unsigned part = 0; adds_up && part < PART_COUNT; part++)
		if (value_or(part_of_unnamed(evidence, part), 0) > 0)
			add(document, explained,
				(struct explain_line){ .kind = LINE_OWNER,
					.index = part,
					.depth = 1 });
	if (adds_up)
		add(document, explained, (struct explain_line){ .kind = LINE_TOTAL });
}

/* Fields that must not be added, with their value. */
static void add_beside(struct document *document, struct explained *explained)
{
	const struct evidence *evidence = &explained->shown.evidence;

	if (evidence->balance.state != BALANCE_OK)
		return;
	add_heading(document, explained, _("Beside the balance"),
		_("the same memory seen another way: never add it"));
	for (const int *field = balance_beside; *field >= 0; field++)
		if (value_or(evidence->meminfo->field[*field], 0) > 0)
			add(document, explained,
				(struct explain_line){ .kind = LINE_BESIDE,
					.index = (unsigned)*field });
}

/* Whether the text has the field at all, be its value unreadable. */
static bool has_field(const struct meminfo *meminfo, enum meminfo_field field)
{
	for (size_t i = 0; i < meminfo->malformed_count; i++)
		if (meminfo->malformed[i].field == (int)field)
			return true;
	return value_known(meminfo->field[field]);
}

static void add_group(struct document *document, struct explained *explained,
	enum field_group group)
{
	enum meminfo_field ids[MEMINFO_FIELD_COUNT];
	size_t count = field_tree(ids, group);
	bool titled = false;

	for (size_t i = 0; i < count; i++) {
		if (!has_field(explained->shown.evidence.meminfo, ids[i]))
			continue;
		if (!titled)
			add_heading(document, explained, _(field_group_title(group)), "");
		titled = true;
		add(document, explained,
			(struct explain_line){ .kind = LINE_FIELD,
				.index = ids[i],
				.depth = field_depth(ids[i]) });
	}
}

static void add_unknown(struct document *document, struct explained *explained)
{
	const struct meminfo *meminfo = explained->shown.evidence.meminfo;
	bool titled = false;

	for (unsigned i = 0; i < meminfo->entry_count; i++) {
		if (meminfo->entries[i].field >= 0)
			continue;
		if (!titled)
			add_heading(document, explained, _("Unknown fields"),
				_("of a newer or a patched kernel"));
		titled = true;
		add(document, explained, (struct explain_line){ .kind = LINE_UNKNOWN, .index = i });
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

static void add_malformed(struct document *document, struct explained *explained)
{
	const struct meminfo *meminfo = explained->shown.evidence.meminfo;
	const struct saved_meminfo *saved = explained->shown.source.saved;

	if (meminfo->malformed_count > 0)
		add_heading(document, explained, _("Unreadable lines"), "");
	for (unsigned i = 0; i < meminfo->malformed_count; i++) {
		const struct meminfo_malformed *line = &meminfo->malformed[i];
		uint64_t number = line->line + (saved ? saved->lines_before : 0);

		add(document, explained,
			(struct explain_line){ .kind = LINE_MALFORMED,
				.index = i,
				.title = document_format(document, _("line %llu"),
					(unsigned long long)number),
				.note = document_format(document, "%s: %s", fault_text(line->fault),
					string_pool_at(&meminfo->names, line->text)) });
	}
}

/* ---- the cells ---- */

enum { WHAT, VALUE, SHARE, CHANGE, SINCE_MARK, NOTE };

static bool is_bytes(const struct explained *explained, const struct explain_line *line)
{
	enum meminfo_unit unit;

	if (line->kind == LINE_FIELD || line->kind == LINE_BESIDE)
		return meminfo_field_is_bytes((enum meminfo_field)line->index);
	if (line->kind != LINE_UNKNOWN)
		return true;
	unit = explained->shown.evidence.meminfo->entries[line->index].unit;
	return unit == MEMINFO_KB || unit == MEMINFO_BYTES;
}

/* What a line shows, of any evidence: the one on screen or one to compare with. */
static struct value value_of_line(const struct explain_line *line, const struct evidence *evidence)
{
	switch (line->kind) {
	case LINE_TERM:
		return evidence->balance.term[line->index];
	case LINE_OWNER:
		return part_of_unnamed(evidence, line->index);
	case LINE_TOTAL:
		return value_of(evidence->balance.total);
	case LINE_FIELD:
	case LINE_BESIDE:
		if (!value_known(evidence->meminfo->field[line->index]))
			return value_missing(VALUE_DENIED);
		return evidence->meminfo->field[line->index];
	case LINE_UNKNOWN:
		return value_of(evidence->meminfo->entries[line->index].n);
	case LINE_AVAILABLE:
		return evidence->available_known ? value_of(evidence->available.bytes)
						 : value_missing(VALUE_ABSENT);
	default:
		return value_missing(VALUE_GONE);
	}
}

/* Memory has a share of MemTotal; addresses, promises and counts have none. */
static bool has_share(const struct explained *explained, const struct explain_line *line)
{
	if (line->kind == LINE_FIELD && line->index != MEMINFO_MemTotal &&
		line->index != MEMINFO_MemAvailable &&
		fields[line->index].reclaim == RECLAIM_NOT_MEMORY)
		return false;
	return line->kind != LINE_TOTAL && line->kind != LINE_BESIDE && is_bytes(explained, line) &&
	       value_known(value_of_line(line, &explained->shown.evidence));
}

static struct value share_of_line(const struct explained *explained,
	const struct explain_line *line)
{
	if (!has_share(explained, line))
		return value_missing(VALUE_GONE);
	return value_share(value_of_line(line, &explained->shown.evidence),
		explained->shown.evidence.meminfo->field[MEMINFO_MemTotal]);
}

static const char *name_of(const struct explained *explained, const struct explain_line *line)
{
	static const char *const parts[] = { [PART_SOCKETS] = N_("of that, network buffers"),
		[PART_ARC] = N_("of that, ZFS's cache (ARC)") };
	const struct meminfo *meminfo = explained->shown.evidence.meminfo;

	switch (line->kind) {
	case LINE_BLANK:
		break;
	case LINE_HEADING:
	case LINE_MALFORMED:
		return line->title;
	case LINE_FINDING:
		return explained->said ? explained->said[line->index].said
				       : explained->findings.rows[line->index].rule->name;
	case LINE_AVAILABLE:
		return _("to programs, without swap");
	case LINE_NO_SUM:
		return _("No sum");
	case LINE_TERM:
		return _(term_rows[line->index].title);
	case LINE_OWNER:
		return _(parts[line->index]);
	case LINE_TOTAL:
		return meminfo_field_name(MEMINFO_MemTotal);
	case LINE_BESIDE:
	case LINE_FIELD:
		return meminfo_field_name((enum meminfo_field)line->index);
	case LINE_UNKNOWN:
		return string_pool_at(&meminfo->names, meminfo->entries[line->index].name);
	}
	return "";
}

/* "  note      The kernel has killed ...", over all columns. */
static void finding_cell(const struct explained *explained, const struct explain_line *line,
	struct datum *out)
{
	enum severity severity = explained->findings.rows[line->index].severity;
	const char *word = _(severity_title(severity));
	int pad = max_int(0, SEVERITY_WIDTH - (int)utf8_width(word));
	int length = snprintf(out->buffer, sizeof(out->buffer), "  %s%*s  ", word, pad, "");

	datum_set_bytes(out, text_of_string(name_of(explained, line)));
	out->lead = text_of(out->buffer, min_size((size_t)length, DATUM_BUFFER - 1));
	out->spans = true;
}

static void name_cell(const struct explained *explained, const struct explain_line *line,
	struct datum *out)
{
	size_t indent = line->kind == LINE_HEADING ? 0 : min_size(2 + 2 * line->depth, INDENT_MOST);

	datum_set_bytes(out, text_of_string(name_of(explained, line)));
	if (line->kind == LINE_BLANK)
		out->value = value_missing(VALUE_GONE);
	out->lead = text_of("                ", indent);
}

static void value_cell(const struct explained *explained, const struct explain_line *line,
	struct datum *out)
{
	out->value = value_of_line(line, &explained->shown.evidence);
}

static struct value change_of_line(const struct explained *explained,
	const struct explain_line *line, const struct meminfo_reading *before)
{
	struct value change;

	if (!before->known || line->kind == LINE_UNKNOWN)
		return value_missing(VALUE_GONE);
	change = value_difference(value_of_line(line, &explained->shown.evidence),
		value_of_line(line, &before->evidence));
	return value_known(change) && change.n != 0 ? change : value_missing(VALUE_GONE);
}

/* "####                  Cached - Shmem" */
static void bar_cell(const struct explained *explained, const struct explain_line *line,
	struct datum *out)
{
	static const char
		*const files[] = { [PART_SOCKETS] = "net/sockstat", [PART_ARC] = "arcstats: size" };
	const char *source = line->kind == LINE_TERM    ? term_rows[line->index].source
			     : line->kind == LINE_OWNER ? files[line->index]
							: "";
	uint64_t share = value_or(share_of_line(explained, line), 0);
	int filled = (int)min_u64(share * BAR_WIDTH / 10000, BAR_WIDTH), length;

	length = snprintf(out->buffer, sizeof(out->buffer), "%.*s%*s  %s", filled,
		"####################", *source ? BAR_WIDTH - filled : 0, "", source);
	datum_set_bytes(out, text_of(out->buffer, min_size((size_t)length, DATUM_BUFFER - 1)));
}

/* The last column: a bar of the share, or what there is to say in place of it. */
static void note_cell(const struct explained *explained, const struct explain_line *line,
	struct datum *out)
{
	const char *note = NULL;

	if (line->kind == LINE_NO_SUM)
		note = _(balance_reason(explained->shown.evidence.balance.state));
	else if (line->kind == LINE_HEADING || line->kind == LINE_MALFORMED)
		note = line->note;
	else if (line->kind == LINE_BESIDE)
		note = _(fields[line->index].overlaps);
	else if (has_share(explained, line))
		bar_cell(explained, line, out);
	if (note && *note)
		datum_set_bytes(out, text_of_string(note));
	else if (out->kind == DATUM_VALUE)
		out->value = value_missing(VALUE_GONE);
}

static void line_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct explained *explained = context;
	const struct explain_line *line = &explained->lines[row];

	if (id == WHAT && line->kind == LINE_FINDING)
		finding_cell(explained, line, out);
	else if (id == WHAT)
		name_cell(explained, line, out);
	else if (id == VALUE)
		value_cell(explained, line, out);
	else if (id == SHARE)
		out->value = share_of_line(explained, line);
	else if (id == CHANGE)
		out->value = change_of_line(explained, line, &explained->before);
	else if (id == SINCE_MARK)
		out->value = change_of_line(explained, line, &explained->mark);
	else
		note_cell(explained, line, out);
}

static enum unit line_unit(const void *context, size_t row, unsigned id)
{
	const struct explained *explained = context;
	bool bytes = is_bytes(explained, &explained->lines[row]);

	if (id == VALUE)
		return bytes ? UNIT_BYTES : UNIT_COUNT;
	if (id == CHANGE || id == SINCE_MARK)
		return bytes ? UNIT_SIGNED : UNIT_INTEGER;
	return id == SHARE ? UNIT_SHARE : UNIT_TEXT;
}

static uint64_t line_key(const void *context, size_t row)
{
	const struct explain_line *line = &((const struct explained *)context)->lines[row];

	if (line->kind == LINE_HEADING)
		return (uint64_t)(uintptr_t)line->title;
	return (uint64_t)line->kind << 32 | line->index;
}

static enum emphasis line_emphasis(const void *context, size_t row)
{
	const struct explained *explained = context;
	const struct explain_line *line = &explained->lines[row];

	if (line->kind == LINE_HEADING)
		return EMPHASIS_STRONG;
	if (line->kind == LINE_FINDING && explained->said)
		return explained->said[line->index].emphasis;
	return EMPHASIS_NONE;
}

static bool is_passed(const void *context, size_t row)
{
	const struct explained *explained = context;

	return explained->lines[row].kind == LINE_HEADING ||
	       explained->lines[row].kind == LINE_BLANK;
}

static const struct label what_label = { "what", N_("Field"), NULL, UNIT_TEXT };
static const struct label value_label = { "value", N_("Value"), NULL, UNIT_BYTES };
static const struct label share_label = { "share", N_("Share"), NULL, UNIT_SHARE };
static const struct label change_label = { "change", N_("Change"), NULL, UNIT_SIGNED };
static const struct label mark_label = { "since_mark", N_("Since m"), NULL, UNIT_SIGNED };
static const struct label note_label = { "note", "", NULL, UNIT_TEXT };

static const struct document_column line_columns[] = {
	{ &what_label, SHOWN, 33, WHAT },
	{ &value_label, SHOWN, 8, VALUE },
	{ &share_label, SHOWN | DISPENSABLE(3), 5, SHARE },
	{ &change_label, ON_SCREEN | DISPENSABLE(2), 7, CHANGE },
	{ &mark_label, ON_SCREEN | DISPENSABLE(1), 7, SINCE_MARK },
	{ &note_label, SHOWN | DISPENSABLE(4), 1, NOTE },
};

void explain_put_lines(struct document *document, struct explained *explained)
{
	struct document_table table = { .columns = explained->columns,
		.context = explained,
		.state = VALUE_OK,
		.cell = line_cell,
		.row_key = line_key,
		.emphasis = line_emphasis,
		.describe = explain_describe,
		.is_passed = is_passed,
		.unit = line_unit,
		.sorted = -1 };

	add_findings(document, explained);
	add_heading(document, explained, _("Available"), "");
	add(document, explained, (struct explain_line){ .kind = LINE_AVAILABLE });
	add_balance(document, explained);
	add_beside(document, explained);
	for (int group = 0; group < GROUP_COUNT; group++)
		add_group(document, explained, (enum field_group)group);
	add_unknown(document, explained);
	add_malformed(document, explained);
	for (size_t i = 0; i < COUNT_OF(line_columns); i++)
		if (line_columns[i].id != SINCE_MARK || explained->mark.known)
			explained->columns[table.column_count++] = line_columns[i];
	table.row_count = explained->line_count;
	document_line(document, EMPHASIS_NONE, "");
	document_table(document, &table);
}

/* ---- for the screen ---- */

const char *explain_origin(const struct document_table *table)
{
	return ((const struct explained *)table->context)->origin;
}

static const struct explain_line *line_at(const struct document_table *table, size_t row)
{
	const struct explained *explained = table->context;

	return &explained->lines[row];
}

int explain_row_field(const struct document_table *table, size_t row)
{
	const struct explained *explained = table->context;
	const struct explain_line *line = line_at(table, row);

	switch (line->kind) {
	case LINE_FIELD:
	case LINE_BESIDE:
		return (int)line->index;
	case LINE_FINDING:
		return (int)explained->findings.rows[line->index].rule->field;
	case LINE_TERM:
		return line->index == TERM_UNNAMED ? -1 : (int)term_rows[line->index].field;
	case LINE_TOTAL:
		return MEMINFO_MemTotal;
	case LINE_AVAILABLE:
		return MEMINFO_MemAvailable;
	default:
		return -1;
	}
}

int explain_row_view(const struct document_table *table, size_t row)
{
	return explain_line_view(table->context, line_at(table, row));
}

bool explain_row_is_field(const struct document_table *table, size_t row)
{
	return line_at(table, row)->kind == LINE_FIELD;
}

bool explain_row_matches(const struct document_table *table, size_t row, const char *text)
{
	const struct explain_line *line = line_at(table, row);
	char said[4096];

	if (line->kind == LINE_FIELD)
		return field_matches((enum meminfo_field)line->index, text);
	if (line->kind != LINE_BLANK && line->kind != LINE_HEADING &&
		strcasestr(name_of(table->context, line), text))
		return true;
	return explain_describe(table->context, row, ON_SCREEN, said, sizeof(said)) > 0 &&
	       strcasestr(said, text);
}
