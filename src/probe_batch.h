/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memtop -b probe: a probe from the command line to its exit status. */
#ifndef MEMTOP_PROBE_BATCH_H
#define MEMTOP_PROBE_BATCH_H

#include "options.h"

/* Where the balloon program is: as installed, or what MEMTOP_BALLOON says. */
const char *probe_balloon_path(void);

/* Runs the probe that the arguments of the view ask for, and prints it.  An exit status. */
int probe_batch(const struct options *options);

#endif
