/* SPDX-License-Identifier: GPL-2.0-or-later */
/* meminfo explained: findings, the balance, every field, and what the one under the cursor means. */
#include "ui/views/explain/view.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "document/meminfo/fields.h"
#include "ui/views/views.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/prompt.h"
#include "ui/widgets/wrap.h"

/* Below so many rows there is only the table. */
#define ROWS_FOR_TEXT 10

/* ---- what is shown ---- */

static void judge(struct explain_view *view)
{
	machine_judge(&view->findings, &view->evidence);
	explain_arrange(view);
}

static void show_saved(struct explain_view *view, const struct ui_setup *setup)
{
	size_t last = setup->saved_count - 1;

	view->saved = &setup->saved[last];
	evidence_of_pasted(&view->evidence, &view->saved->pasted, view->saved->pasted.chosen);
	if (last > 0 && setup->saved[0].oom.count == 0) {
		view->saved_before = &setup->saved[0];
		evidence_of_pasted(&view->before.evidence, &view->saved_before->pasted,
			view->saved_before->pasted.chosen);
		view->before.known = true;
	} else if (view->saved->pasted.first != view->saved->pasted.chosen) {
		evidence_of_pasted(&view->before.evidence, &view->saved->pasted,
			view->saved->pasted.first);
		view->before.known = true;
	}
	judge(view);
}

/* From now on changes are counted from what is shown. */
static void set_base(struct explain_base *base, const struct explain_view *view)
{
	if (!view->sample)
		return;
	sample_unref(base->sample);
	base->sample = sample_ref(view->sample);
	base->evidence = view->evidence;
	base->known = true;
}

static void explain_baseline(void *state, struct ui *ui)
{
	struct explain_view *view = state;

	sample_unref(view->mark.sample);
	view->mark = (struct explain_base){ 0 };
	if (!ui->mark || view->saved || ui->mark->system.meminfo_status != STATUS_OK)
		return;
	view->mark.sample = sample_ref(ui->mark);
	evidence_of_system(&view->mark.evidence, &ui->mark->system);
	view->mark.known = true;
}

static void explain_take(void *state, struct ui *ui)
{
	struct explain_view *view = state;

	view->scale = ui->settings.system_scale;
	if (view->saved || ui->sample == view->sample ||
		ui->sample->system.meminfo_status != STATUS_OK)
		return;
	set_base(&view->before, view);
	sample_unref(view->sample);
	view->sample = sample_ref(ui->sample);
	evidence_of_system(&view->evidence, &view->sample->system);
	judge(view);
}

/* Puts the cursor on the line of a field, if there is one. */
static void go_to(struct explain_view *view, int field)
{
	for (size_t i = 0; i < view->count; i++)
		if (view->lines[i].kind == LINE_FIELD && (int)view->lines[i].index == field) {
			view->table.cursor = i;
			view->table.moved = true;
		}
}

/* The argument is a field to begin with; files were read before the screen began. */
static enum status explain_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	struct explain_view *view = calloc(1, sizeof(*view));
	const struct ui_setup *setup = ui->setup;
	int field = argument ? meminfo_field_find(argument, strlen(argument)) : -1;

	if (!view) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	view->scale = ui->settings.system_scale;
	view->table.cursor = 1; /* below the first heading */
	if (ui->starting && setup->saved_count > 0)
		show_saved(view, setup);
	else if (ui->sample)
		explain_take(view, ui);
	explain_baseline(view, ui);
	go_to(view, field);
	*state = view;
	return STATUS_OK;
}

static void explain_close(void *state)
{
	struct explain_view *view = state;

	sample_unref(view->sample);
	sample_unref(view->before.sample);
	sample_unref(view->mark.sample);
	free(view);
}

/* ---- painting ---- */

static void paint_source(const struct explain_view *view, struct area area)
{
	char kernel[96];
	int x = paint_text(area, 0, 1, STYLE_STRONG, _("memtop: explain")) + 3;

	if (!view->saved) {
		paint_format(area, 0, x, STYLE_NORMAL, "%s  Linux %s", view->sample->host,
			view->sample->kernel);
		return;
	}
	origin_kernel(kernel, sizeof(kernel), &view->evidence.origin, true);
	if (*kernel)
		x += paint_format(area, 0, x, STYLE_DIM, _("Linux %s by its fields"), kernel) + 2;
	if (view->saved_before) {
		x += paint_bytes(area, 0, x, STYLE_NORMAL,
			text_of_string(view->saved_before->name));
		x += paint_text(area, 0, x, STYLE_DIM, " -> ");
	}
	paint_bytes(area, 0, x, STYLE_NORMAL, text_of_string(view->saved->name));
}

static enum style headline_style(enum severity severity)
{
	if (severity == SEVERITY_CRITICAL)
		return STYLE_ALARM;
	return severity == SEVERITY_WARNING ? STYLE_WARNING : STYLE_STRONG;
}

/* Source and headline; returns the rows used. */
static int paint_top(const struct explain_view *view, struct area area)
{
	const struct finding *headline = findings_headline(&view->findings);
	char sentence[1024];

	paint_source(view, area);
	if (!headline || area.height < 6)
		return 1;
	finding_sentence(sentence, sizeof(sentence), headline, FOR_PEOPLE);
	return 1 + wrap_paint(area_columns(area_rows(area, 1, 3), 1, area.width - 1),
			   headline_style(headline->severity), sentence);
}

/* The rows that the text about the line under the cursor takes, and a rule above it; 0: no room. */
static int meaning_rows(struct area area, const char *text)
{
	int lines;

	if (area.height < ROWS_FOR_TEXT || area.width < 3 || !*text)
		return 0;
	lines = wrap_lines(text, area.width - 2);
	return 1 + (lines > area.height / 2 ? area.height / 2 : lines);
}

static void paint_meaning(struct area area, const char *text)
{
	paint_fill(area, 0, 0, area.width, STYLE_FRAME, '-');
	wrap_paint(area_columns(area_rows(area, 1, area.height - 1), 1, area.width - 2),
		STYLE_NORMAL, text);
}

static void paint_lines(struct explain_view *view, struct area area)
{
	struct table_content content = {
		.context = view,
		.row_count = view->count,
		.column_count = EXPLAIN_COLUMNS,
		.columns = {
			{ .title = _("Field"), .width = 33 },
			{ .title = _("Value"), .width = 8, .right = true },
			{ .title = _("Share"), .width = 5, .right = true },
			{ .title = _("Change"), .width = 7, .right = true },
			{ .title = view->mark.known ? _("Since m") : "",
				.width = view->mark.known ? 7 : 0, .right = true },
			{ .title = "", .width = 1 },
		},
		.sorted = -1,
		.cell = explain_cell,
	};

	table_paint(&view->table, &content, area);
}

static void explain_paint(void *state, struct ui *ui, struct area area)
{
	struct explain_view *view = state;
	char text[4096] = "";
	int used, below;

	view->scale = ui->settings.system_scale;
	if (!view->saved && !view->sample) {
		paint_text(area, 0, 1, STYLE_DIM, _("reading meminfo ..."));
		return;
	}
	used = paint_top(view, area);
	area = area_rows(area, used, area.height - used);
	if (view->table.cursor < view->count)
		explain_tell(text, sizeof(text), view, &view->lines[view->table.cursor]);
	below = meaning_rows(area, text);
	paint_lines(view, area_rows(area, 0, area.height - below));
	if (below > 0)
		paint_meaning(area_rows(area, area.height - below, below), text);
}

static struct table *explain_table(void *state, size_t *row_count, bool *no_cursor)
{
	struct explain_view *view = state;

	*no_cursor = false;
	*row_count = view->count;
	return &view->table;
}

/* ---- actions ---- */

/* The next line from the cursor on, in a direction, that has what is looked for. */
static bool find_from(struct explain_view *view, size_t from, int direction)
{
	for (size_t step = 0; step < view->count; step++) {
		size_t at = (from + (direction > 0 ? step : view->count - step)) % view->count;

		if (explain_line_matches(view, &view->lines[at])) {
			view->table.cursor = at;
			view->table.moved = true;
			table_settle(&view->table, view->count);
			return true;
		}
	}
	return false;
}

static bool do_find_next(const struct press *press)
{
	struct explain_view *view = press->state;
	size_t next =
		view->table.cursor + (press->action == ACTION_FIND_NEXT ? 1 : view->count - 1);

	if (!view->find[0] || view->count == 0)
		return false;
	if (!find_from(view, next, press->action == ACTION_FIND_NEXT ? 1 : -1))
		session_note(press->ui, STYLE_WARNING, _("nothing here has \"%s\""), view->find);
	return true;
}

/* Whoever types the name of a field wants that field, not a finding that mentions it. */
static bool find_name(struct explain_view *view)
{
	for (size_t i = 0; i < view->count; i++)
		if (view->lines[i].kind == LINE_FIELD &&
			strcasecmp(meminfo_field_name((enum meminfo_field)view->lines[i].index),
				view->find) == 0) {
			go_to(view, (int)view->lines[i].index);
			return true;
		}
	return false;
}

static enum status check_find(void *context, struct ui *ui, const char *text, bool final,
	struct message *message)
{
	struct explain_view *view = context;

	(void)ui;
	snprintf(view->find, sizeof(view->find), "%s", text);
	if (*text && !find_name(view) && !find_from(view, view->table.cursor, 1) && !final)
		message_set(message, _("nothing here has \"%s\""), text);
	return STATUS_OK;
}

static bool do_find(const struct press *press)
{
	struct ui *ui = press->ui;
	struct explain_view *view = press->state;
	struct prompt prompt = {
		.label = _("Find:"),
		.hint = _("part of a name, or a word of an explanation; then n: next, N: previous"),
		.context = press->state,
		.check = check_find,
	};
	struct editor editor;

	editor_set(&editor, "");
	if (prompt_ask(ui, &prompt, &editor) && view->find[0] && !find_name(view) &&
		!find_from(view, view->table.cursor, 1))
		session_note(ui, STYLE_WARNING, _("nothing here has \"%s\""), view->find);
	return true;
}

static const char *related_label(void *context, size_t item, char *buffer, size_t size)
{
	const int *field = context;

	(void)buffer, (void)size;
	return meminfo_field_name(
		(enum meminfo_field)field_related((enum meminfo_field) * field, item));
}

static const char *related_detail(void *context, size_t item, char *buffer, size_t size)
{
	const int *field = context;

	(void)buffer, (void)size;
	return _(fields[field_related((enum meminfo_field) * field, item)].counts);
}

/* From a finding or a term to its field; from a field to those that are related. */
static bool do_related(const struct press *press)
{
	struct explain_view *view = press->state;
	struct menu menu = { .title = _("Related fields"),
		.label = related_label,
		.detail = related_detail };
	size_t item = 0;
	int field;

	if (view->table.cursor >= view->count)
		return true;
	field = explain_field(view, &view->lines[view->table.cursor]);
	if (field < 0)
		return true;
	if (view->lines[view->table.cursor].kind != LINE_FIELD) {
		go_to(view, field);
		return true;
	}
	menu.context = &field;
	while (field_related((enum meminfo_field)field, menu.count) >= 0)
		menu.count++;
	if (menu_pick(press->ui, &menu, &item))
		go_to(view, field_related((enum meminfo_field)field, item));
	return true;
}

static bool do_mark(const struct press *press)
{
	const struct explain_view *view = press->state;

	if (!view->saved)
		return false;
	session_note(press->ui, STYLE_WARNING,
		_("a saved file does not change: there is nothing to mark"));
	return true;
}

static bool do_back(const struct press *press)
{
	struct explain_view *view = press->state;

	if (!view->find[0])
		return false;
	view->find[0] = '\0';
	return true;
}

static const struct key_row explain_keys[] = {
	{ ACTION_FIND_NEXT, do_find_next, NULL },
	{ ACTION_FIND_PREVIOUS, do_find_next, NULL },
	{ ACTION_FIND, do_find, N_("find a field or a word while you type") },
	{ ACTION_RELATED, do_related, NULL },
	{ ACTION_MARK, do_mark, NULL },
	{ ACTION_BACK, do_back, N_("end the search, then go back") },
	{ 0 },
};

const struct view explain_view = {
	.open = explain_open,
	.close = explain_close,
	.take = explain_take,
	.mark = explain_baseline,
	.paint = explain_paint,
	.table = explain_table,
	.keys = explain_keys,
};
