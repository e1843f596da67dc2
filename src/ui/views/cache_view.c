/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view cache: which files the page cache holds, looked at again and again while it is open. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "findings/looks/looks.h"
#include "ports/cache.h"
#include "ui/document/pane.h"
#include "ui/session/session.h"
#include "ui/widgets/folding.h"
#include "ui/views/shown_cache.h"
#include "ui/views/views.h"
#include "views/cache/cache.h"

/* Files in the table: more nobody looks through, and each path takes memory. */
#define ROWS_MOST 10000

/* Directories that hold less than so much of Cached stand in the sum above them alone. */
#define TREE_SHARE 1000

struct cache_view {
	const struct cache_feed *feed;
	struct document_pane pane;
	struct shown_cache *shown; /* the newest; NULL: there is none yet */
	enum cache_grouping by;
	struct tags folded;
};

static bool is_folded(const void *context, uint64_t key)
{
	return tags_has(context, (struct tag_key){ .id = key });
}

/* Says what was read last, in the order that is wanted now. */
static void renew(struct cache_view *view, struct ui *ui)
{
	struct shown_cache *shown = view->shown;
	struct document *document;

	if (!shown)
		return;
	document = cache_document(&(struct cache_request){ .report = &shown->report,
		.most = ROWS_MOST,
		.lasts = true,
		.ascii = ui->terminal.look.ascii,
		.grouping = { .by = view->by,
			.least = (uint64_t)value_or(shown->report.cached_bytes, 0) / TREE_SHARE,
			.is_folded = is_folded,
			.context = &view->folded } });
	shown_cache_hold(shown, document);
	session_set_document(ui, &view->pane, document);
}

static void show(struct cache_view *view, struct ui *ui, struct cache_news *news)
{
	struct shown_cache *shown = shown_cache_new(news);

	if (!shown)
		return;
	shown_cache_release(view->shown);
	view->shown = shown;
	ui->looks->cache_ns = (int64_t)clock_now_ns(CLOCK_REALTIME);
	cache_evidence_of(&ui->looks->cache, &shown->report);
	renew(view, ui);
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
	shown_cache_release(view->shown);
	tags_clear(&view->folded);
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
	document_pane_paint(&view->pane, _("memtop: cache"), area);
}

static struct document_pane *cache_pane(void *state)
{
	return &((struct cache_view *)state)->pane;
}

static bool do_explain(const struct press *press)
{
	const struct cache_view *view = press->state;

	document_pane_explain(&view->pane, press->ui, NULL);
	return true;
}

/* Looks now, and not at the next turn. */
static bool do_look(const struct press *press)
{
	const struct cache_view *view = press->state;

	view->feed->look(view->feed->context, true);
	return true;
}

/* ---- what a row is ---- */

static bool do_shape(const struct press *press)
{
	struct cache_view *view = press->state;

	view->by = (enum cache_grouping)((view->by + 1) % CACHE_GROUPINGS);
	view->pane.table = (struct table){ 0 };
	view->pane.sorts = false;
	renew(view, press->ui);
	return true;
}

static struct fold_line fold_line(const void *context, size_t at)
{
	const struct cache_tree_line line = cache_line(context, at);

	return (struct fold_line){ line.depth, line.count, { .id = line.key } };
}

static bool fold(struct cache_view *view, struct ui *ui, enum action_id action)
{
	const struct document_table *table = document_pane_table(&view->pane);
	struct fold_lines lines = { .context = table, .line = fold_line };

	if (view->by != CACHE_BY_DIRECTORY || view->pane.filter[0] || view->pane.sorts)
		return false;
	lines.count = table ? cache_line_count(table) : 0;
	if (folding_act(&view->folded, &view->pane.table, &lines, action))
		renew(view, ui);
	return true;
}

static void cache_fold(void *state, struct ui *ui)
{
	fold(state, ui, ACTION_TOGGLE);
}

static bool do_fold(const struct press *press)
{
	return fold(press->state, press->ui, press->action);
}

static const struct key_row cache_keys[] = {
	{ ACTION_OPEN, do_look, N_("look again now") },
	{ ACTION_TREE, do_shape, N_("by directory, file system, process, cgroup, file in turn") },
	{ ACTION_FOLD, do_fold, N_("by directory: fold what is below") },
	{ ACTION_UNFOLD, do_fold, NULL },
	{ ACTION_FOLD_ALL, do_fold, NULL },
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ 0 },
};

const struct view cache_view = {
	.open = cache_open,
	.close = cache_close,
	.paint = cache_paint,
	.pane = cache_pane,
	.tables = TABLE_SEARCHED | TABLE_SORTED | TABLE_DETAILED,
	.descriptor = descriptor,
	.ready = ready,
	.fold = cache_fold,
	.keys = cache_keys,
};
