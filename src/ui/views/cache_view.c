/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view cache: which files the page cache holds, looked at again and again while it is open. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "findings/looks/looks.h"
#include "ports/cache.h"
#include "ui/document/pane.h"
#include "ui/session/session.h"
#include "ui/widgets/folding.h"
#include "ui/widgets/menu.h"
#include "ui/views/shown_cache.h"
#include "ui/views/views.h"
#include "views/cache/cache.h"

/* Files in the table: more are of no use, and each path takes memory. */
#define ROWS_MOST 10000

/* Directories that hold less than so much of Cached stand in the sum above them alone. */
#define TREE_SHARE 1000

/* Paces are over one to two times as long. */
#define PACE_NS (60 * NS_PER_SECOND)

/* Holders that a menu offers. */
#define HOLDERS_MOST 256

struct cache_view {
	const struct cache_feed *feed;
	/* Looks before: what paces are since, what they will be since, and what differences are since. */
	struct cache_past before, next, mark;
	uint64_t seen_ns; /* CLOCK_MONOTONIC: when the newest came */
	struct document_pane pane;
	struct shown_cache *shown; /* the newest; NULL: there is none yet */
	enum cache_grouping by;
	struct tags folded;
	struct cache_search search; /* the last one that ended */
	bool has_searched, is_searching;
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
		.search = view->has_searched ? &view->search : NULL,
		.most = ROWS_MOST,
		.lasts = true,
		.before = view->before.at_ns ? &view->before : NULL,
		.mark = view->mark.at_ns ? &view->mark : NULL,
		.now_ns = view->seen_ns,
		.ascii = ui->terminal.look.ascii,
		.grouping = { .by = view->by,
			.least = (uint64_t)value_or(shown->report.cached_bytes, 0) / TREE_SHARE,
			.is_folded = is_folded,
			.context = &view->folded } });
	shown_cache_hold(shown, document);
	session_set_document(ui, &view->pane, document);
}

/* What lacks memory is of no moment: nothing is said of what grew since. */
static void remember(struct cache_past *past, const struct cache_view *view)
{
	cache_past_free(past);
	if (cache_past_make(past, &view->shown->report, view->seen_ns) != STATUS_OK)
		cache_past_free(past);
}

/* After a look was shown. */
static void keep_past(struct cache_view *view)
{
	if (!view->next.at_ns) {
		remember(&view->before, view);
		remember(&view->next, view);
	} else if (view->seen_ns - view->next.at_ns >= PACE_NS) {
		cache_past_free(&view->before);
		view->before = view->next;
		view->next = (struct cache_past){ .at_ns = 0 };
		remember(&view->next, view);
	}
}

static void show(struct cache_view *view, struct ui *ui, struct cache_news *news)
{
	struct shown_cache *shown = shown_cache_new(news);

	if (!shown)
		return;
	shown_cache_release(view->shown);
	view->shown = shown;
	view->seen_ns = clock_now_ns(CLOCK_MONOTONIC);
	ui->looks->cache_ns = (int64_t)clock_now_ns(CLOCK_REALTIME);
	cache_evidence_of(&ui->looks->cache, &shown->report);
	if (ui->mark && !view->mark.at_ns)
		remember(&view->mark, view);
	renew(view, ui);
	keep_past(view);
}

/* Differences are since the look that is shown, or, with a mark set, sizes are whole again. */
static void cache_mark(void *state, struct ui *ui)
{
	struct cache_view *view = state;

	table_reset_widths(&view->pane.table);
	cache_past_free(&view->mark);
	if (ui->mark && view->shown)
		remember(&view->mark, view);
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
	feed->look(feed->context, CACHE_LOOK_AT_FILES);
	return STATUS_OK;
}

static void cache_close(void *state)
{
	struct cache_view *view = state;

	view->feed->look(view->feed->context, CACHE_LOOK_NOT);
	(void)view->feed->search(view->feed->context, NULL);
	document_pane_free(&view->pane);
	shown_cache_release(view->shown);
	cache_past_free(&view->before);
	cache_past_free(&view->next);
	cache_past_free(&view->mark);
	cache_search_free(&view->search);
	tags_clear(&view->folded);
	free(view);
}

static int descriptor(void *state, struct ui *ui)
{
	(void)ui;
	return ((const struct cache_view *)state)->feed->descriptor;
}

/* ---- names that the kernel dropped ---- */

static void say_progress(struct ui *ui, const struct cache_search_news *news)
{
	char found[UNITS_SIZE], bytes[UNITS_SIZE];

	units_bytes(found, news->sums.found_bytes, SCALE_AUTO);
	units_bytes(bytes, news->sums.bytes, SCALE_AUTO);
	session_note(ui, STYLE_NORMAL,
		_("%llu directories read, names of %zu of %zu files found (%s of %s)   Esc ends it"),
		(unsigned long long)news->sums.counts.read, news->sums.found, news->sums.count,
		found, bytes);
}

static void end_search(struct cache_view *view, struct ui *ui, struct cache_search_news *news)
{
	view->is_searching = false;
	if (news->status != STATUS_OK) {
		session_note(ui, STYLE_ALARM, "%s", news->message.text);
		cache_search_free(&news->search);
		return;
	}
	cache_search_free(&view->search);
	view->search = news->search;
	view->has_searched = true;
	session_note(ui, STYLE_NORMAL, _("the search for names has ended"));
	if (view->shown)
		(void)view->feed->name(view->feed->context, &view->shown->report);
	if (view->shown)
		cache_evidence_of(&ui->looks->cache, &view->shown->report);
	renew(view, ui);
}

/* Whether a search said something. */
static bool take_search(struct cache_view *view, struct ui *ui)
{
	struct cache_search_news news;

	if (!view->feed->take_search(view->feed->context, &news))
		return false;
	if (news.goes_on && view->is_searching)
		say_progress(ui, &news);
	else if (!news.goes_on)
		end_search(view, ui, &news);
	return true;
}

static bool do_find_names(const struct press *press)
{
	struct cache_view *view = press->state;
	const struct cache_sums sums = cache_report_sums(
		view->shown ? &view->shown->report : &(struct cache_report){ .file_count = 0 });
	char question[512], bytes[UNITS_SIZE];

	if (view->is_searching)
		return true;
	if (view->shown && view->shown->report.method == KERNEL_BY_CANDIDATES) {
		session_note(press->ui, STYLE_NORMAL,
			_("the search for names starts from the kernel's lists, which cannot be read here"));
		return true;
	}
	if (!view->shown || sums.dropped_files == 0) {
		session_note(press->ui, STYLE_NORMAL,
			_("the kernel has dropped the name of no file"));
		return true;
	}
	units_bytes(bytes, sums.dropped, SCALE_AUTO);
	snprintf(question, sizeof(question),
		ngettext(
			"Read directories for the name of %llu file (%s)? That opens no file, takes %d s at the most, and fills Buffers with directories.",
			"Read directories for the names of %llu files (%s)? That opens no file, takes %d s at the most, and fills Buffers with directories.",
			(unsigned long)sums.dropped_files),
		(unsigned long long)sums.dropped_files, bytes,
		60 * (int)press->ui->settings.inspect_limit);
	if (!confirm(press->ui, _("Find names"), question) || !view->shown)
		return true;
	if (view->feed->search(view->feed->context, &view->shown->report) != STATUS_OK)
		session_note(press->ui, STYLE_ALARM, _("the search for names: %s"),
			status_text(STATUS_NO_MEMORY));
	else
		view->is_searching = true;
	return true;
}

/* Esc first ends a search that goes on. */
static bool do_back(const struct press *press)
{
	struct cache_view *view = press->state;

	if (!view->is_searching)
		return false;
	(void)view->feed->search(view->feed->context, NULL);
	return true;
}

static void take_look(struct cache_view *view, struct ui *ui)
{
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

/* To take a look hushes the descriptor: what is told behind that rings again. */
static void ready(void *state, struct ui *ui)
{
	struct cache_view *view = state;

	take_look(view, ui);
	if (take_search(view, ui))
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

/* ---- from the file under the cursor ---- */

/* NULL: there is none, or a row is something else. */
static const struct cache_file *file_of(const struct cache_view *view)
{
	const struct document_table *table = document_pane_table(&view->pane);

	if (!table || !view->shown || view->pane.table.cursor >= document_pane_rows(&view->pane))
		return NULL;
	return cache_row_file(table, document_pane_row(&view->pane, view->pane.table.cursor));
}

/* To the field of meminfo that counts its pages. */
static bool do_meminfo(const struct press *press)
{
	const struct cache_view *view = press->state;
	const struct cache_file *file = file_of(view);
	const char *field = "Cached";

	if (file && cache_file_is_device(&view->shown->report, file))
		field = "Buffers";
	else if (file && cache_file_content(&view->shown->report, file) == CACHE_OF_TMPFS)
		field = "Shmem";
	session_open(press->ui, VIEW_EXPLAIN, field);
	return true;
}

/* Why its pages cannot be dropped by its name; NULL: they can be. */
static const char *why_not_dropped(const struct cache_report *report, const struct cache_file *file,
	const char *path)
{
	if (cache_file_is_device(report, file))
		return _("a block device is no file: the probe drops the cache of files");
	if (cache_file_content(report, file) == CACHE_OF_TMPFS)
		return _("its pages are nowhere but in memory: they cannot be dropped");
	if (file->deleted)
		return _("the file is deleted: its pages are free once no process holds it");
	if (*path != '/')
		return _("no name is known here by which the file could be opened");
	return strlen(path) < PROMPT_SIZE
		       ? NULL
		       : _("the path is too long for the screen: memtop probe file PATH");
}

/* The probe says what that would take, and asks; afterwards it shows its proof. */
static bool do_probe(const struct press *press)
{
	const struct cache_view *view = press->state;
	const struct cache_file *file = file_of(view);
	char way[sizeof("file ") + CACHE_PATH] = "file ", *path = way + strlen(way);
	const char *why_not;

	if (!file)
		return false;
	if (cache_file_is_named(&view->shown->report, file))
		cache_file_path(&view->shown->report, file, path);
	why_not = why_not_dropped(&view->shown->report, file, path);
	if (why_not)
		session_note(press->ui, STYLE_NORMAL, "%s", why_not);
	else
		session_open(press->ui, VIEW_PROBE, way);
	return true;
}

/* ---- who has a file open ---- */

struct holder_list {
	const struct cache_holder *rows;
	size_t count;
};

static struct holder_list holders_of(const struct cache_view *view)
{
	struct holder_list holders = { NULL, 0 };
	const struct cache_file *file = file_of(view);

	if (file)
		holders.rows = cache_file_holders(&view->shown->report,
			(size_t)(file - view->shown->report.files), &holders.count);
	return holders;
}

static pid_t first_holder(void *state)
{
	struct holder_list holders = holders_of(state);

	return holders.count ? holders.rows[0].pid : 0;
}

static const char *holder_label(void *context, size_t item, char *buffer, size_t size)
{
	const struct holder_list *holders = context;

	snprintf(buffer, size, "%d %s", holders->rows[item].pid, holders->rows[item].name);
	return buffer;
}

/* The menu shows a copy: the next look replaces the report while it is open. */
static bool pick_holder(struct ui *ui, struct holder_list holders, pid_t *pid)
{
	struct cache_holder rows[HOLDERS_MOST];
	struct holder_list copy = { rows, min_size(holders.count, HOLDERS_MOST) };
	const struct menu menu = { .title = _("Who holds it"),
		.count = copy.count,
		.label = holder_label,
		.context = &copy };
	size_t item = 0;

	memcpy(rows, holders.rows, copy.count * sizeof(*rows));
	if (copy.count > 1 && !menu_pick(ui, &menu, &item))
		return false;
	*pid = rows[item].pid;
	return true;
}

static bool do_open(const struct press *press)
{
	const struct cache_view *view = press->state;
	struct holder_list holders = holders_of(view);
	char argument[16];
	pid_t pid = 0;

	if (view->by != CACHE_BY_FILE)
		return false;
	if (holders.count == 0) {
		session_note(press->ui, STYLE_NORMAL, _("no process has it open"));
		return true;
	}
	if (!pick_holder(press->ui, holders, &pid))
		return true;
	snprintf(argument, sizeof(argument), "%d", (int)pid);
	session_open(press->ui, VIEW_PROCESS, argument);
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
	{ ACTION_OPEN, do_open, N_("look into a process that has the file open") },
	{ ACTION_TREE, do_shape, N_("by directory, file system, process, cgroup, file in turn") },
	{ ACTION_FOLD, do_fold, N_("by directory: fold what is below") },
	{ ACTION_UNFOLD, do_fold, NULL },
	{ ACTION_FOLD_ALL, do_fold, NULL },
	{ ACTION_FIND_NAMES, do_find_names, NULL },
	{ ACTION_BACK, do_back, N_("stop the search, then go back") },
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ ACTION_MEMINFO, do_meminfo, N_("explain the field that counts the file") },
	{ ACTION_PROBE, do_probe, N_("drop the file's pages, and see them come back as free") },
	{ 0 },
};

const struct view cache_view = {
	.open = cache_open,
	.close = cache_close,
	.mark = cache_mark,
	.paint = cache_paint,
	.pane = cache_pane,
	.tables = TABLE_SEARCHED | TABLE_SORTED | TABLE_DETAILED,
	.descriptor = descriptor,
	.ready = ready,
	.selected = first_holder,
	.fold = cache_fold,
	.keys = cache_keys,
};
