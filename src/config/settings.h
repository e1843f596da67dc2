/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the user chose and W saves.  Options on the command line go before the saved ones. */
#ifndef MEMTOP_CONFIG_SETTINGS_H
#define MEMTOP_CONFIG_SETTINGS_H

#include <stdbool.h>

#include "base/units.h"
#include "config/meters.h"
#include "config/theme.h"
#include "derive/process/arrange.h"
#include "derive/process/columns.h"
#include "sample/kernel/way.h"

/* How much of a command line is recorded.  What stands in it may be private. */
enum command_lines { COMMAND_LINES_FULL, COMMAND_LINES_PROGRAM, COMMAND_LINES_NONE };

struct settings {
	double delay;             /* seconds */
	struct meter_list meters; /* above the processes */
	struct column_list columns;
	enum column_id sort;
	bool descending;
	enum shape shape;
	bool kernel_threads, threads;
	enum scale system_scale, process_scale; /* -E, -e */
	enum theme theme;
	bool mouse;
	bool detail_pane;
	unsigned budget_percent; /* of one CPU, for smaps_rollup */
	unsigned inspect_limit;  /* time and memory for a look into a process, times the usual */
	enum command_lines command_lines;
	enum bpf_use bpf;
};

extern const struct settings settings_default;

#endif
