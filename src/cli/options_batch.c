/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What follows from the options: the settings, and whether and what to print. */
#include "cli/options.h"

#include <langinfo.h>
#include <string.h>

void options_apply(const struct options *options, struct settings *settings)
{
	for (int i = 0; i < SETTING_COUNT; i++) {
		if (options->given & 1u << i)
			setting_copy(&setting_rows[i], settings, &options->settings);
	}
}

bool options_want_config(const struct options *options)
{
	return !options->json && !options->csv && options->command != COMMAND_EXPORT;
}

/* What programs read holds all that costs no more than a line of status, unless -o chose. */
static void take_cheap_columns(struct column_list *list)
{
	list->count = 0;
	for (int id = 0; id < COLUMN_COUNT; id++)
		if (!(columns[id].cost & COST_EXPENSIVE))
			list->ids[list->count++] = (enum column_id)id;
}

/* What moves between samples is no line of text. */
static void leave_out_curves(struct column_list *list)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		if (columns[list->ids[i]].label.unit != UNIT_LEVELS)
			list->ids[count++] = list->ids[i];
	list->count = count;
}

static void fill_arrangement(const struct options *options, const struct settings *settings,
	struct arrangement *arrangement)
{
	*arrangement = (struct arrangement){
		.shape = settings->shape,
		.sort = settings->sort,
		.descending = settings->descending,
		/* Who names a kernel thread by its PID wants to see it. */
		.kernel_threads = settings->kernel_threads || options->pid_count,
		.threads = settings->threads,
		.filter = options->filter,
		.user = options->user,
		.pids = options->pids,
		.pid_count = options->pid_count,
	};
}

static enum format format_of(const struct options *options)
{
	if (options->command == COMMAND_EXPORT && options->intent == INTENT_RUN)
		return options->openmetrics ? FORMAT_OPENMETRICS : FORMAT_PROMETHEUS;
	if (options->json)
		return FORMAT_JSON;
	return options->csv ? FORMAT_CSV : FORMAT_TEXT;
}

bool options_print_anywhere(const struct options *options)
{
	return options->batch || options->report || options->census || options->files ||
	       options->find_names || options->json || options->csv;
}

bool options_batch(const struct options *options, const struct settings *settings,
	bool output_is_terminal, struct batch *batch)
{
	bool machine = options->json || options->csv;

	if (output_is_terminal && !options_print_anywhere(options))
		return false;
	*batch = (struct batch){
		.format = format_of(options),
		.columns = settings->columns,
		.delay = settings->delay,
		.iterations = options->iterations,
		.width = options->width,
		.inspect_limit = settings->inspect_limit,
		.bpf = settings->bpf != BPF_OFF,
		.bpf_use = settings->bpf,
		.system_scale = settings->system_scale,
		.process_scale = settings->process_scale,
		.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
	};
	if (!options->iterations && !options->batch)
		batch->iterations = 1;
	if (machine && !(options->given & 1u << SETTING_COLUMNS))
		take_cheap_columns(&batch->columns);
	if (!machine && !(options->given & 1u << SETTING_COLUMNS))
		leave_out_curves(&batch->columns);
	fill_arrangement(options, settings, &batch->arrangement);
	return true;
}
