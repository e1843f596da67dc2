/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the overview's document. */
#ifndef MEMTOP_VIEWS_OVERVIEW_PARTS_H
#define MEMTOP_VIEWS_OVERVIEW_PARTS_H

#include "derive/process/arrange.h"
#include "document/document.h"
#include "sample/sample.h"

/* For programs: the machine's figures, group by group. */
void overview_put_machine(struct document *document, const struct sample *sample);

/* For people: the machine, and below it how many processes there are and what memtop costs. */
void overview_say_machine(struct document *document, const struct sample *sample, enum scale scale);
void overview_say_counts(struct document *document, const struct arranged *arranged,
	enum scale scale);

#endif
