/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The screen: its views are handed the threads that feed them. */
#include "cli/commands.h"
#include "cli/wire_retained.h"
#include "cli/wire_sources.h"
#include "config/file.h"
#include "source/collector.h"
#include "source/signal.h"
#include "ui/session/ui.h"

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

static int show(const struct options *options, const struct settings *settings, const char *notice,
	const struct explain_files *files)
{
	struct message message = { "" };
	struct actions actions = { .send_signal = send_signal,
		.save_settings = save_settings,
		.save_report = run_save_report,
		.write_report = write_report,
		.readonly = options->readonly };
	/* The screen asks for what it shows as soon as it is there. */
	struct feed_request request = { .delay = settings->delay,
		.patient = true,
		.budget_percent = settings->budget_percent,
		.cost = column_list_cost(&settings->columns, settings->sort),
		.only = options->pids,
		.only_count = options->pid_count };
	struct ui_setup setup = { .actions = &actions,
		.settings = *settings,
		.view = options->view,
		.argument = options->argument_count ? options->arguments[0] : NULL,
		.words = options->arguments,
		.word_count = options->argument_count,
		.saved = files->saved,
		.saved_count = files->count,
		.filter = options->filter_text,
		.user = options->user,
		.pids = options->pids,
		.pid_count = options->pid_count,
		.notice = notice,
		.iterations = options->iterations,
		.no_color = options->no_color };
	struct live_sources live = { .inspect_limit = settings->inspect_limit };
	const struct sources sources = live_sources(&live);
	struct collector *collector = NULL;
	struct feed feed;
	enum status status = collector_new(&collector, &request,
		heap_retained_source(settings->inspect_limit), &message);

	if (status == STATUS_OK) {
		feed = collector_feed(collector);
		setup.feed = &feed;
		setup.sources = &sources;
		status = ui_run(&setup, &message);
	}
	live_sources_free(&live);
	collector_free(collector);
	return report_end(status, &message);
}

/* Reads the files that the view wants before the screen begins: what is wrong shows at once. */
int run_screen(const struct options *options, const struct settings *settings, const char *notice)
{
	struct message message = { "" };
	struct explain_files files = { .count = 0 };
	enum status status = STATUS_OK;
	int result;

	if (options->view == VIEW_EXPLAIN)
		status = explain_files_load(&files, options, &message);
	result = status == STATUS_OK ? show(options, settings, notice, &files)
				     : report_error(&message, EXIT_FAILED);
	explain_files_free(&files);
	return result;
}
