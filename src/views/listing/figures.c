/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The figures of the views, found by walking the document that each makes of nothing: its groups
 * and tables are those of any other.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "views/cache/cache.h"
#include "views/cgroups/detail.h"
#include "views/check/check.h"
#include "views/diff/diff.h"
#include "views/explain/explain.h"
#include "views/export/export.h"
#include "views/listing/cost.h"
#include "views/listing/listing.h"
#include "views/oom/oom.h"
#include "views/record/record.h"

/* What the same word prints otherwise, and what commands print; each with its document of nothing. */
struct form {
	const char *view;
	const char *printed_by; /* by what is typed behind memtop */
	struct document *(*specimen)(void);
};

static const struct form forms[] = {
	{ "explain", "explain FILE", explain_saved_specimen },
	{ "explain", "explain FILE FILE", explain_comparison_specimen },
	{ "explain", "explain OOM-REPORT", oom_specimen },
	{ "cgroups", "cgroups PATH", cgroup_detail_specimen },
	{ "cache", "cache --by=GROUP", cache_groups_specimen },
	{ "record", "record --status", record_specimen },
	{ "diff", "diff", diff_specimen },
	{ "check", "check", check_specimen },
};

struct figure {
	const char *view;
	const char *path;              /* "memory.segments.apps_bytes", "processes[].rss_bytes" */
	const char *printed_by, *last; /* all forms that print it, and the last of them */
	const char *source;
	const struct label *label;
};

struct figures {
	struct document *document; /* to which all of it belongs */
	struct figure *rows;
	size_t count, capacity;
	size_t first; /* of the view that is added */
	const char *view, *printed_by;
	const char *groups[8]; /* that are open, with NULL for those without a key */
	size_t depth;
	bool metrics; /* what is added is exported, and has no path */
};

enum { VIEW, KEY, UNIT, COST, MEANING, PRINTED_BY };

static const struct label labels[] = {
	[VIEW] = { "view", N_("VIEW"), NULL, UNIT_TEXT },
	[KEY] = { "key", N_("JSON KEY"), NULL, UNIT_TEXT },
	[UNIT] = { "unit", N_("UNIT"), NULL, UNIT_TEXT },
	[COST] = { "cost", N_("COST"), NULL, UNIT_TEXT },
	[MEANING] = { "meaning", N_("MEANING"), NULL, UNIT_TEXT },
	[PRINTED_BY] = { "printed_by", N_("PRINTED BY"), NULL, UNIT_TEXT },
};

static const struct document_column shown[] = {
	{ &labels[VIEW], EVERYWHERE, 0, VIEW },
	{ &labels[KEY], EVERYWHERE, 0, KEY },
	{ &labels[UNIT], EVERYWHERE, 0, UNIT },
	{ &labels[COST], EVERYWHERE, 0, COST },
	{ &labels[PRINTED_BY], EVERYWHERE, 0, PRINTED_BY },
	{ &labels[MEANING], EVERYWHERE, 0, MEANING },
};

/* The members of a finding, which document/ has no labels for: see struct document_finding. */
static const struct label finding_labels[] = {
	{ "rule", NULL, N_("The name of the rule that fired: a contract with scripts."),
		UNIT_TEXT },
	{ "severity", NULL, N_("ok, note, warning or critical."), UNIT_TEXT },
	{ "sentence", NULL, N_("What was found, as an English sentence."), UNIT_TEXT },
	{ "advice", NULL, N_("What to do about it; null: nothing."), UNIT_TEXT },
	{ "figures", NULL, N_("The figures that the rule looks at, by name."), UNIT_NONE },
	{ "view", NULL, N_("The view that shows more; null: none."), UNIT_TEXT },
};

static void release(void *object)
{
	struct figures *figures = object;

	free(figures->rows);
	free(figures);
}

/* What stands between the key of a table and that of its column: of a group in its rows, too. */
static const char *inner_path(struct figures *figures, const struct document_table *table,
	const char *group, const char *key)
{
	if (!group)
		return document_format(figures->document, "%s[].%s", table->key, key);
	return document_format(figures->document, "%s[].%s.%s", table->key, group,
		key + strlen(group) + 1);
}

/* A key in the groups that are open; NULL without memory. */
static const char *path_of(struct figures *figures, const struct label *label, const char *key)
{
	const char *path = "";

	if (figures->metrics)
		return document_format(figures->document, "memtop_%s", label->key);
	for (size_t i = 0; i < figures->depth && path; i++)
		if (figures->groups[i])
			path = document_format(figures->document, "%s%s.", path,
				figures->groups[i]);
	return path ? document_format(figures->document, "%s%s", path, key) : NULL;
}

/* Whether another form of the view has that key already, and now this one, too. */
static bool add_form(struct figures *figures, const char *path)
{
	for (size_t i = figures->first; path && i < figures->count; i++) {
		struct figure *figure = &figures->rows[i];

		if (strcmp(figure->path, path) != 0)
			continue;
		if (figure->last != figures->printed_by)
			figure->printed_by = document_format(figures->document, "%s | %s",
				figure->printed_by, figures->printed_by);
		figure->last = figures->printed_by;
		return true;
	}
	return false;
}

/* Adds the figure of that label, under that key; texts are labels of a metric and no metrics. */
static void add(struct figures *figures, const struct label *label, const char *key,
	const char *source)
{
	struct figure *grown = array_reserve(figures->rows, &figures->capacity, figures->count + 1,
		sizeof(*grown));
	const char *path;

	if (grown)
		figures->rows = grown;
	if (!grown || !key) {
		document_fail(figures->document);
		return;
	}
	if (figures->metrics && label->unit == UNIT_TEXT)
		return;
	path = path_of(figures, label, key);
	if (path && !add_form(figures, path))
		figures->rows[figures->count++] = (struct figure){ figures->view, path,
			figures->printed_by, figures->printed_by, source, label };
}

static void add_table(struct figures *figures, const struct document_table *table,
	const char *source)
{
	for (size_t i = 0; i < table->column_count; i++) {
		const struct label *label = table->columns[i].label;

		if (!(table->columns[i].places & IN_JSON) || !label->key)
			continue;
		add(figures, label,
			table->is_list
				? label->key
				: inner_path(figures, table, table_group(table, i), label->key),
			source);
	}
	for (size_t i = 0; table->inner && table->inner[i]; i++) {
		struct document_table inner = *table->inner[i];

		inner.key = document_format(figures->document, "%s[].%s", table->key, inner.key);
		add_table(figures, &inner, source);
	}
}

static void open_group(struct figures *figures, const char *key)
{
	if (figures->depth < COUNT_OF(figures->groups))
		figures->groups[figures->depth++] = key;
}

static void add_block(struct figures *figures, const struct block *block)
{
	if (block->kind == BLOCK_OPEN)
		open_group(figures, block->is_list
					    ? document_format(figures->document, "%s[]", block->key)
					    : block->key);
	else if (block->kind == BLOCK_CLOSE && figures->depth > 0)
		figures->depth--;
	else if (block->kind == BLOCK_FIGURE && block->label->key)
		add(figures, block->label, block->label->key, block->source);
	else if (block->kind == BLOCK_TABLE && block->key)
		add_table(figures, block->table, block->source);
	else if (block->kind == BLOCK_FINDINGS && block->key)
		for (size_t i = 0; i < COUNT_OF(finding_labels); i++)
			add(figures, &finding_labels[i],
				document_format(figures->document, "%s[].%s", block->key,
					finding_labels[i].key),
				NULL);
}

static void release_document(void *object)
{
	document_free(object);
}

/* Takes the specimen, a document of nothing. */
static void add_specimen(struct figures *figures, const char *printed_by, struct document *specimen)
{
	const struct block *blocks;
	size_t count;

	if (!specimen || document_status(specimen) != STATUS_OK) {
		document_free(specimen);
		document_fail(figures->document);
		return;
	}
	document_hold(figures->document, specimen, release_document);
	figures->printed_by = printed_by;
	figures->depth = 0;
	blocks = document_blocks(specimen, &count);
	for (size_t i = 0; i < count; i++)
		add_block(figures, &blocks[i]);
}

/* A column of processes knows what it costs; of the other figures, their document does. */
static struct text cost_of(const struct figure *figure, char buffer[static DATUM_BUFFER])
{
	for (int id = 0; id < COLUMN_COUNT; id++)
		if (figure->label == &columns[id].label)
			return cost_print(buffer, (enum column_id)id);
	return text_of_string(figure->source ? figure->source : "none");
}

static const char *meaning_of(const struct label *label)
{
	if (label->explanation)
		return label->explanation;
	return label->title ? label->title : "";
}

static void cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct figure *figure = &((const struct figures *)context)->rows[row];
	const char *meaning = meaning_of(figure->label);

	if (id == VIEW)
		*out = datum_of_string(figure->view);
	else if (id == KEY)
		*out = datum_of_string(figure->path);
	else if (id == PRINTED_BY)
		*out = datum_of_string(figure->printed_by);
	else if (id == UNIT)
		*out = datum_of_string(units_unit_name(figure->label->unit));
	else if (id == MEANING)
		*out = datum_of_word(meaning, meaning);
	else {
		out->kind = DATUM_BYTES;
		out->value = value_of(0);
		out->text = cost_of(figure, out->buffer);
	}
}

/* Of the view or command that is to be listed, where one is. */
static void add_forms(struct figures *figures, const char *view)
{
	const int id = view_find(view);

	figures->view = view;
	figures->first = figures->count;
	if (id >= 0)
		add_specimen(figures, view, view_specimen(&view_rows[id]));
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (strcmp(forms[i].view, view) == 0)
			add_specimen(figures, forms[i].printed_by, forms[i].specimen());
}

static void add_metrics(struct figures *figures)
{
	figures->metrics = true;
	figures->view = "export";
	figures->first = figures->count;
	add_specimen(figures, figures->view, export_specimen());
	figures->metrics = false;
}

static void add_all(struct figures *figures)
{
	for (int view = 0; view < VIEW_COUNT; view++)
		add_forms(figures, view_rows[view].name);
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (view_find(forms[i].view) < 0)
			add_forms(figures, forms[i].view);
	add_metrics(figures);
}

struct document *listing_figures(const char *view)
{
	struct document *document = document_new();
	struct figures *figures = calloc(1, sizeof(*figures));

	if (!document || !figures) {
		document_free(document);
		free(figures);
		return NULL;
	}
	figures->document = document;
	document_schema(document);
	if (!view)
		add_all(figures);
	else if (strcmp(view, "export") == 0)
		add_metrics(figures);
	else
		add_forms(figures, view);
	document_table(document, &(struct document_table){ .key = "figures",
					 .columns = shown,
					 .column_count = COUNT_OF(shown),
					 .context = figures,
					 .row_count = figures->count,
					 .state = VALUE_OK,
					 .cell = cell,
					 .sorted = -1 });
	document_hold(document, figures, release);
	return document;
}
