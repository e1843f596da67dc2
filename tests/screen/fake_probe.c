/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "screen/fake_probe.h"

#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>

static const struct probe_phrase blind = { "blind", "nothing can be seen" };
static const struct probe_phrase locked = { "locked", "the door is locked" };

static bool is(const struct fake_probe *probe, const char *kind)
{
	return strcmp(probe->kind, kind) == 0;
}

static void offer(const struct fake_probe *probe, struct probe_way *ways)
{
	for (size_t i = 0; i < PROBE_MODE_COUNT; i++)
		ways[i] = (struct probe_way){ .asked = i != PROBE_PRESSURE, .refusal = &locked };
	if (is(probe, "none"))
		return;
	ways[PROBE_RECLAIM].refusal = NULL;
	snprintf(ways[PROBE_RECLAIM].target, sizeof(ways[PROBE_RECLAIM].target), "/a b");
}

static bool refused(const struct fake_probe *probe)
{
	return probe->asked.mode == PROBE_PRESSURE;
}

static void keep(struct fake_probe *probe, const struct probe_request *request)
{
	probe->asked = *request;
	snprintf(probe->target, sizeof(probe->target), "%s",
		request->target ? request->target : "");
	eventfd_write(probe->event, 1);
}

static enum status assess(void *context, const struct probe_request *request)
{
	struct fake_probe *probe = context;

	keep(probe, request);
	probe->assessed = true;
	return STATUS_OK;
}

static enum status start(void *context, const struct probe_request *request,
	struct message *message)
{
	struct fake_probe *probe = context;

	(void)message;
	keep(probe, request);
	probe->report = (struct probe_report){ .mode = request->mode, .outcome = PROBE_PROVEN };
	if (refused(probe)) {
		probe->report.outcome = PROBE_REFUSED;
		probe->report.reason = &blind;
		offer(probe, probe->report.ways);
	}
	probe->done = true;
	return STATUS_OK;
}

static void look(void *context, struct probe_progress *progress)
{
	struct fake_probe *probe = context;
	eventfd_t count;

	eventfd_read(probe->event, &count);
	*progress = (struct probe_progress){ .assessed = probe->assessed };
	progress->assessment.mode = probe->asked.mode;
	if (refused(probe) && !is(probe, "late")) {
		progress->assessment.refusal = &blind;
		offer(probe, progress->assessment.ways);
	}
	if (probe->done) {
		progress->phase = PROBE_DONE;
		progress->report = &probe->report;
	}
}

static void do_nothing(void *context)
{
	(void)context;
}

struct prober fake_prober(struct fake_probe *probe, const char *kind)
{
	*probe = (struct fake_probe){ .kind = kind,
		.event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
	return (struct prober){ .context = probe,
		.descriptor = probe->event,
		.assess = assess,
		.start = start,
		.look = look,
		.release = do_nothing,
		.wait_released = do_nothing };
}
