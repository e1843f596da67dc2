/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/searches.h"

#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "findings/leak_rules.h"
#include "ui/session/session.h"

static struct leak_search *find(struct searches *searches, pid_t pid)
{
	for (size_t i = 0; i < SEARCHES_MOST; i++)
		if (searches->rows[i].pid == pid)
			return &searches->rows[i];
	return NULL;
}

/* The present time in the unit of a process's start. */
static uint64_t now_ticks(void)
{
	return clock_now_ns(CLOCK_BOOTTIME) / (NS_PER_SECOND / (uint64_t)sysconf(_SC_CLK_TCK));
}

void searches_note(struct ui *ui, pid_t pid, const struct leak_report *report,
	uint64_t monotonic_ns)
{
	struct searches *searches = &ui->searches;
	struct leak_search *search = find(searches, pid);

	if (!search) {
		search = &searches->rows[searches->next];
		searches->next = (searches->next + 1) % SEARCHES_MOST;
	}
	*search = (struct leak_search){ .pid = pid,
		.ticks = now_ticks(),
		.monotonic_ns = monotonic_ns };
	leak_search_take(search, report);
}

struct search_evidence searches_of(const struct ui *ui, pid_t pid, uint64_t start_ticks)
{
	struct search_evidence evidence = { .now_ns = clock_now_ns(CLOCK_MONOTONIC) };

	for (size_t i = 0; i < SEARCHES_MOST; i++)
		/* One that began after the search is another process. */
		if (ui->searches.rows[i].pid == pid && start_ticks <= ui->searches.rows[i].ticks)
			evidence.search = &ui->searches.rows[i];
	return evidence;
}
