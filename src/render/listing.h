/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What memtop can show of a process, as a table for people or as JSON for programs. */
#ifndef MEMTOP_RENDER_LISTING_H
#define MEMTOP_RENDER_LISTING_H

#include <stdbool.h>
#include <stdio.h>

#include "base/status.h"

/*
 * Name, JSON key, unit, cost and title of every column; with json one array of objects on a line,
 * which have the explanations too, none of it translated.  The cost is the files under /proc/PID
 * that must be read for it.  Fails as sink_flush() does.
 */
enum status listing_columns(FILE *file, bool json, struct message *message);

#endif
