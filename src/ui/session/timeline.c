/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/timeline.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "document/record/events.h"
#include "ui/widgets/prompt.h"
#include "ui/widgets/chart.h"

/* Lower screens have one line to spare, or none. */
#define CURVE_HEIGHT 20
#define LEAST_HEIGHT 6

/* So often it is looked whether the record still answers. */
#define WATCH_MS 1000

static const struct timeline_about *about_of(const struct ui *ui)
{
	const struct timeline *timeline = ui->setup->timeline;

	return timeline->about(timeline->context);
}

/* ---- painting ---- */

static void time_text(char *out, size_t size, const char *format, int64_t wall_ns)
{
	time_t seconds = (time_t)(wall_ns / NS_PER_SECOND);
	struct tm local;

	*out = '\0';
	if (localtime_r(&seconds, &local))
		strftime(out, size, format, &local);
}

static void paint_words(const struct ui *ui, struct area line)
{
	const struct timeline_about *about = about_of(ui);
	char at[64], first[32], last[32], span[80];
	int x = 0, width;

	time_text(at, sizeof(at), "%a %Y-%m-%d %H:%M:%S", ui->sample->wall_ns);
	x += paint_text(line, 0, x, STYLE_PAUSED, ui->paused ? _(" REPLAY ") : _(" PLAYING "));
	x += paint_text(line, 0, x + 1, STYLE_STRONG, at) + 3;
	if (!about)
		return;
	time_text(first, sizeof(first), "%Y-%m-%d %H:%M", about->first_ns);
	time_text(last, sizeof(last), "%Y-%m-%d %H:%M", about->last_ns);
	snprintf(span, sizeof(span), _("of %s - %s"), first, last);
	x += paint_text(line, 0, x, STYLE_DIM, span) + 3;
	width = (int)utf8_width(_("[ ] sample  ( ) minute  { } hour  , . day  g event  b time"));
	if (x + width <= line.width)
		paint_text(line, 0, line.width - width - 1, STYLE_DIM,
			_("[ ] sample  ( ) minute  { } hour  , . day  g event  b time"));
}

/* The column of a time; what is outside is at the edge. */
static int column_of(const struct timeline_about *about, int64_t wall_ns, int width)
{
	int64_t span = about->last_ns - about->first_ns, at = wall_ns - about->first_ns;

	if (at <= 0 || span <= 0)
		return 0;
	return at >= span ? width - 1 : (int)((double)at / (double)span * (width - 1));
}

/* The least that was available in the parts of a column, in thousandths; -1: nothing was recorded. */
static int least_of(const struct timeline_about *about, int x, int width)
{
	int first = x * TIMELINE_PARTS / width, end = (x + 1) * TIMELINE_PARTS / width;
	int least = -1;

	for (int part = first; part < max_int(end, first + 1); part++)
		if (about->available[part] >= 0 && (least < 0 || about->available[part] < least))
			least = about->available[part];
	return least;
}

static void paint_events(const struct timeline_about *about, struct area line)
{
	for (size_t i = 0; i < about->event_count; i++) {
		const char sign[2] = { event_sign(&about->events[i]), '\0' };
		int x = column_of(about, about->events[i].wall_ns, line.width);
		int end = column_of(about, about->events[i].until_ns, line.width);

		/* A gap shorter than a column does not hide the curve. */
		if (sign[0] != '.')
			paint_text(line, 0, x, STYLE_ALARM, sign);
		for (int at = x + 1; sign[0] == '.' && at < end; at++)
			paint_text(line, 0, at, STYLE_DIM, sign);
	}
}

static void paint_curve(const struct ui *ui, struct area line)
{
	const struct timeline_about *about = about_of(ui);

	if (!about || line.width <= 0)
		return;
	for (int x = 0; x < line.width; x++) {
		int least = least_of(about, x, line.width);

		if (least >= 0)
			chart_column(line, x, least * 8 / 1000 + 1, STYLE_FREE);
	}
	paint_events(about, line);
	paint_restyle(line, 0, column_of(about, ui->sample->wall_ns, line.width), 1, STYLE_CURSOR);
}

struct area timeline_paint(const struct ui *ui, struct area area)
{
	int lines = area.height >= CURVE_HEIGHT ? 2 : 1;

	if (!ui->setup->timeline || !ui->sample || area.height < LEAST_HEIGHT)
		return area;
	paint_words(ui, area_rows(area, 0, 1));
	if (lines > 1)
		paint_curve(ui, area_columns(area_rows(area, 1, 1), 1, area.width - 2));
	return area_rows(area, lines, area.height);
}

void timeline_say(struct ui *ui)
{
	const struct timeline *timeline = ui->setup->timeline;
	struct message message;

	if (timeline && timeline->said(timeline->context, &message))
		session_note(ui, STYLE_WARNING, "%s", message.text);
}

int timeline_patience(const struct ui *ui, int patience_ms)
{
	const struct timeline *timeline = ui->setup->timeline;

	if (!timeline || timeline->waits(timeline->context) == TIMELINE_RESTS)
		return patience_ms;
	return patience_ms < 0 ? WATCH_MS : min_int(patience_ms, WATCH_MS);
}

void timeline_watch(struct ui *ui)
{
	const struct timeline *timeline = ui->setup->timeline;
	struct message message;

	if (!timeline || timeline->waits(timeline->context) != TIMELINE_HANGS)
		return;
	timeline->say_hangs(timeline->context, &message);
	session_note(ui, STYLE_ALARM, _("%s; q quits"), message.text);
}

/* ---- keys ---- */

static bool do_walk(const struct press *press)
{
	static const struct {
		enum action_id action;
		enum timeline_step step;
		int direction;
	} walks[] = {
		{ ACTION_EARLIER, TIMELINE_SAMPLE, -1 },
		{ ACTION_LATER, TIMELINE_SAMPLE, 1 },
		{ ACTION_MINUTE_EARLIER, TIMELINE_MINUTE, -1 },
		{ ACTION_MINUTE_LATER, TIMELINE_MINUTE, 1 },
		{ ACTION_HOUR_EARLIER, TIMELINE_HOUR, -1 },
		{ ACTION_HOUR_LATER, TIMELINE_HOUR, 1 },
		{ ACTION_DAY_EARLIER, TIMELINE_DAY, -1 },
		{ ACTION_DAY_LATER, TIMELINE_DAY, 1 },
		{ ACTION_EVENT_EARLIER, TIMELINE_EVENT, -1 },
		{ ACTION_EVENT_LATER, TIMELINE_EVENT, 1 },
	};
	const struct timeline *timeline = press->ui->setup->timeline;

	for (size_t i = 0; timeline && i < COUNT_OF(walks); i++)
		if (walks[i].action == press->action)
			timeline->walk(timeline->context, walks[i].step, walks[i].direction);
	return timeline != NULL;
}

static enum status check_moment(void *context, struct ui *ui, const char *text, bool final,
	struct message *message)
{
	struct message wrong;
	enum status status = moment_parse(context, text, ui->sample->wall_ns, &wrong);

	if (status != STATUS_OK && final)
		*message = wrong;
	return status;
}

static bool do_go(const struct press *press)
{
	const struct timeline *timeline = press->ui->setup->timeline;
	struct moment moment;
	struct editor editor;
	struct prompt prompt = { .label = _("To the time:"),
		.hint = _("14:05, -90m from here, yesterday, 2026-11-26T14:05, boot, start"),
		.context = &moment,
		.check = check_moment };

	if (!timeline || !press->ui->sample)
		return false;
	editor_set(&editor, "");
	if (prompt_ask(press->ui, &prompt, &editor))
		timeline->go(timeline->context, &moment);
	return true;
}

const struct key_row timeline_keys[] = {
	{ ACTION_EARLIER, do_walk, N_("to the previous sample") },
	{ ACTION_LATER, do_walk, N_("to the next sample") },
	{ ACTION_MINUTE_EARLIER, do_walk, NULL },
	{ ACTION_MINUTE_LATER, do_walk, NULL },
	{ ACTION_HOUR_EARLIER, do_walk, NULL },
	{ ACTION_HOUR_LATER, do_walk, NULL },
	{ ACTION_DAY_EARLIER, do_walk, NULL },
	{ ACTION_DAY_LATER, do_walk, NULL },
	{ ACTION_EVENT_LATER, do_walk, NULL },
	{ ACTION_EVENT_EARLIER, do_walk, NULL },
	{ ACTION_GO, do_go, NULL },
	{ 0 },
};
