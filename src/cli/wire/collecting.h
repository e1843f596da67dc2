/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the collector reads through heap/ and kernel/. */
#ifndef MEMTOP_CLI_WIRE_COLLECTING_H
#define MEMTOP_CLI_WIRE_COLLECTING_H

#include <stdbool.h>

#include "source/collector.h"

/*
 * limit: the setting inspect_limit; use: the setting bpf, by which programs in the kernel may sweep.  counts:
 * they may count for a view what no file says.
 */
struct collector_ports collecting_ports(unsigned limit, enum bpf_use use, bool counts);

#endif
