/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "probe/budget.h"
#include "probe/probe.h"

static void fill_set(sigset_t *set)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };

	sigemptyset(set);
	for (size_t i = 0; i < COUNT_OF(signals); i++)
		sigaddset(set, signals[i]);
}

/* A stopped supervisor cannot supervise: nothing may be held when the program stops. */
static void obey(const struct prober *prober, int signals)
{
	struct signalfd_siginfo info;

	if (read(signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	prober->release(prober->context);
	if (info.ssi_signo != SIGTSTP)
		return;
	prober->wait_released(prober->context);
	raise(SIGSTOP);
}

static const struct probe_report *await(const struct prober *prober, int signals)
{
	struct pollfd events[] = {
		{ .fd = prober->descriptor, .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};
	struct probe_progress progress = { .phase = PROBE_STARTING };

	while (!progress.report) {
		if (poll(events, 2, -1) < 0 && errno != EINTR)
			prober->release(prober->context);
		if (events[1].revents & POLLIN)
			obey(prober, signals);
		prober->look(prober->context, &progress);
	}
	return progress.report;
}

/* What memtop itself lacked is no verdict on the machine. */
static enum status tell_shortage(const struct probe_report *report, struct message *message)
{
	if (report->reason != budget_refusal(REFUSAL_NO_MEMORY) &&
		report->reason != budget_refusal(REFUSAL_NO_DESCRIPTORS))
		return STATUS_OK;
	message_set(message, _("cannot prepare the probe: %s"), _(report->reason->text));
	return STATUS_FAILED;
}

enum status prober_run_to_end(const struct prober *prober, const struct probe_request *request,
	const struct probe_report **report, struct message *message)
{
	sigset_t wanted, before;
	enum status status;
	int signals;

	fill_set(&wanted);
	pthread_sigmask(SIG_BLOCK, &wanted, &before);
	signals = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals < 0) {
		message_set(message, _("cannot listen to signals: %s"), strerror(errno));
		status = STATUS_FAILED;
	} else {
		status = prober->start(prober->context, request, message);
		if (status == STATUS_OK) {
			*report = await(prober, signals);
			status = tell_shortage(*report, message);
		}
		close(signals);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return status;
}
