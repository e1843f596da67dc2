/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system's memory on a few lines: bar, legend, swap, limits, pressure. */
#ifndef MEMTOP_UI_VIEWS_OVERVIEW_SYSTEM_PANE_H
#define MEMTOP_UI_VIEWS_OVERVIEW_SYSTEM_PANE_H

#include "base/units.h"
#include "findings/finding.h"
#include "sample/sample.h"
#include "ui/widgets/paint.h"

/* A finding in a sentence, and the key that answers it. */
struct said {
	enum severity severity;
	char text[512];
	char key[16], label[32]; /* "5", "Growth" */
};

struct system_pane {
	const struct sample *sample;
	enum scale scale;
	const struct said *said; /* what is found, in the order of the screen */
	size_t said_count;
	bool paused;
	const struct sample *mark; /* a line says what changed since, or NULL */
	const char *since;         /* how that line begins; NULL without a mark */
};

/*
 * Paints as many of its lines as fit into most rows of the area, the most important ones.
 * Returns the rows used.
 */
int system_pane_paint(const struct system_pane *pane, struct area area, int most);

#endif
