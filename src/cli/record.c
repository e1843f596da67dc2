/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command record: samples into a record until it is told to end. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "cli/commands.h"
#include "cli/export/exporter.h"
#include "cli/record/damage.h"
#include "cli/record_file.h"
#include "cli/wire/collecting.h"
#include "render/render.h"
#include "source/collector.h"
#include "source/exits.h"
#include "source/kernel_log.h"
#include "store/events.h"
#include "store/recorder.h"
#include "views/export/export.h"
#include "views/record/record.h"

/* Seconds between samples, unless -d says something else. */
#define DELAY 10.0
/* A reason why nothing was recorded is told so often. */
#define AGAIN_NS (3600 * (uint64_t)NS_PER_SECOND)
/* What is read of each process: all that tells where memory is, and nothing that moves by itself. */
#define COST                                                                                       \
	(COST_STATM | COST_STATUS | COST_STAT | COST_COMMAND | COST_CGROUP | COST_OOM |            \
		COST_PAGE_TABLES | COST_SHARED | COST_CGROUPS)

/* Of the figures that are exported, what takes long to read: under a budget, and not recorded. */
#define EXPORT_COST    (COST_ROLLUP | COST_RETAINED)
#define EXPORT_PERCENT 2

static volatile sig_atomic_t ended;

static void end(int signal_number)
{
	(void)signal_number;
	ended = 1;
}

static void watch_signals(sigset_t *outside)
{
	struct sigaction action = { .sa_handler = end };
	sigset_t blocked;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGHUP);
	/* They come while it waits and at no other time. */
	sigprocmask(SIG_BLOCK, &blocked, outside);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

/* A full disk may have room again by the next sample: said once an hour. */
static void report_sometimes(const struct message *message, uint64_t *told_ns)
{
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);

	if (*told_ns && now_ns - *told_ns < AGAIN_NS)
		return;
	report_error(message, EXIT_FAILED);
	*told_ns = now_ns;
}

/* Where samples go. */
struct record_run {
	struct recorder *recorder;
	struct log_reader *log;      /* or NULL */
	struct exit_listener *exits; /* or NULL */
	struct heard_exits heard;
	struct exporter *exporter; /* or NULL */
	uint64_t lost;             /* samples that could not be recorded */
	uint64_t told_ns[2];       /* when it was last said that one, or the other, failed */
};

/* The kernel has no room for many of them: they are taken as they come. */
static void take_exits(struct record_run *recording)
{
	if (recording->exits)
		exit_listener_take(recording->exits, &recording->heard);
}

/* One fails without the other. */
static enum status take(struct record_run *recording, struct sample *sample,
	struct message *message)
{
	enum status recorded, exported;

	take_exits(recording);
	recorder_take_exits(recording->recorder, &recording->heard);
	recorded = recorder_add(recording->recorder, sample, message);

	if (recorded != STATUS_OK) {
		recording->lost++;
		report_sometimes(message, &recording->told_ns[0]);
	}
	if (!recording->exporter)
		return recorded;
	exported = exporter_write(recording->exporter, sample, recording->lost, message);
	if (exported != STATUS_OK)
		report_sometimes(message, &recording->told_ns[1]);
	return recorded != STATUS_OK ? recorded : exported;
}

/* Whom the kernel killed stands in its log, once it has counted a kill. */
static void take_log(struct record_run *recording, struct message *message)
{
	struct kernel_log log = log_reader_interface(recording->log);
	struct kernel_log_reading reading;

	if (!log.take(log.context, &reading))
		return;
	if (recorder_add_log(recording->recorder, &reading, message) != STATUS_OK)
		report_sometimes(message, &recording->told_ns[0]);
	oom_reports_free(&reading.reports);
	free(reading.text);
}

/* False when it is to end. */
static bool wait_for_sample(struct record_run *recording, const struct feed *feed,
	const sigset_t *outside, struct message *message)
{
	struct pollfd descriptors[] = {
		{ .fd = feed->descriptor, .events = POLLIN },
		{ .fd = recording->log ? log_reader_interface(recording->log).descriptor : -1,
			.events = POLLIN },
		{ .fd = recording->exits ? exit_listener_descriptor(recording->exits) : -1,
			.events = POLLIN },
	};

	while (!ended && !descriptors[0].revents) {
		if (ppoll(descriptors, COUNT_OF(descriptors), NULL, outside) < 0) {
			if (errno != EINTR)
				return false;
			descriptors[0].revents = descriptors[1].revents = 0;
			descriptors[2].revents = 0;
		}
		if (descriptors[2].revents)
			take_exits(recording);
		if (descriptors[1].revents)
			take_log(recording, message);
	}
	return !ended;
}

static void look_at_log(const struct record_run *recording)
{
	struct kernel_log log;

	if (!recording->log || !recorder_wants_log(recording->recorder))
		return;
	log = log_reader_interface(recording->log);
	log.look(log.context);
}

static enum status record(struct record_run *recording, const struct feed *feed, uint64_t count,
	const sigset_t *outside, struct message *message)
{
	enum status last = STATUS_OK;

	for (uint64_t i = 0;
		(count == 0 || i < count) && wait_for_sample(recording, feed, outside, message);
		i++) {
		struct sample *sample = feed->wait(feed->context, message);

		if (!sample)
			return STATUS_FAILED;
		last = take(recording, sample, message);
		look_at_log(recording);
		sample_unref(sample);
	}
	return last;
}

static enum status open_recording(struct record_run *recording,
	const struct recorder_request *wanted, const char *directory, struct message *message)
{
	enum status status = recorder_open(&recording->recorder, wanted, message);

	/* Without it kills are counted, and not named. */
	if (status == STATUS_OK &&
		log_reader_new(&recording->log, KERNEL_LOG_PATH, message) == STATUS_OK)
		log_reader_keep_text(recording->log);
	if (status == STATUS_OK)
		recorder_hears_exits(recording->recorder,
			exit_listener_new(&recording->exits, EXITS_ROOM));
	if (status == STATUS_OK && directory)
		status = exporter_open(&recording->exporter, directory, message);
	return status;
}

int run_record(const struct options *options, const struct settings *settings)
{
	bool delay_given = (options->given & 1u << SETTING_DELAY) != 0;
	const struct recorder_request wanted = { .path = record_file_name(options),
		.delay = delay_given ? settings->delay : DELAY,
		.command_lines = settings->command_lines,
		.keep_ns = (int64_t)options->keep_seconds * NS_PER_SECOND,
		.size = options->record_bytes };
	const char *directory = options->export_directory;
	const struct feed_request request = { .delay = wanted.delay,
		.cost = COST | (directory ? EXPORT_COST | export_cost() : 0),
		.budget_percent = EXPORT_PERCENT,
		.patient = true,
		.samples = UINT64_MAX,
		.texts = true };
	struct message message = { "" };
	struct collector *collector = NULL;
	struct record_run recording = { 0 };
	struct feed feed;
	sigset_t outside;
	enum status status;

	watch_signals(&outside);
	status = open_recording(&recording, &wanted, directory, &message);
	if (status == STATUS_OK)
		status = collector_new(&collector, &request,
			collecting_ports(settings->inspect_limit, settings->bpf,
				settings->bpf == BPF_AUTO),
			&message);
	if (status == STATUS_OK) {
		feed = collector_feed(collector);
		status = record(&recording, &feed, options->iterations, &outside, &message);
	}
	collector_free(collector);
	exporter_free(recording.exporter);
	log_reader_free(recording.log);
	exit_listener_free(recording.exits);
	heard_exits_free(&recording.heard);
	recorder_close(recording.recorder);
	return report_end(status, &message);
}

/* ---- marks ---- */

int run_record_mark(const struct options *options)
{
	struct message message = { "" };

	return report_end(
		event_mark(record_file_name(options), text_of_string(options->mark), &message),
		&message);
}

/* ---- what there is ---- */

int run_record_status(const struct options *options, const struct batch *batch)
{
	const char *file = record_file_name(options);
	struct message message = { "" };
	struct record_status about;
	struct record *record_;
	enum status status = record_open(&record_, file, &message);

	if (status == STATUS_OK)
		status = record_status(record_, &about, &message);
	report_damage(record_);
	record_close(record_);
	if (status == STATUS_OK) {
		signal(SIGPIPE, SIG_IGN);
		status = batch_print(batch, record_document(file, &about), stdout, &message);
	}
	return report_end(status, &message);
}
