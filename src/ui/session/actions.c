/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What keys do in every view. */
#include <stdio.h>

#include "base/i18n.h"
#include "base/units.h"
#include "ui/session/session.h"
#include "ui/widgets/prompt.h"

static bool do_move(struct ui *ui, void *state, enum action_id id)
{
	const struct view *view = ui->stack[ui->depth - 1].view;
	size_t count = 0;
	bool no_cursor = false;
	struct table *table;

	if (!view->table)
		return false;
	table = view->table(state, &count, &no_cursor);
	return table && table_move(table, id, count, no_cursor);
}

/* A second press of the key that opened a view closes it. */
static void toggle_screen(struct ui *ui, int id)
{
	if (ui->stack[ui->depth - 1].view == screens[id])
		session_back(ui);
	else
		session_open(ui, (int)id, NULL);
}

static bool do_help(struct ui *ui, void *state, enum action_id id)
{
	(void)state, (void)id;
	toggle_screen(ui, SCREEN_HELP);
	return true;
}

static bool do_setup(struct ui *ui, void *state, enum action_id id)
{
	(void)state, (void)id;
	toggle_screen(ui, SCREEN_SETUP);
	return true;
}

static bool do_meminfo(struct ui *ui, void *state, enum action_id id)
{
	(void)state, (void)id;
	toggle_screen(ui, VIEW_EXPLAIN);
	return true;
}

static bool do_probe(struct ui *ui, void *state, enum action_id id)
{
	(void)state, (void)id;
	if (ui->stack[ui->depth - 1].view != screens[VIEW_PROBE])
		session_open(ui, VIEW_PROBE, NULL);
	return true;
}

static bool do_pause(struct ui *ui, void *state, enum action_id id)
{
	(void)state, (void)id;
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

static bool do_mark(struct ui *ui, void *state, enum action_id id)
{
	(void)state, (void)id;
	if (ui->sample)
		session_toggle_baseline(ui);
	return true;
}

static bool do_delay(struct ui *ui, void *state, enum action_id id)
{
	double delay = ui->settings.delay;
	struct editor editor;
	char text[UNITS_SIZE];
	struct prompt prompt = { .label = _("Seconds between samples:"),
		.context = &delay,
		.check = check_delay };

	(void)state, (void)id;
	snprintf(text, sizeof(text), "%g", delay);
	editor_set(&editor, text);
	if (prompt_ask(ui, &prompt, &editor))
		ui->settings.delay = delay;
	return true;
}

static enum scale next_scale(enum scale scale)
{
	return scale == SCALE_BYTES ? SCALE_AUTO : (enum scale)(scale + 1);
}

static bool do_units(struct ui *ui, void *state, enum action_id id)
{
	enum scale *scale = id == ACTION_SYSTEM_UNITS ? &ui->settings.system_scale
						      : &ui->settings.process_scale;

	(void)state;
	*scale = next_scale(*scale);
	return true;
}

static bool do_save(struct ui *ui, void *state, enum action_id id)
{
	const struct actions *actions = ui->setup->actions;
	struct message message = { "" };
	enum status status = actions->save_settings(actions->context, &ui->settings, &message);

	(void)state, (void)id;
	session_note(ui, status == STATUS_OK ? STYLE_STRONG : STYLE_ALARM, "%s", message.text);
	return true;
}

static bool do_redraw(struct ui *ui, void *state, enum action_id id)
{
	(void)state, (void)id;
	terminal_resize(&ui->terminal);
	terminal_repaint();
	return true;
}

static bool do_view(struct ui *ui, void *state, enum action_id id)
{
	int view = view_of_digit(ui->key);

	(void)state, (void)id;
	if (view < 0)
		return false;
	/* A numbered view replaces whatever lies on the first one. */
	while (ui->depth > 1)
		session_back(ui);
	if (ui->stack[0].view != screens[view])
		session_open(ui, view, NULL);
	return true;
}

static bool do_back(struct ui *ui, void *state, enum action_id id)
{
	(void)state, (void)id;
	session_back(ui);
	return true;
}

static bool do_quit(struct ui *ui, void *state, enum action_id id)
{
	(void)state, (void)id;
	ui->quit = true;
	return true;
}

action_handler *const session_handlers[ACTION_COUNT] = {
	[ACTION_UP] = do_move,
	[ACTION_DOWN] = do_move,
	[ACTION_PAGE_UP] = do_move,
	[ACTION_PAGE_DOWN] = do_move,
	[ACTION_HOME] = do_move,
	[ACTION_END] = do_move,
	[ACTION_LEFT] = do_move,
	[ACTION_RIGHT] = do_move,
	[ACTION_MEMINFO] = do_meminfo,
	[ACTION_HELP] = do_help,
	[ACTION_SETUP] = do_setup,
	[ACTION_PROBE] = do_probe,
	[ACTION_PAUSE] = do_pause,
	[ACTION_MARK] = do_mark,
	[ACTION_DELAY] = do_delay,
	[ACTION_SYSTEM_UNITS] = do_units,
	[ACTION_PROCESS_UNITS] = do_units,
	[ACTION_SAVE] = do_save,
	[ACTION_REDRAW] = do_redraw,
	[ACTION_VIEW] = do_view,
	[ACTION_BACK] = do_back,
	[ACTION_QUIT] = do_quit,
};
