/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of processes, arranged as the settings say. */
#ifndef MEMTOP_UI_VIEWS_OVERVIEW_PROCESS_PANE_H
#define MEMTOP_UI_VIEWS_OVERVIEW_PROCESS_PANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "derive/process/arrange.h"
#include "findings/looks/looks.h"
#include "findings/processes_rules.h"
#include "ports/feed.h"
#include "ui/document/pane.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/prompt.h"

/* Rows on screen whose PSS is asked for first: more than any screen has. */
#define PANE_VISIBLE 512

struct process_pane {
	struct document_pane pane; /* first: what all tables can do */
	struct arrangement used;   /* what it was arranged by */
	struct kept_order order;   /* that came of it */
	struct meter_list meters;
	struct column_list columns; /* of it */
	enum scale system_scale;    /* and what else its document was made with */
	struct sample *judged;      /* a reference to what these were found in, or NULL */
	struct findings findings;
	struct sample_evidence evidence;
	struct looks looks;
	bool paused;
	bool outdated;     /* arrange anew before painting */
	const pid_t *pids; /* from the command line, or NULL */
	size_t pid_count;
	struct tags folded; /* in the tree */
	bool no_paths;
	pid_t visible[PANE_VISIBLE];
	size_t visible_count;
};

struct ui;

/* The lines that the machine's past has in a view of that height: none but on tall screens. */
int overview_graph_lines(int height);

/* cgroup: the path of the one whose processes are shown; NULL: those that the options name. */
enum status process_pane_open(struct process_pane *pane, const struct ui *ui, const char *cgroup,
	struct message *message);
void process_pane_close(struct process_pane *pane);

/* A new sample has come. */
void process_pane_take(struct process_pane *pane, struct ui *ui);
void process_pane_want(struct process_pane *pane, const struct ui *ui,
	struct feed_request *request);
void process_pane_paint(struct process_pane *pane, struct ui *ui, struct area area);

/* Arranges the newest sample anew where that or the settings have changed. */
void process_pane_settle(struct process_pane *pane, struct ui *ui);

/* What a key of folding, or ACTION_TOGGLE, does in a tree: see folding_act(). */
void process_pane_fold(struct process_pane *pane, struct ui *ui, enum action_id action);

#endif
