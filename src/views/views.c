/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/views.h"

#include <string.h>

#include "base/i18n.h"
#include "derive/process/arrange.h"
#include "findings/machine_rules.h"
#include "sample/sample.h"
#include "views/cache/cache.h"
#include "views/cgroups/cgroups.h"
#include "views/explain/explain.h"
#include "views/growth/growth.h"
#include "views/heap/heap.h"
#include "views/kernel/kernel.h"
#include "views/leaks/leaks.h"
#include "views/overview/overview.h"
#include "views/probe/probe.h"
#include "views/process/process.h"
#include "views/shared/shared.h"

const struct view_row view_rows[VIEW_COUNT] = {
	[VIEW_OVERVIEW] = { "overview", '1', N_("Overview"), NULL,
		N_("where the memory is, and whose it is (the default)"),
		.specimen = overview_specimen },
	[VIEW_EXPLAIN] = { "explain", '2', N_("Explain"), N_("[FILE [FILE]]"),
		N_("each line of meminfo explained, live or saved (- for standard input), or two compared"),
		.most = 2, .found = machine_warnings, .specimen = explain_specimen },
	[VIEW_PROCESS] = { "process", '3', N_("Process"), N_("PID"),
		N_("one process: its memory by kind, every mapping, its trend, its limits"),
		.least = 1, .most = 1, .specimen = process_specimen },
	[VIEW_HEAP] = { "heap", '4', N_("Heap"), N_("PID"),
		N_("what glibc's malloc keeps in one process: a leak, or free memory"), .least = 1,
		.most = 1, .specimen = heap_specimen, .live = true },
	[VIEW_LEAKS] = { "leaks", 0, N_("Leaks"), N_("PID"),
		N_("what of a process's heap nothing points to any more, and who holds the rest"),
		.least = 1, .most = 1, .specimen = leaks_specimen, .live = true },
	[VIEW_GROWTH] = { "growth", '5', N_("Growth"), NULL, N_("growing processes, until when"),
		.cost = growth_cost, .found = growth_found, .of_sample = growth_document },
	[VIEW_PROBE] = { "probe", '6', N_("Probe"), N_("[SIZE]"),
		N_("prove that cache becomes free when memory is asked for"), .most = 3,
		.specimen = probe_specimen, .live = true },
	[VIEW_KERNEL] = { "kernel", '8', N_("Kernel"), NULL,
		N_("what the kernel itself uses memory for, and what is on no counter"),
		.cost = kernel_cost, .of_sample = kernel_document },
	[VIEW_CGROUPS] = { "cgroups", '0', N_("Cgroups"), N_("[PATH]"),
		N_("memory cgroups: who is near a limit, and what cannot be given back"), .most = 1,
		.cost = cgroups_cost, .of_sample = cgroups_document },
	[VIEW_CACHE] = { "cache", '7', N_("Cache"), N_("[PATH]..."),
		N_("what the page cache holds, file by file"), .most = 64,
		.specimen = cache_specimen, .live = true },
	[VIEW_SHARED] = { "shared", '9', N_("Shared"), NULL,
		N_("shared memory and tmpfs by object: who holds it, and what is orphaned"),
		.specimen = shared_specimen, .live = true },
};

int view_find(const char *name)
{
	for (int id = 0; id < VIEW_COUNT; id++)
		if (strcmp(view_rows[id].name, name) == 0)
			return id;
	return -1;
}

struct document *view_specimen(const struct view_row *view)
{
	const struct arrangement arrangement = { .mark = NULL };
	struct document *document = NULL;
	struct sample *sample;

	if (view->specimen)
		return view->specimen();
	sample = sample_new();
	if (sample)
		document = view->of_sample(sample, &arrangement);
	sample_unref(sample);
	/* cppcheck-suppress returnDanglingLifetime ; a document keeps nothing of an arrangement */
	return document;
}
