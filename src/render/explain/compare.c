/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "render/explain/parts.h"
#include "render/format.h"

#define NAME_WIDTH   36
#define FIGURE_WIDTH 9

/* One line of the comparison; missing on a side counts as 0 in a sheet's term, not in a field. */
struct change {
	const char *name;
	bool is_bytes;
	struct value before, after;
};

static int64_t change_of(const struct change *change)
{
	return (int64_t)(value_or(change->after, 0) - value_or(change->before, 0));
}

/* Largest first, whichever way. */
static int by_size(const void *a, const void *b)
{
	int64_t left = llabs(change_of(a)), right = llabs(change_of(b));

	return left < right ? 1 : left > right ? -1 : 0;
}

static struct value of_field(const struct meminfo *meminfo, enum meminfo_field field)
{
	struct explain_reading reading;

	return explain_read(&reading, meminfo, field) ? reading.value : value_missing(VALUE_ABSENT);
}

/* Fields of either side that are not the same; changes has room for all. */
static size_t field_changes(struct change *changes, const struct meminfo *before,
	const struct meminfo *after)
{
	size_t count = 0;

	for (int id = 0; id < MEMINFO_FIELD_COUNT; id++) {
		enum meminfo_field field = (enum meminfo_field)id;
		struct change change = { meminfo_field_name(field), meminfo_field_is_bytes(field),
			of_field(before, field), of_field(after, field) };

		if (value_known(change.before) != value_known(change.after) ||
			(value_known(change.after) && change.before.n != change.after.n))
			changes[count++] = change;
	}
	return count;
}

/* The terms of both sheets; none where either has no sum. */
static size_t term_changes(struct change changes[TERM_COUNT], const struct balance *before,
	const struct balance *after, bool translated)
{
	size_t count = 0;

	if (before->state != BALANCE_OK || after->state != BALANCE_OK)
		return 0;
	for (int term = 0; term < TERM_COUNT; term++) {
		struct change change = { translated ? _(term_rows[term].title)
						    : term_rows[term].key,
			true, before->term[term], after->term[term] };

		if (term == TERM_UNNAMED) {
			change.before.n = before->unnamed;
			change.after.n = after->unnamed;
		}
		if (value_known(change.before) || value_known(change.after))
			changes[count++] = change;
	}
	qsort(changes, count, sizeof(*changes), by_size);
	return count;
}

static void print_figure(struct sink *sink, struct value value, bool is_bytes, enum scale scale)
{
	char text[UNITS_SIZE];

	units_value(text, value, is_bytes ? UNIT_BYTES : UNIT_COUNT, scale);
	format_right(sink, text, FIGURE_WIDTH, 0);
}

static void print_change(struct sink *sink, const struct change *change, enum scale scale)
{
	int64_t difference = change_of(change);
	char size[UNITS_SIZE], text[UNITS_SIZE + 1];

	sink_string(sink, "  ");
	format_left(sink, change->name, NAME_WIDTH, 0);
	print_figure(sink, change->before, change->is_bytes, scale);
	print_figure(sink, change->after, change->is_bytes, scale);
	if (value_known(change->before) && value_known(change->after)) {
		units_value(size, value_of((uint64_t)llabs(difference)),
			change->is_bytes ? UNIT_BYTES : UNIT_COUNT, scale);
		snprintf(text, sizeof(text), "%c%s", difference < 0 ? '-' : '+', size);
		format_right(sink, text, FIGURE_WIDTH + 1, 0);
	}
	sink_bytes(sink, "\n", 1);
}

static void print_columns(struct sink *sink, const char *what)
{
	explain_heading(sink, what);
	sink_fill(sink, ' ', 2 + NAME_WIDTH);
	format_right(sink, _("before"), FIGURE_WIDTH, 0);
	format_right(sink, _("after"), FIGURE_WIDTH, 0);
	format_right(sink, _("change"), FIGURE_WIDTH + 1, 0);
	sink_bytes(sink, "\n", 1);
}

static void print_source(struct sink *sink, const char *label, const struct explained *explained,
	const struct explain_style *style)
{
	char source[512], kernel[96];

	utf8_printable(source, sizeof(source), explained->source, strlen(explained->source),
		style->ascii);
	explain_kernel(kernel, sizeof(kernel), explained, true);
	format_left(sink, label, 8, 0);
	sink_format(sink, "%s%s%s\n", source, *kernel ? ", Linux " : "", kernel);
}

/* The terms that took most of what others gave: the answer in one line. */
static void print_answer(struct sink *sink, const struct change *terms, size_t count,
	const struct explain_style *style)
{
	const struct change *up = NULL, *down = NULL;
	char more[UNITS_SIZE], less[UNITS_SIZE];

	for (size_t i = count; i-- > 0;) {
		if (change_of(&terms[i]) > 0)
			up = &terms[i];
		if (change_of(&terms[i]) < 0)
			down = &terms[i];
	}
	if (!up || !down)
		return;
	units_bytes(more, (uint64_t)change_of(up), style->scale);
	units_bytes(less, (uint64_t)-change_of(down), style->scale);
	sink_format(sink, _("\nMost of what changed: \"%s\" took %s more, \"%s\" has %s less.\n"),
		up->name, more, down->name, less);
}

/* The sheets side by side, and every field that is not the same. */
static void print_changes(struct sink *sink, const struct explained *before,
	const struct explained *after, const struct explain_style *style)
{
	struct change terms[TERM_COUNT], changes[MEMINFO_FIELD_COUNT];
	size_t term_count =
		term_changes(terms, &before->evidence->balance, &after->evidence->balance, true);
	size_t count = field_changes(changes, before->evidence->meminfo, after->evidence->meminfo);

	print_answer(sink, terms, term_count, style);
	print_columns(sink, _("Where the memory went"));
	if (term_count == 0)
		sink_format(sink, "  %s\n",
			_("Nobody can tell: one of the two does not add up. Explain it alone to see why."));
	for (size_t i = 0; i < term_count; i++)
		if (change_of(&terms[i]) != 0)
			print_change(sink, &terms[i], style->scale);
	print_columns(sink, _("Fields that differ"));
	for (size_t i = 0; i < count; i++)
		print_change(sink, &changes[i], style->scale);
}

void explain_compare_text(struct sink *sink, const struct explained *before,
	const struct explained *after, const struct explain_style *style)
{
	print_source(sink, _("before"), before, style);
	print_source(sink, _("after"), after, style);
	if (before->evidence->meminfo->field[MEMINFO_MemTotal].n !=
		after->evidence->meminfo->field[MEMINFO_MemTotal].n)
		sink_format(sink, "\n%s\n",
			_("MemTotal is not the same: these may be two machines."));
	print_changes(sink, before, after, style);
}

void explain_series_text(struct sink *sink, const struct explained *first,
	const struct explained *last, const struct explain_style *style)
{
	explain_heading(sink, _("From the first to the last"));
	print_changes(sink, first, last, style);
}

static void json_value(struct sink *sink, const char *key, struct value value)
{
	sink_format(sink, ",\"%s\":", key);
	if (!value_known(value))
		sink_string(sink, "null");
	else
		sink_signed(sink, value.n);
}

static void json_changes(struct sink *sink, const char *label, const struct change *changes,
	size_t count)
{
	sink_bytes(sink, "[", 1);
	for (size_t i = 0; i < count; i++) {
		const struct change *change = &changes[i];
		bool both = value_known(change->before) && value_known(change->after);

		sink_format(sink, "%s{\"%s\":", i ? "," : "", label);
		explain_json_string(sink, change->name);
		json_value(sink, change->is_bytes ? "before_bytes" : "before_count",
			change->before);
		json_value(sink, change->is_bytes ? "after_bytes" : "after_count", change->after);
		json_value(sink, change->is_bytes ? "change_bytes" : "change_count",
			both ? value_of(change_of(change)) : value_missing(VALUE_ABSENT));
		sink_bytes(sink, "}", 1);
	}
	sink_bytes(sink, "]", 1);
}

static void json_comparison(struct sink *sink, const struct explained *before,
	const struct explained *after)
{
	struct change terms[TERM_COUNT], changes[MEMINFO_FIELD_COUNT];
	size_t term_count =
		term_changes(terms, &before->evidence->balance, &after->evidence->balance, false);
	size_t count = field_changes(changes, before->evidence->meminfo, after->evidence->meminfo);

	sink_string(sink, "\"fields\":");
	json_changes(sink, "name", changes, count);
	sink_string(sink, ",\"balance\":");
	if (term_count > 0)
		json_changes(sink, "term", terms, term_count);
	else
		sink_string(sink, "null");
}

void explain_compare_json(struct sink *sink, const struct explained *before,
	const struct explained *after)
{
	sink_string(sink, "{\"schema\":2,\"before\":");
	explain_json_string(sink, before->source);
	sink_string(sink, ",\"after\":");
	explain_json_string(sink, after->source);
	sink_bytes(sink, ",", 1);
	json_comparison(sink, before, after);
	sink_string(sink, "}\n");
}

void explain_series_json(struct sink *sink, const struct explained *first,
	const struct explained *last)
{
	sink_string(sink, ",\"since_first\":{");
	json_comparison(sink, first, last);
	sink_bytes(sink, "}", 1);
}
