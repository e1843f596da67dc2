/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view cache: which files the page cache holds, looked at again and again while it is open. */
#include <stdlib.h>

#include "base/i18n.h"
#include "ports/cache.h"
#include "ui/document/pane.h"
#include "ui/session/session.h"
#include "ui/views/views.h"
#include "views/cache/cache.h"

/* Files in the table: more nobody looks through, and each path takes memory. */
#define ROWS_MOST 10000

struct cache_view {
	const struct cache_feed *feed;
	struct document_pane pane;
};

static void release(void *report)
{
	cache_report_free(report);
	free(report);
}

static void show(struct cache_view *view, struct ui *ui, const struct cache_news *news)
{
	struct cache_report *report = malloc(sizeof(*report));
	struct document *document;

	if (!report) {
		struct cache_report unshown = news->report;

		cache_report_free(&unshown);
		return;
	}
	*report = news->report;
	document = cache_document(
		&(struct cache_request){ .report = report, .most = ROWS_MOST, .lasts = true });
	if (document)
		document_hold(document, report, release);
	else
		release(report);
	session_set_document(ui, &view->pane, document);
}

static void say(struct cache_view *view, struct ui *ui, enum emphasis emphasis, const char *line)
{
	struct document *document = document_new();

	if (document)
		document_say(document, emphasis, "%s", line);
	session_set_document(ui, &view->pane, document);
}

static enum status cache_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	const struct cache_feed *feed = session_cache(ui, message);
	struct cache_view *view = feed ? calloc(1, sizeof(*view)) : NULL;

	(void)argument;
	*state = view;
	if (!feed)
		return STATUS_ABSENT;
	if (!view) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	view->feed = feed;
	say(view, ui, EMPHASIS_FAINT, _("The kernel's lists are being read ..."));
	feed->look(feed->context, true);
	return STATUS_OK;
}

static void cache_close(void *state)
{
	struct cache_view *view = state;

	view->feed->look(view->feed->context, false);
	document_pane_free(&view->pane);
	free(view);
}

static int descriptor(void *state, struct ui *ui)
{
	(void)ui;
	return ((const struct cache_view *)state)->feed->descriptor;
}

static void ready(void *state, struct ui *ui)
{
	struct cache_view *view = state;
	struct cache_news news;

	if (!view->feed->take(view->feed->context, &news))
		return;
	if (news.status == STATUS_OK)
		show(view, ui, &news);
	else
		say(view, ui, EMPHASIS_CRITICAL, news.message.text);
	if (news.status != STATUS_OK)
		cache_report_free(&news.report);
	ui->dirty = true;
}

static void cache_paint(void *state, struct ui *ui, struct area area)
{
	struct cache_view *view = state;

	view->pane.scale = ui->settings.system_scale;
	document_pane_paint(&view->pane, "memtop: cache", area);
}

static struct document_pane *cache_pane(void *state)
{
	return &((struct cache_view *)state)->pane;
}

static bool do_explain(const struct press *press)
{
	const struct cache_view *view = press->state;

	document_pane_explain(&view->pane, press->ui);
	return true;
}

/* Looks now, and not at the next turn. */
static bool do_look(const struct press *press)
{
	const struct cache_view *view = press->state;

	view->feed->look(view->feed->context, true);
	return true;
}

static const struct key_row cache_keys[] = {
	{ ACTION_OPEN, do_look, N_("look again now") },
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ 0 },
};

const struct view cache_view = {
	.open = cache_open,
	.close = cache_close,
	.paint = cache_paint,
	.pane = cache_pane,
	.tables = TABLE_SEARCHED | TABLE_SORTED,
	.descriptor = descriptor,
	.ready = ready,
	.keys = cache_keys,
};
