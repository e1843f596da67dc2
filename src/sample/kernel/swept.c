/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/kernel/swept.h"

const char *const sweep_way_names[SWEEP_WAYS] = {
	[SWEEP_STATM] = "statm",
	[SWEEP_TASKS] = "bpf_tasks",
	[SWEEP_ITERATOR] = "bpf_iterator",
};

const char *const sweep_reason_names[SWEEP_REASONS] = {
	[SWEEP_UNTOLD] = "untold",
	[SWEEP_BEST] = "best",
	[SWEEP_SETTING] = "setting",
	[SWEEP_FEW] = "few_processes",
	[SWEEP_BRIEF] = "few_samples",
	[SWEEP_CHOSEN] = "chosen_processes",
	[SWEEP_THREADS] = "many_threads",
	[SWEEP_REFUSED] = "refused",
	[SWEEP_DISAGREES] = "disagrees",
	[SWEEP_FAILED] = "failed",
};
