/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "document/meminfo/fields.h"
#include "ui/views/explain/view.h"

#define BAR_WIDTH 20

/* ---- the lines ---- */

static void add(struct explain_view *view, struct explain_line line)
{
	if (view->count < EXPLAIN_LINES)
		view->lines[view->count++] = line;
}

static void add_heading(struct explain_view *view, const char *heading)
{
	if (view->count > 0)
		add(view, (struct explain_line){ .kind = LINE_BLANK });
	add(view, (struct explain_line){ .kind = LINE_HEADING, .heading = heading });
}

static void add_findings(struct explain_view *view)
{
	if (view->findings.count > 0)
		add_heading(view, _("Findings"));
	for (unsigned i = 0; i < view->findings.count; i++)
		add(view, (struct explain_line){ .kind = LINE_FINDING, .index = i });
}

static void add_balance(struct explain_view *view)
{
	const struct balance *balance = &view->evidence.balance;

	add_heading(view, _("Available"));
	add(view, (struct explain_line){ .kind = LINE_AVAILABLE });
	add_heading(view, _("Balance"));
	if (balance->state != BALANCE_OK)
		add(view, (struct explain_line){ .kind = LINE_NO_SUM });
	for (unsigned term = 0; term < TERM_COUNT; term++)
		if (value_or(balance->term[term], 0) > 0 ||
			(term == TERM_UNNAMED && balance->state == BALANCE_OK))
			add(view, (struct explain_line){ .kind = LINE_TERM, .index = term });
}

/* Whether the text has the field at all, be its value unreadable. */
static bool has_field(const struct meminfo *meminfo, enum meminfo_field field)
{
	for (size_t i = 0; i < meminfo->malformed_count; i++)
		if (meminfo->malformed[i].field == (int)field)
			return true;
	return value_known(meminfo->field[field]);
}

static void add_group(struct explain_view *view, enum field_group group)
{
	enum meminfo_field ids[MEMINFO_FIELD_COUNT];
	size_t count = field_tree(ids, group);
	bool titled = false;

	for (size_t i = 0; i < count; i++) {
		if (!has_field(view->evidence.meminfo, ids[i]))
			continue;
		if (!titled)
			add_heading(view, _(field_group_title(group)));
		titled = true;
		add(view, (struct explain_line){ .kind = LINE_FIELD,
				  .index = ids[i],
				  .depth = field_depth(ids[i]) });
	}
}

static void add_unknown(struct explain_view *view)
{
	const struct meminfo *meminfo = view->evidence.meminfo;
	bool titled = false;

	for (unsigned i = 0; i < meminfo->entry_count; i++) {
		if (meminfo->entries[i].field >= 0)
			continue;
		if (!titled)
			add_heading(view, _("Unknown fields"));
		titled = true;
		add(view, (struct explain_line){ .kind = LINE_UNKNOWN, .index = i });
	}
}

static void add_malformed(struct explain_view *view)
{
	const struct meminfo *meminfo = view->evidence.meminfo;

	if (meminfo->malformed_count > 0)
		add_heading(view, _("Unreadable lines"));
	for (unsigned i = 0; i < meminfo->malformed_count; i++)
		add(view, (struct explain_line){ .kind = LINE_MALFORMED, .index = i });
}

static bool is_same(const struct explain_line *a, const struct explain_line *b)
{
	return a->kind == b->kind && a->index == b->index && a->heading == b->heading;
}

void explain_arrange(struct explain_view *view)
{
	struct explain_line at = { .kind = LINE_HEADING };

	if (view->table.cursor < view->count)
		at = view->lines[view->table.cursor];
	view->count = 0;
	add_findings(view);
	add_balance(view);
	for (int group = 0; group < GROUP_COUNT; group++)
		add_group(view, (enum field_group)group);
	add_unknown(view);
	add_malformed(view);
	for (size_t i = 0; view->table.moved && i < view->count; i++)
		if (is_same(&view->lines[i], &at))
			view->table.cursor = i;
}

/* ---- the cells ---- */

static void set(struct cell *cell, const char *text)
{
	cell->text = text_of_string(text);
}

static void set_bytes(struct cell *cell, struct value bytes, enum scale scale)
{
	char figure[UNITS_SIZE];

	units_value(figure, bytes, UNIT_BYTES, scale);
	snprintf(cell->buffer, sizeof(cell->buffer), "%s", figure);
	set(cell, cell->buffer);
}

static bool is_bytes(const struct explain_view *view, const struct explain_line *line)
{
	if (line->kind == LINE_FIELD)
		return meminfo_field_is_bytes((enum meminfo_field)line->index);
	if (line->kind == LINE_UNKNOWN)
		return view->evidence.meminfo->entries[line->index].unit == MEMINFO_KB;
	return true;
}

/* What a line shows, of any evidence: the one on screen or the one to compare with. */
static struct value value_of_line(const struct explain_line *line, const struct evidence *evidence)
{
	switch (line->kind) {
	case LINE_TERM:
		return evidence->balance.term[line->index];
	case LINE_FIELD:
		return evidence->meminfo->field[line->index];
	case LINE_UNKNOWN:
		return value_of(evidence->meminfo->entries[line->index].n);
	case LINE_AVAILABLE:
		return evidence->available_known ? value_of(evidence->available.bytes)
						 : value_missing(VALUE_ABSENT);
	default:
		return value_missing(VALUE_ABSENT);
	}
}

static bool has_value(const struct explain_line *line)
{
	return line->kind == LINE_TERM || line->kind == LINE_FIELD || line->kind == LINE_UNKNOWN ||
	       line->kind == LINE_AVAILABLE;
}

static bool has_share(const struct explain_view *view, const struct explain_line *line)
{
	if (line->kind == LINE_FIELD && line->index != MEMINFO_MemTotal &&
		line->index != MEMINFO_MemAvailable &&
		fields[line->index].reclaim == RECLAIM_NOT_MEMORY)
		return false;
	return has_value(line) && is_bytes(view, line);
}

static struct value share_of_line(const struct explain_view *view, const struct explain_line *line)
{
	return value_share(value_of_line(line, &view->evidence),
		view->evidence.meminfo->field[MEMINFO_MemTotal]);
}

static void name_cell(const struct explain_view *view, const struct explain_line *line,
	struct cell *cell)
{
	const struct meminfo *meminfo = view->evidence.meminfo;
	const char *name = "";

	switch (line->kind) {
	case LINE_BLANK:
		return;
	case LINE_HEADING:
		cell->style = STYLE_STRONG;
		name = line->heading;
		break;
	case LINE_FINDING:
		name = view->findings.rows[line->index].rule->name;
		break;
	case LINE_AVAILABLE:
		name = _("to programs, without swap");
		break;
	case LINE_TERM:
		name = _(term_rows[line->index].title);
		break;
	case LINE_NO_SUM:
		name = _("No sum");
		break;
	case LINE_FIELD:
		name = meminfo_field_name((enum meminfo_field)line->index);
		break;
	case LINE_UNKNOWN:
		name = meminfo->names + meminfo->entries[line->index].name;
		break;
	case LINE_MALFORMED:
		name = meminfo->names + meminfo->malformed[line->index].text;
		break;
	}
	snprintf(cell->buffer, sizeof(cell->buffer), "%*s%s",
		line->kind == LINE_HEADING ? 0 : (int)(1 + 2 * line->depth), "", name);
	set(cell, cell->buffer);
}

static enum style severity_style(enum severity severity)
{
	if (severity == SEVERITY_CRITICAL)
		return STYLE_ALARM;
	return severity == SEVERITY_WARNING ? STYLE_WARNING : STYLE_NORMAL;
}

static void value_cell(const struct explain_view *view, const struct explain_line *line,
	struct cell *cell)
{
	struct value value = value_of_line(line, &view->evidence);

	if (line->kind == LINE_FINDING) {
		enum severity severity = view->findings.rows[line->index].severity;

		cell->style = severity_style(severity);
		set(cell, _(severity_title(severity)));
	} else if (has_value(line) && is_bytes(view, line)) {
		if (line->kind == LINE_FIELD && !value_known(value))
			value = value_missing(VALUE_DENIED);
		set_bytes(cell, value, view->scale);
	} else if (has_value(line)) {
		snprintf(cell->buffer, sizeof(cell->buffer), "%lld", (long long)value.n);
		set(cell, cell->buffer);
	}
}

static void share_cell(const struct explain_view *view, const struct explain_line *line,
	struct cell *cell)
{
	char percent[UNITS_SIZE];

	if (!has_share(view, line))
		return;
	units_share(percent, share_of_line(view, line));
	snprintf(cell->buffer, sizeof(cell->buffer), "%s", percent);
	set(cell, cell->buffer);
}

static void change_cell(const struct explain_view *view, const struct explain_line *line,
	const struct explain_base *before, struct cell *cell)
{
	struct value then, now = value_of_line(line, &view->evidence);
	char size[UNITS_SIZE];
	int64_t change;

	if (!before->known || !has_value(line) || line->kind == LINE_UNKNOWN)
		return;
	then = value_of_line(line, &before->evidence);
	if (!value_known(then) || !value_known(now) || then.n == now.n)
		return;
	change = value_difference(now, then).n;
	units_value(size, value_of((uint64_t)llabs(change)),
		is_bytes(view, line) ? UNIT_BYTES : UNIT_COUNT, view->scale);
	snprintf(cell->buffer, sizeof(cell->buffer), "%c%s", change < 0 ? '-' : '+', size);
	set(cell, cell->buffer);
}

/* The last column: a bar of the share, or the sentence of a finding. */
static void last_cell(const struct explain_view *view, const struct explain_line *line,
	struct cell *cell)
{
	uint64_t share = value_or(share_of_line(view, line), 0);
	size_t filled;

	if (line->kind == LINE_FINDING) {
		finding_sentence(cell->buffer, sizeof(cell->buffer),
			&view->findings.rows[line->index], FOR_PEOPLE);
		set(cell, cell->buffer);
	} else if (line->kind == LINE_NO_SUM) {
		set(cell, _(balance_reason(view->evidence.balance.state)));
	} else if (has_share(view, line)) {
		filled = (size_t)(share * BAR_WIDTH / 10000);
		filled = filled > BAR_WIDTH ? BAR_WIDTH : filled;
		memset(cell->buffer, '#', filled);
		cell->text = text_of(cell->buffer, filled);
	}
}

void explain_cell(void *context, size_t row, size_t column, struct cell *cell)
{
	const struct explain_view *view = context;
	const struct explain_line *line = &view->lines[row];

	if (column == 0)
		name_cell(view, line, cell);
	else if (column == 1)
		value_cell(view, line, cell);
	else if (column == 2)
		share_cell(view, line, cell);
	else if (column == 3)
		change_cell(view, line, &view->before, cell);
	else if (column == 4)
		change_cell(view, line, &view->mark, cell);
	else
		last_cell(view, line, cell);
}
