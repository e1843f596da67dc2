/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/folding.h"

/* Folding everything leaves the first line with what is right below it. */
#define FOLDED_DEPTH 1

static struct fold_line line_at(const struct fold_lines *lines, size_t at)
{
	return lines->line(lines->context, at);
}

/* The line that this one stands below, or itself. */
static size_t parent_line(const struct fold_lines *lines, size_t at)
{
	unsigned depth = line_at(lines, at).depth;
	size_t line = at;

	while (line > 0 && line_at(lines, line).depth >= depth)
		line--;
	return line_at(lines, line).depth < depth ? line : at;
}

static void fold(struct tags *folded, struct table *table, const struct fold_lines *lines)
{
	struct fold_line line = line_at(lines, table->cursor);

	if (line.count == 1 || tags_has(folded, line.key))
		table->cursor = parent_line(lines, table->cursor);
	table->moved = true;
	tags_add(folded, line_at(lines, table->cursor).key);
}

static void toggle(struct tags *folded, struct table *table, const struct fold_lines *lines)
{
	struct fold_line line = line_at(lines, table->cursor);

	if (tags_has(folded, line.key))
		tags_remove(folded, line.key);
	else if (line.count > 1)
		fold(folded, table, lines);
}

/* All that stands below the first level is what folding all leaves out. */
static void fold_all(struct tags *folded, struct table *table, const struct fold_lines *lines)
{
	if (tags_count(folded) > 0) {
		tags_clear(folded);
		return;
	}
	while (table->cursor > 0 && line_at(lines, table->cursor).depth > FOLDED_DEPTH)
		table->cursor--;
	for (size_t i = 0; i < lines->count; i++) {
		struct fold_line line = line_at(lines, i);

		if (line.count > 1 && line.depth > 0)
			tags_add(folded, line.key);
	}
}

bool folding_act(struct tags *folded, struct table *table, const struct fold_lines *lines,
	enum action_id action)
{
	if (table->cursor >= lines->count)
		return false;
	if (action == ACTION_FOLD)
		fold(folded, table, lines);
	else if (action == ACTION_UNFOLD)
		tags_remove(folded, line_at(lines, table->cursor).key);
	else if (action == ACTION_TOGGLE)
		toggle(folded, table, lines);
	else
		fold_all(folded, table, lines);
	return true;
}
