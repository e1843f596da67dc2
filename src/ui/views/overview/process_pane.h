/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of processes, arranged as the settings say. */
#ifndef MEMTOP_UI_VIEWS_OVERVIEW_PROCESS_PANE_H
#define MEMTOP_UI_VIEWS_OVERVIEW_PROCESS_PANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "derive/process/arrange.h"
#include "ports/feed.h"
#include "ui/document/pane.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/prompt.h"

/* Rows on screen whose PSS is asked for first: more than any screen has. */
#define PANE_VISIBLE 512

struct process_pane {
	struct document_pane pane;  /* first: what all tables can do */
	struct arrangement used;    /* what it was arranged by */
	struct column_list columns; /* of it */
	bool outdated;              /* arrange anew before painting */
	struct filter *filter;
	char filter_text[PROMPT_SIZE];
	char user[64];     /* "": everybody */
	const pid_t *pids; /* from the command line, or NULL */
	size_t pid_count;
	struct prompt_history find_history, filter_history;
	pid_t visible[PANE_VISIBLE];
	size_t visible_count;
};

struct ui;

enum status process_pane_open(struct process_pane *pane, const struct ui *ui,
	struct message *message);
void process_pane_close(struct process_pane *pane);

/* A new sample has come. */
void process_pane_take(struct process_pane *pane, struct ui *ui);
void process_pane_want(struct process_pane *pane, const struct ui *ui,
	struct feed_request *request);
void process_pane_paint(struct process_pane *pane, struct ui *ui, struct area area);

/* Arranges the newest sample anew where that or the settings have changed. */
void process_pane_settle(struct process_pane *pane, struct ui *ui);

/* What users do with the table: by action. */
bool process_find(struct ui *ui, struct process_pane *pane);
bool process_find_next(struct process_pane *pane, int direction);
bool process_filter(struct ui *ui, struct process_pane *pane);
bool process_choose_user(struct ui *ui, struct process_pane *pane);
bool process_kill(struct ui *ui, struct process_pane *pane);

/* The same for the process that is selected in the view in front. */
bool process_kill_selected(const struct press *press);

/* Reads a filter; "" is none. */
enum status process_pane_set_filter(struct process_pane *pane, const char *text,
	struct message *message);

#endif
