/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/collecting.h"

#include "cli/wire/retained.h"
#include "kernel/bpf.h"
#include "kernel/memcgs/memcgs.h"
#include "kernel/sweep/sweep.h"

struct collector_ports collecting_ports(unsigned limit, enum bpf_use use, bool counts)
{
	struct collector_ports ports = { .retained = heap_retained_source(limit) };

	ports.memcg_counters = counts ? kernel_memcgs_new : kernel_memcgs_off;
	if (use == BPF_AUTO)
		ports.sweep = kernel_sweep_new(0);
	ports.bpf = (struct bpf_state){ .is_told = true,
		.use = use,
		.programs = value_missing(VALUE_NOT_ASKED),
		.bytes = value_missing(VALUE_NOT_ASKED) };
	if (use == BPF_OFF)
		ports.bpf.refusal.kind = KERNEL_SWITCHED_OFF;
	else
		(void)kernel_bpf_foresee(&ports.bpf.refusal);
	return ports;
}
