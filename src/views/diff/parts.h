/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For the files of this view alone. */
#ifndef MEMTOP_VIEWS_DIFF_PARTS_H
#define MEMTOP_VIEWS_DIFF_PARTS_H

#include "derive/record/difference.h"
#include "document/document.h"

/* The first sentences: how much, which process, since when and how, until when. */
void diff_say(struct document *document, const struct difference *difference, enum scale scale);

#endif
