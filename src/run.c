/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config_file.h"
#include "heap_watcher.h"
#include "heap/header.h"
#include "probe/probe.h"
#include "source/collector.h"
#include "source/inspector.h"
#include "source/signal.h"
#include "ui/ui.h"

/* How each view is printed, and whether it can be opened on screen too. */
static const struct {
	int (*print)(const struct options *options, const struct batch *batch);
	bool on_screen;
} runs[VIEW_COUNT] = {
	[VIEW_OVERVIEW] = { run_overview, true },
	[VIEW_EXPLAIN] = { run_explain, true },
	[VIEW_PROCESS] = { run_process, true },
	[VIEW_HEAP] = { run_heap, true },
	[VIEW_GROWTH] = { run_growth, true },
	[VIEW_PROBE] = { run_probe, true },
};

int run_complain(const struct message *message, enum exit_status status)
{
	if (message->text[0])
		fprintf(stderr, "memtop: %s\n", message->text);
	return status;
}

/* ---- printed ---- */

int run_overview(const struct options *options, const struct batch *batch)
{
	struct message message = { "" };
	struct feed_request request = batch_request(batch);
	struct collector *collector;
	struct feed feed;
	enum status status = collector_new(&collector, &request, &message);

	(void)options;
	if (status != STATUS_OK)
		return run_complain(&message, EXIT_FAILED);
	feed = collector_feed(collector);
	status = batch_run(batch, &feed, stdout, &message);
	collector_free(collector);
	return status == STATUS_OK ? EXIT_DONE : run_complain(&message, EXIT_FAILED);
}

/* ---- on screen ---- */

static enum status send_signal(void *context, pid_t pid, uint64_t start_ticks, int signal_number,
	struct message *message)
{
	(void)context;
	return process_signal(pid, start_ticks, signal_number, message);
}

static enum status save_settings(void *context, const struct settings *settings,
	struct message *message)
{
	(void)context;
	return config_save(settings, message);
}

static int run_screen(const struct options *options, const struct settings *settings,
	const char *notice, const struct explain_files *files)
{
	struct message message = { "" };
	struct actions actions = { .send_signal = send_signal, .save_settings = save_settings,
		.save_report = run_save_report, .readonly = options->readonly };
	/* The screen asks for what it shows as soon as it is there. */
	struct feed_request request = { .delay = settings->delay,
		.budget_percent = settings->budget_percent,
		.cost = column_list_cost(&settings->columns, settings->sort),
		.only = options->pids, .only_count = options->pid_count };
	struct ui_setup setup = { .actions = &actions, .settings = *settings,
		.view = options->view,
		.argument = options->argument_count ? options->arguments[0] : NULL,
		.saved = files->saved, .saved_count = files->count,
		.filter = options->filter_text, .user = options->user, .pids = options->pids,
		.pid_count = options->pid_count, .notice = notice,
		.iterations = options->iterations, .no_color = options->no_color };
	struct collector *collector = NULL;
	struct inspector *inspector = NULL;
	struct inspect inspect;
	struct heap_watcher *watcher = NULL;
	struct heap_feed heap;
	struct prober_state *probing = NULL;
	struct prober prober;
	struct feed feed;
	enum status status = collector_new(&collector, &request, &message);

	if (status == STATUS_OK)
		status = inspector_new(&inspector, heap_header_is_glibc, &message);
	if (status == STATUS_OK)
		status = heap_watcher_new(&watcher, &message);
	if (status == STATUS_OK)
		status = prober_new(&probing, run_balloon_path(), &message);
	if (status == STATUS_OK) {
		feed = collector_feed(collector);
		inspect = inspector_interface(inspector);
		setup.feed = &feed;
		setup.inspect = &inspect;
		heap = heap_watcher_feed(watcher);
		setup.heap = &heap;
		prober = prober_interface(probing);
		setup.prober = &prober;
		status = ui_run(&setup, &message);
	}
	prober_free(probing);
	heap_watcher_free(watcher);
	inspector_free(inspector);
	collector_free(collector);
	return status == STATUS_OK ? EXIT_DONE : run_complain(&message, EXIT_FAILED);
}

/* Reads the files that the view wants before the screen begins: what is wrong shows at once. */
static int open_screen(const struct options *options, const struct settings *settings,
	const char *notice)
{
	struct message message = { "" };
	struct explain_files files = { .count = 0 };
	enum status status = STATUS_OK;
	int result;

	if (options->view == VIEW_EXPLAIN)
		status = explain_files_load(&files, options, &message);
	result = status == STATUS_OK ? run_screen(options, settings, notice, &files)
				     : run_complain(&message, EXIT_FAILED);
	explain_files_free(&files);
	return result;
}

/* Standard input cannot be both the file to read and the keyboard. */
static bool reads_standard_input(const struct options *options)
{
	for (size_t i = 0; i < options->argument_count; i++)
		if (strcmp(options->arguments[i], "-") == 0)
			return true;
	return false;
}

int run_view(const struct options *options)
{
	struct settings settings = settings_default;
	struct message notice = { "" };
	struct batch batch;
	bool terminal = runs[options->view].on_screen && isatty(STDOUT_FILENO) &&
			!reads_standard_input(options);

	if (options_want_config(options))
		config_load(&settings, &notice);
	options_apply(options, &settings);
	if (!options_batch(options, &settings, terminal, &batch))
		return open_screen(options, &settings, notice.text[0] ? notice.text : NULL);
	run_complain(&notice, EXIT_DONE);
	/* Names of processes must not depend on the locale, and libproc2 makes ASCII of them in C. */
	if (batch.format != FORMAT_TEXT)
		setlocale(LC_CTYPE, "C.UTF-8");
	return runs[options->view].print(options, &batch);
}
