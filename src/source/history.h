/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps the history of every process's own memory, and puts its trend into the rows. */
#ifndef MEMTOP_SOURCE_HISTORY_H
#define MEMTOP_SOURCE_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "source/process_table.h"

/*
 * Adds this sample's reading of every process: anonymous, swapped and shared memory, what cannot be
 * dropped and read again.  Then finds trends: of those at rest at once, of those that moved within a
 * bound of work a sample, in turn, or of all of them.
 */
void history_step(struct process_table *table, uint64_t now_ns, bool all);

#endif
