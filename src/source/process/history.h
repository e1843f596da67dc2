/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps the history of every process's own memory, and puts its trend into the rows. */
#ifndef MEMTOP_SOURCE_PROCESS_HISTORY_H
#define MEMTOP_SOURCE_PROCESS_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "sample/sample.h"
#include "source/process/table.h"

/*
 * Adds this sample's reading of every process: anonymous, swapped and shared memory, what cannot be
 * dropped and read again, and memfds that it holds without mapping them.  Shared memory counts as
 * far as the machine's grew with it: to touch what is there already takes no memory.  Then finds
 * trends: of those at rest at once, of those that moved within a bound of work a sample, in turn, or
 * of all of them.
 */
void history_step(struct process_table *table, const struct sample *sample, bool all);

#endif
