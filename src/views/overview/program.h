/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a command says which program it is. */
#ifndef MEMTOP_VIEWS_OVERVIEW_PROGRAM_H
#define MEMTOP_VIEWS_OVERVIEW_PROGRAM_H

#include "document/document.h"
#include "sample/row.h"

/*
 * Marks in the cell of a command its program: from behind the last slash of the first word on.  Where the
 * process gave itself a name that the command does not have, that becomes the cell's name.
 */
void datum_mark_program(struct datum *out, const struct identity *identity);

/*
 * Says behind the name of a thread whose it is, unless it stands below that (process is NULL); so much of the
 * cell's buffer is in use.
 */
void datum_mark_thread(struct datum *out, const struct row *process, size_t used);

#endif
