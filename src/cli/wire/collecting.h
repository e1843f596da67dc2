/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the collector reads through heap/ and kernel/. */
#ifndef MEMTOP_CLI_WIRE_COLLECTING_H
#define MEMTOP_CLI_WIRE_COLLECTING_H

#include <stdbool.h>

#include "source/collector.h"

/*
 * limit: the setting inspect_limit.  Whether programs in the kernel may count for a view what no file says,
 * and whether they may sweep: the setting bpf.
 */
struct collector_ports collecting_ports(unsigned limit, bool counts, bool sweeps);

#endif
