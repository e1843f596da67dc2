/* SPDX-License-Identifier: GPL-2.0-or-later */
/* While there is a mark: since when figures are differences, said in one form everywhere. */
#ifndef MEMTOP_UI_SESSION_SINCE_H
#define MEMTOP_UI_SESSION_SINCE_H

#include <stddef.h>
#include <sys/types.h>

#include "document/document.h"
#include "ui/widgets/paint.h"

struct ui;

/* "since 10:42:07 (3:05)": when the mark was set, and how long ago that is.  ui->mark is set. */
#define SINCE_SIZE 96
void since_text(char out[static SINCE_SIZE], const struct ui *ui);

/* The same at the right end of the area's first row. */
void since_paint(const struct ui *ui, struct area area);

/* Says what a process's sizes gained since the mark, if there is one. */
void since_put(struct document *document, const struct ui *ui, pid_t pid);

#endif
