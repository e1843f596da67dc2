/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/ui.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "findings/looks/looks.h"
#include "ui/session/session.h"

static void close_views(struct ui *ui)
{
	while (ui->depth > 0) {
		ui->depth--;
		ui->stack[ui->depth].view->close(ui->stack[ui->depth].state);
	}
}

/* The first view decides whether there is a screen at all: what it cannot take ends the program. */
static enum status open_first(struct ui *ui, struct message *message)
{
	const struct view *view = screens[VIEW_OVERVIEW];
	enum status status = view->open(&ui->stack[0].state, ui, NULL, message);

	if (status != STATUS_OK)
		return status;
	ui->stack[0].view = view;
	ui->depth = 1;
	return STATUS_OK;
}

/* A text with reports of memory that ended has a screen of its own. */
static int screen_asked_for(const struct ui_setup *setup)
{
	bool reports = setup->saved_count > 0 && setup->saved[setup->saved_count - 1].oom.count > 0;

	return setup->view == VIEW_EXPLAIN && reports ? (int)SCREEN_OOM : (int)setup->view;
}

static void open_asked_for(struct ui *ui)
{
	if (ui->setup->view == VIEW_OVERVIEW)
		return;
	ui->starting = true;
	session_open(ui, screen_asked_for(ui->setup), ui->setup->argument);
	ui->starting = false;
}

static void run(struct ui *ui)
{
	open_asked_for(ui);
	if (ui->setup->notice)
		session_note(ui, STYLE_WARNING, "%s", ui->setup->notice);
	ui->dirty = true;
	while (!ui->quit)
		session_turn(ui);
}

static bool has_failed(const struct feed *feed, struct message *message)
{
	return feed->failed && feed->failed(feed->context, message);
}

enum status ui_run(const struct ui_setup *setup, struct message *message)
{
	struct looks looks = { .memory = NULL };
	struct ui ui = { .setup = setup,
		.looks = &looks,
		.settings = setup->settings,
		.paused = setup->timeline != NULL };
	enum theme theme = setup->no_color ? THEME_OFF : ui.settings.theme;
	enum status status = open_first(&ui, message);

	if (status != STATUS_OK)
		return status;
	/*
	 * First the signals: curses leaves alone what is caught already; otherwise it ignores Ctrl-Z
	 * whenever it writes.
	 */
	status = signals_start(&ui.signals, message);
	if (status != STATUS_OK)
		goto out;
	status = terminal_open(&ui.terminal, theme, ui.settings.mouse, message);
	if (status == STATUS_OK) {
		run(&ui);
		terminal_close(&ui.terminal);
		if (!ui.sample && has_failed(setup->feed, message))
			status = STATUS_FAILED;
	}
	signals_stop(&ui.signals);
out:
	close_views(&ui);
	looks_drop(&looks);
	sample_unref(ui.sample);
	sample_unref(ui.mark);
	free(ui.last_request.visible);
	/* Now that all is tidy, end as the sender of the signal expects it. */
	if (signals_ending())
		signals_raise(signals_ending());
	return status;
}
