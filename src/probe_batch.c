/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe_batch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "out/probe.h"
#include "probe/balloon.h"
#include "probe/probe.h"

enum { EXIT_FAILED = 1, EXIT_USAGE = 2 };

const char *probe_balloon_path(void)
{
	const char *path = getenv("MEMTOP_BALLOON");

	return path && *path ? path : LIBEXECDIR "/" BALLOON_NAME;
}

static int complain(const char *text, int status)
{
	fprintf(stderr, "memtop: %s\n", text);
	return status;
}

static enum status print(const struct options *options, const struct probe_report *report)
{
	if (options->json)
		return probe_json_report(stdout, report);
	if (options->csv)
		return probe_csv_report(stdout, report);
	probe_text_report(stdout, report);
	return STATUS_OK;
}

/* What will happen is said before it does, to people. */
static void announce(const struct options *options, const struct prober *prober,
	const struct probe_request *request)
{
	struct probe_assessment assessment;

	if (options->json || options->csv ||
		prober->assess(prober->context, request, &assessment) != STATUS_OK)
		return;
	probe_text_assessment(stdout, &assessment);
	fflush(stdout);
}

static int carry_out(const struct options *options, const struct prober *prober,
	const struct probe_request *request)
{
	const struct probe_report *report;
	struct message message = { "" };

	announce(options, prober, request);
	if (prober_attend(prober, request, &report, &message) != STATUS_OK)
		return complain(message.text, EXIT_FAILED);
	if (print(options, report) != STATUS_OK || fflush(stdout) != 0) {
		message_set(&message, "%s: %s", _("standard output"), strerror(errno));
		return complain(message.text, EXIT_FAILED);
	}
	return probe_exit_status(report->outcome);
}

int probe_batch(const struct options *options)
{
	struct probe_request request = { .readonly = options->readonly };
	struct message message = { "" };
	struct prober_state *state;
	struct prober prober;
	int status;

	if (probe_parse_words(&request, options->arguments, options->argument_count, &message) !=
		STATUS_OK)
		return complain(message.text, EXIT_USAGE);
	if (prober_new(&state, probe_balloon_path(), &message) != STATUS_OK)
		return complain(message.text, EXIT_FAILED);
	prober = prober_interface(state);
	status = carry_out(options, &prober, &request);
	prober_free(state);
	return status;
}
