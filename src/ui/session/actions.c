/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What keys do in every view. */
#include <stdio.h>

#include "base/i18n.h"
#include "base/units.h"
#include "config/rows.h"
#include "ui/session/report.h"
#include "ui/session/session.h"
#include "ui/session/tab_line.h"
#include "ui/widgets/prompt.h"

static bool do_move(const struct press *press)
{
	struct ui *ui = press->ui;
	size_t count;
	bool no_cursor;
	struct table *table = session_table(ui, &count, &no_cursor);

	if (!table || !table_move(table, press->action, count, no_cursor))
		return false;
	if (session_pane(ui))
		document_pane_pass(session_pane(ui),
			press->action == ACTION_UP || press->action == ACTION_PAGE_UP);
	return true;
}

/* A second press of the key that opened a view closes it. */
static void toggle_screen(struct ui *ui, int id)
{
	if (ui->stack[ui->depth - 1].view == screens[id])
		session_back(ui);
	else
		session_open(ui, (int)id, NULL);
}

static bool do_help(const struct press *press)
{
	toggle_screen(press->ui, SCREEN_HELP);
	return true;
}

static bool do_setup(const struct press *press)
{
	toggle_screen(press->ui, SCREEN_SETUP);
	return true;
}

static bool do_meminfo(const struct press *press)
{
	toggle_screen(press->ui, VIEW_EXPLAIN);
	return true;
}

static bool do_probe(const struct press *press)
{
	struct ui *ui = press->ui;

	if (ui->stack[ui->depth - 1].view != screens[VIEW_PROBE])
		session_open(ui, VIEW_PROBE, NULL);
	return true;
}

static bool do_pause(const struct press *press)
{
	struct ui *ui = press->ui;

	ui->paused = !ui->paused;
	ui->urgent = !ui->paused;
	return true;
}

static enum status check_delay(void *context, struct ui *ui, const char *text, bool final,
	struct message *message)
{
	double *delay = context;

	(void)ui;
	if (units_parse_seconds(text, delay))
		return STATUS_OK;
	if (final)
		message_set(message, _("a number of seconds from 0.01 to 1000000, such as 1.5"));
	return STATUS_MALFORMED;
}

static bool do_mark(const struct press *press)
{
	session_toggle_baseline(press->ui);
	return true;
}

static bool do_delay(const struct press *press)
{
	struct ui *ui = press->ui;
	double delay = ui->settings.delay;
	struct editor editor;
	char text[UNITS_SIZE];
	struct prompt prompt = { .label = _("Seconds between samples:"),
		.context = &delay,
		.check = check_delay };

	snprintf(text, sizeof(text), "%g", delay);
	editor_propose(&editor, text);
	if (prompt_ask(ui, &prompt, &editor))
		ui->settings.delay = delay;
	return true;
}

void session_change_unit(struct ui *ui, enum setting_id id)
{
	enum scale *scale = id == SETTING_SYSTEM_UNIT ? &ui->settings.system_scale
						      : &ui->settings.process_scale;
	const struct setting_row *setting = &setting_rows[id];
	struct value total = value_missing(VALUE_PENDING);

	if (ui->sample)
		total = ui->sample->system.meminfo.field[MEMINFO_MemTotal];
	*scale = units_next_scale(*scale, value_or(total, UINT64_MAX));
	session_note(ui, STYLE_STRONG, _("%s: %s"), _(setting->title),
		_(setting->words[*scale].title));
}

static bool do_units(const struct press *press)
{
	session_change_unit(press->ui,
		press->action == ACTION_SYSTEM_UNITS ? SETTING_SYSTEM_UNIT : SETTING_PROCESS_UNIT);
	return true;
}

static bool do_save(const struct press *press)
{
	struct ui *ui = press->ui;
	const struct actions *actions = ui->setup->actions;
	struct message message = { "" };
	enum status status = actions->save_settings(actions->context, &ui->settings, &message);

	session_say_saved(ui, status, &message);
	return true;
}

static bool do_redraw(const struct press *press)
{
	terminal_resize(&press->ui->terminal);
	terminal_repaint(&press->ui->terminal);
	return true;
}

static bool do_view(const struct press *press)
{
	int view = view_of_digit(press->key);

	if (view >= 0)
		session_switch(press->ui, view);
	return view >= 0;
}

static bool do_walk(const struct press *press)
{
	tab_line_walk(press->ui, press->action == ACTION_NEXT_VIEW ? 1 : -1);
	return true;
}

static bool do_back(const struct press *press)
{
	session_back(press->ui);
	return true;
}

static bool do_quit(const struct press *press)
{
	press->ui->quit = true;
	return true;
}

const struct key_row session_keys[] = {
	{ ACTION_UP, do_move, NULL },
	{ ACTION_DOWN, do_move, NULL },
	{ ACTION_PAGE_UP, do_move, NULL },
	{ ACTION_PAGE_DOWN, do_move, NULL },
	{ ACTION_HOME, do_move, NULL },
	{ ACTION_END, do_move, NULL },
	{ ACTION_LEFT, do_move, NULL },
	{ ACTION_RIGHT, do_move, NULL },
	{ ACTION_MEMINFO, do_meminfo, NULL },
	{ ACTION_HELP, do_help, NULL },
	{ ACTION_SETUP, do_setup, NULL },
	{ ACTION_PROBE, do_probe, NULL },
	{ ACTION_PAUSE, do_pause, NULL },
	{ ACTION_MARK, do_mark, NULL },
	{ ACTION_DELAY, do_delay, NULL },
	{ ACTION_SYSTEM_UNITS, do_units, NULL },
	{ ACTION_PROCESS_UNITS, do_units, NULL },
	{ ACTION_REPORT, session_report, NULL },
	{ ACTION_SAVE, do_save, NULL },
	{ ACTION_REDRAW, do_redraw, NULL },
	{ ACTION_VIEW, do_view, NULL },
	{ ACTION_NEXT_VIEW, do_walk, NULL },
	{ ACTION_PREVIOUS_VIEW, do_walk, NULL },
	{ ACTION_BACK, do_back, NULL },
	{ ACTION_QUIT, do_quit, NULL },
	{ 0 },
};
