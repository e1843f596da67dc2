/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The screen: its views are handed the threads that feed them. */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/record_file.h"
#include "cli/report/saver.h"
#include "cli/wire/collecting.h"
#include "cli/wire_sources.h"
#include "source/collector.h"
#include "source/signal.h"
#include "store/past.h"
#include "store/player.h"
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
	return saver_save_settings(context, settings, message);
}

static enum status save_report(void *context, const struct probe_report *report,
	struct message *message)
{
	return save_probe_report(context, report, message);
}

/* To a file that no other user may read, or as text. */
static enum status write_report(void *context, const struct report_request *request,
	struct message *message)
{
	struct saved_text file = { .bytes = NULL };
	struct message done;
	enum status status;

	if (!request->path)
		return report_text(request, request->text, request->length, message);
	snprintf(file.path, sizeof(file.path), "%s", request->path);
	message_set(&done, _("saved as %s"), request->path);
	status = report_text(request, &file.bytes, &file.length, message);
	if (status == STATUS_OK)
		return saver_save_files(context, &file, 1, &done, message);
	free(file.bytes);
	return status;
}

static bool saved(void *context, enum status *status, struct message *message)
{
	return saver_ended(context, status, message);
}

static struct ui_setup setup_of(const struct options *options, const struct settings *settings,
	const char *notice, const struct explain_files *files)
{
	return (struct ui_setup){ .settings = *settings,
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
}

/* record: where a recorder may have been before this session. */
static enum status show_live(const struct ui_setup *common, const char *record, bool files_only,
	const struct census_files *census, struct message *message)
{
	/* The screen asks for what it shows as soon as it is there. */
	struct feed_request request = { .delay = common->settings.delay,
		.patient = true,
		.budget_percent = common->settings.budget_percent,
		.cost = column_list_cost(&common->settings.columns, common->settings.sort),
		.only = common->pids,
		.only_count = common->pid_count };
	struct live_sources live = { .inspect_limit = common->settings.inspect_limit,
		.bpf = common->settings.bpf != BPF_OFF,
		.files_only = files_only,
		.census_files = census };
	const struct sources sources = live_sources(&live);
	struct ui_setup setup = *common;
	struct collector *collector = NULL;
	struct past *past = NULL;
	struct recording recording;
	struct feed feed;
	enum status status = collector_new(&collector, &request,
		collecting_ports(common->settings.inspect_limit, common->settings.bpf,
			common->settings.bpf != BPF_OFF),
		message);

	setup.sources = &sources;
	setup.no_kernel = files_only;
	if (status == STATUS_OK) {
		feed = collector_feed(collector);
		past_start(&past, record, collector_boot_id(collector), feed.history,
			feed.descriptor);
		saver_set_event(common->actions->context, feed.descriptor);
		recording = past_recording(past);
		setup.recording = past && !common->actions->readonly ? &recording : NULL;
		setup.feed = &feed;
		status = ui_run(&setup, message);
	}
	past_leave(past);
	live_sources_free(&live);
	collector_free(collector);
	return status;
}

static enum status show_record(const struct ui_setup *common, const char *path, const char *time,
	struct message *message)
{
	struct ui_setup setup = *common;
	struct player *player = NULL;
	struct timeline timeline;
	struct moment moment;
	struct feed feed;
	enum status status =
		moment_parse(&moment, time, (int64_t)clock_now_ns(CLOCK_REALTIME), message);

	if (status == STATUS_OK)
		status = player_new(&player, path, &moment, message);
	if (status == STATUS_OK) {
		feed = player_feed(player);
		saver_set_event(common->actions->context, feed.descriptor);
		timeline = player_timeline(player);
		setup.feed = &feed;
		setup.timeline = &timeline;
		setup.no_kernel = true;
		status = ui_run(&setup, message);
	}
	player_free(player);
	return status;
}

static int show(const struct options *options, const struct settings *settings, const char *notice,
	const struct explain_files *files, const struct census_files *census)
{
	const char *time = record_file_time(options);
	struct message message = { "" }, unsaved = { "" };
	struct actions actions = { .context = saver_new(),
		.send_signal = send_signal,
		.save_settings = save_settings,
		.save_report = save_report,
		.write_report = write_report,
		.saved = saved,
		.readonly = options->readonly || time };
	struct ui_setup setup = setup_of(options, settings, notice, files);
	enum status status = STATUS_NO_MEMORY;

	setup.actions = &actions;
	if (actions.context)
		status = time ? show_record(&setup, record_file_name(options), time, &message)
			      : show_live(&setup, record_file_name(options), options->root, census,
					&message);
	if (saver_free(actions.context, &unsaved) != STATUS_OK && status == STATUS_OK)
		return report_error(&unsaved, EXIT_FAILED);
	return report_end(status, &message);
}

/* Reads the files that the view wants before the screen begins: what is wrong shows at once. */
int run_screen(const struct options *options, const struct settings *settings, const char *notice,
	const struct census_files *census)
{
	struct message message = { "" };
	struct explain_files files = { .count = 0 };
	enum status status = STATUS_OK;
	int result;

	if (options->view == VIEW_EXPLAIN)
		status = explain_files_load(&files, options, NULL, &message);
	result = status == STATUS_OK ? show(options, settings, notice, &files, census)
				     : report_error(&message, EXIT_FAILED);
	explain_files_free(&files);
	return result;
}
