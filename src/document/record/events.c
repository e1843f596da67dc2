/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/record/events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"

#define WEEK_NS (6 * 86400 * (int64_t)NS_PER_SECOND)

void event_time(char out[static 64], int64_t wall_ns, int64_t now_ns)
{
	time_t seconds = (time_t)(wall_ns / NS_PER_SECOND);
	struct tm local;

	*out = '\0';
	if (!localtime_r(&seconds, &local))
		return;
	strftime(out, 64, llabs(now_ns - wall_ns) < WEEK_NS ? "%a %H:%M" : "%Y-%m-%d %H:%M",
		&local);
}

/* The second sentence is for those with a text, which comes first in it. */
static const struct event_row {
	const char *kind, *sentence, *with_text;
	char sign;
} event_rows[] = {
	{ "gap", N_("Nothing was recorded from %s to %s."), NULL, '.' },
	{ "reboot", N_("The machine was booted before %s."), NULL, '^' },
	{ "clock", N_("The clock was set at %s."), NULL, '~' },
	{ "oom_kill", N_("The kernel killed because memory ran out, before %s."),
		N_("The kernel killed %s for want of memory before %s."), '!' },
	{ "mark", N_("A mark was set at %s."), N_("Mark \"%s\" was set at %s."), '+' },
};

static const struct event_row *row_of(const struct record_event *event)
{
	for (size_t i = 0; i < COUNT_OF(event_rows); i++)
		if (strcmp(event_rows[i].kind, event->kind) == 0)
			return &event_rows[i];
	return NULL;
}

void event_say(char out[static EVENT_SIZE], const struct record_event *event, int64_t now_ns)
{
	const struct event_row *row = row_of(event);
	char at[64], until[64];

	event_time(at, event->wall_ns, now_ns);
	event_time(until, event->until_ns, now_ns);
	*out = '\0';
	if (row && row->with_text && event->text[0])
		snprintf(out, EVENT_SIZE, _(row->with_text), event->text, at);
	else if (row)
		snprintf(out, EVENT_SIZE, _(row->sentence), at, until);
}

char event_sign(const struct record_event *event)
{
	const struct event_row *row = row_of(event);

	return row ? row->sign : '?';
}
