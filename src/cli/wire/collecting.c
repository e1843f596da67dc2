/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/collecting.h"

#include "cli/wire/retained.h"
#include "kernel/memcgs/memcgs.h"
#include "kernel/sweep/sweep.h"

struct collector_ports collecting_ports(unsigned limit, bool counts, bool sweeps)
{
	struct collector_ports ports = { .retained = heap_retained_source(limit) };

	ports.memcg_counters = counts ? kernel_memcgs_new : kernel_memcgs_off;
	if (sweeps)
		ports.sweep = kernel_sweep_new(0);
	return ports;
}
