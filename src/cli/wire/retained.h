/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The column kept, by a walk of the heap.  It stands beside main because it joins heap/ and source/. */
#ifndef MEMTOP_CLI_WIRE_RETAINED_H
#define MEMTOP_CLI_WIRE_RETAINED_H

#include "ports/retained.h"

struct heap_report;

/* What a report comes to in one figure: see retained_reader. */
struct value heap_retained_value(const struct heap_report *report);

/* What the heap of a process keeps; limit: the setting inspect_limit. */
struct retained_source heap_retained_source(unsigned limit);

#endif
