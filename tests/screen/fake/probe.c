/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "screen/fake/probe.h"

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
	return !is(probe, "running") && probe->asked.mode == PROBE_PRESSURE;
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

/* Half of what was asked for is taken; one guard is near, one far, one waits for what has not come. */
static void run(struct probe_progress *progress)
{
	static const struct probe_guard near = { { "near", "it is near" }, "a near guard",
		UNIT_BYTES, "", false };
	static const struct probe_guard far = { { "far", "it is far" }, "a far guard", UNIT_COUNT,
		"ms", false };
	static const struct probe_guard event = { { "event", "it happens" }, "an event", UNIT_COUNT,
		"", true };
	static const struct probe_sample samples[] = {
		{ 0, 8 << 20, 90 << 20, 64 << 20, 0, { 0 }, { 0 } },
		{ 5000, 8 << 20, 58 << 20, 32 << 20, 32 << 20, { 0 }, { 0 } },
	};

	progress->phase = PROBE_FILLING;
	progress->touched = 32 << 20;
	progress->requested = 64 << 20;
	progress->samples = samples;
	progress->sample_count = 2;
	progress->guards[0] = (struct probe_guard_state){ &far, true, false, 1, 100 };
	progress->guards[1] = (struct probe_guard_state){ &near, true, false, 9 << 20, 10 << 20 };
	progress->guards[2] = (struct probe_guard_state){ &event, true, false, 0, 1 };
	progress->guard_count = 3;
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
	if (probe->done && is(probe, "running")) {
		run(progress);
	} else if (probe->done) {
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
