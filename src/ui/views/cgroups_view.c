/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view cgroups: their tree, and Enter into one: its fields, its processes, those above it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "derive/history.h"
#include "ui/document/pane.h"
#include "ui/session/session.h"
#include "ui/tables/tables.h"
#include "ui/views/shown_cache.h"
#include "ui/views/views.h"
#include "ui/widgets/folding.h"
#include "views/cgroups/cgroups.h"
#include "views/cgroups/detail.h"

#define POINTS_MOST 256

/* Of what a cgroup pays for: more rows are of no use. */
#define PAID_MOST 1000

/* A look at the kernel's lists takes a second; one that takes so long is left behind. */
#define LOOK_NS (UINT64_C(30) * 1000000000)

struct cgroups_view {
	struct document_pane list, detail;
	struct cgroup_order order; /* of the list */
	struct tags folded;
	bool raw;     /* names as they stand in the path */
	char *wanted; /* a path of /proc, to be looked into with the first sample; or NULL */
	char *path;   /* of the one that is looked into; NULL: the tree is shown */
	uint64_t id;  /* its own */
	enum cgroup_part part;
	struct history *history; /* the session's */
	struct history_hold watched;
	struct trend_point points[POINTS_MOST];
	/* What the one that is looked into pays for, once that was asked for. */
	const struct cache_feed *cache; /* NULL: never */
	struct shown_cache *paid;       /* NULL: none was read */
	enum value_state paid_state;
	struct message paid_said; /* why there is none */
	uint64_t look_until_ns;   /* CLOCK_MONOTONIC, while it looks; else 0 */
};

/* ---- what it says ---- */

static struct document_pane *front(struct cgroups_view *view)
{
	return view->path ? &view->detail : &view->list;
}

static struct cgroup_files files_of(const struct cgroups_view *view)
{
	return (struct cgroup_files){ .state = view->paid_state,
		.report = view->paid ? &view->paid->report : NULL,
		.most = PAID_MOST,
		.said = view->paid_state == VALUE_NOT_ASKED
				? _("l asks which files it pays for: that loads BPF programs and takes a second.")
				: view->paid_said.text };
}

static void renew_detail(struct cgroups_view *view, const struct ui *ui)
{
	struct trend_finding trend;
	struct document *document;
	struct cgroup_detail_request request = { .path = view->path,
		.part = view->part,
		.files = files_of(view),
		.trend = &trend,
		.points = view->points };

	history_trend(view->history, &view->watched.key, HISTORY_CGROUP_USAGE, &trend);
	request.point_count = history_points(view->history, &view->watched.key,
		HISTORY_CGROUP_USAGE, 0, view->points, POINTS_MOST);
	document = cgroup_detail_document(ui->sample, &request);
	shown_cache_hold(view->paid, document);
	document_pane_set(&view->detail, document);
}

/* ---- what it pays for ---- */

static void end_look(struct cgroups_view *view)
{
	if (view->look_until_ns)
		view->cache->look(view->cache->context, CACHE_LOOK_NOT);
	view->look_until_ns = 0;
}

static void forget_paid(struct cgroups_view *view)
{
	end_look(view);
	shown_cache_release(view->paid);
	view->paid = NULL;
	view->paid_state = VALUE_NOT_ASKED;
	view->paid_said.text[0] = '\0';
}

static void set_paid(struct cgroups_view *view, enum value_state state, const char *said)
{
	forget_paid(view);
	view->paid_state = state;
	message_set(&view->paid_said, "%s", said);
}

static void begin_look(struct cgroups_view *view, struct ui *ui)
{
	struct message message = { "" };

	view->cache = session_cache(ui, &message);
	if (!view->cache) {
		set_paid(view, VALUE_ABSENT, message.text);
		return;
	}
	set_paid(view, VALUE_PENDING, _("The kernel's lists are being read ..."));
	view->cache->look(view->cache->context, CACHE_LOOK_AT_LISTS);
	view->look_until_ns = clock_now_ns(CLOCK_MONOTONIC) + LOOK_NS;
}

static void watch_look(struct cgroups_view *view)
{
	if (view->look_until_ns && clock_now_ns(CLOCK_MONOTONIC) > view->look_until_ns)
		set_paid(view, VALUE_UNANSWERED,
			_("The kernel's lists were not read in time: l tries again."));
}

static int cgroups_descriptor(void *state, struct ui *ui)
{
	const struct cgroups_view *view = state;

	(void)ui;
	return view->look_until_ns ? view->cache->descriptor : -1;
}

/* One look is enough: the programs are unloaded with it. */
static void cgroups_ready(void *state, struct ui *ui)
{
	struct cgroups_view *view = state;
	struct cache_news news;

	if (!view->look_until_ns || !view->cache->take(view->cache->context, &news))
		return;
	end_look(view);
	if (news.status == STATUS_OK) {
		set_paid(view, VALUE_OK, "");
		view->paid = shown_cache_new(&news);
	} else {
		set_paid(view, VALUE_ABSENT, news.message.text);
		cache_report_free(&news.report);
	}
	if (!view->paid && view->paid_state == VALUE_OK)
		view->paid_state = VALUE_NO_MEMORY;
	if (view->path && ui->sample)
		renew_detail(view, ui);
	ui->dirty = true;
}

static bool is_folded(const void *context, uint64_t id)
{
	return tags_has(context, (struct tag_key){ .id = id });
}

/* What is filtered is searched for everywhere, in what is folded, too. */
static void renew_list(struct cgroups_view *view, struct ui *ui)
{
	const struct cgroups_screen screen = { .ascii = ui->terminal.look.ascii, .raw = view->raw };
	struct cgroups_request request = { .mark = ui->mark,
		.order = view->order,
		.screen = &screen };

	if (!view->list.filter[0]) {
		request.order.is_folded = is_folded;
		request.order.context = &view->folded;
	}
	document_pane_set(&view->list, cgroups_request_document(ui->sample, &request));
}

/* The path of a cgroup of the newest sample, by its id; NULL if there is none. */
static const char *path_of(const struct ui *ui, uint64_t id)
{
	const struct cgroups *cgroups = ui->sample ? ui->sample->cgroups : NULL;
	size_t at = cgroups ? cgroups_find(cgroups, id) : 0;

	return cgroups && at < cgroups->count ? cgroups->nodes[at].cgroup->identity->path : NULL;
}

static void look_into(struct cgroups_view *view, struct ui *ui, uint64_t id)
{
	const char *path = path_of(ui, id);
	const struct history_key key = history_cgroup(id);

	if (!path)
		return;
	view->path = strdup(path);
	if (!view->path)
		return;
	view->id = id;
	view->part = CGROUP_PART_FIELDS;
	history_hold(view->history, &view->watched, &key);
	renew_detail(view, ui);
	session_request_sample_now(ui);
}

/* What the command line or another view named. */
static void look_into_wanted(struct cgroups_view *view, struct ui *ui)
{
	const struct cgroups *cgroups = ui->sample->cgroups;
	struct cgroup_index index;
	struct message trouble;
	size_t node = CGROUP_NO_PARENT;

	if (cgroup_index_build(&index, cgroups) == STATUS_OK)
		node = cgroup_index_path(&index, view->wanted);
	cgroup_index_free(&index);
	if (node != CGROUP_NO_PARENT)
		look_into(view, ui, cgroups->nodes[node].cgroup->id);
	else if (cgroups_have_trouble(cgroups, &trouble))
		session_note(ui, STYLE_WARNING, "%s", trouble.text);
	else
		session_note(ui, STYLE_WARNING, _("cgroups: there is no cgroup %s"), view->wanted);
	free(view->wanted);
	view->wanted = NULL;
}

/* Before the first sample that has cgroups there is nothing to say. */
static void cgroups_take(void *state, struct ui *ui)
{
	struct cgroups_view *view = state;

	watch_look(view);
	if (!ui->sample || !ui->sample->cgroups)
		return;
	renew_list(view, ui);
	if (view->wanted)
		look_into_wanted(view, ui);
	if (view->path)
		renew_detail(view, ui);
}

/* ---- life ---- */

static enum status cgroups_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	struct cgroups_view *view = calloc(1, sizeof(*view));

	*state = view;
	if (view)
		view->wanted = argument ? strdup(argument) : NULL;
	if (!view || (argument && !view->wanted)) {
		free(view);
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	view->order.sort = CGROUP_COLUMN_USAGE;
	view->history = ui->setup->feed->history;
	cgroups_take(view, ui);
	return STATUS_OK;
}

static void cgroups_close(void *state)
{
	struct cgroups_view *view = state;

	history_release(view->history, &view->watched);
	forget_paid(view);
	document_pane_free(&view->list);
	tags_clear(&view->folded);
	document_pane_free(&view->detail);
	free(view->wanted);
	free(view->path);
	free(view);
}

static void cgroups_baseline(void *state, struct ui *ui)
{
	struct cgroups_view *view = state;

	table_reset_widths(&view->list.table);
	cgroups_take(view, ui);
}

/* All figures of those on screen, and all fields of the one that is looked into. */
static void cgroups_want(void *state, const struct ui *ui, struct feed_request *request)
{
	struct cgroups_view *view = state;
	const struct document_table *table = document_pane_table(&view->list);
	size_t end;

	(void)ui;
	request->cost |= cgroups_cost();
	request->cgroup = view->path;
	if (view->path && view->id)
		request->visible_cgroups[request->visible_cgroup_count++] = view->id;
	if (view->path || !table)
		return;
	end = min_size(view->list.table.top + (size_t)max_int(view->list.table.height, 1),
		document_pane_rows(&view->list));
	for (size_t row = view->list.table.top;
		row < end && request->visible_cgroup_count < VISIBLE_CGROUPS; row++)
		request->visible_cgroups[request->visible_cgroup_count++] =
			table->row_key(table->context, document_pane_row(&view->list, row));
}

static void cgroups_paint(void *state, struct ui *ui, struct area area)
{
	struct cgroups_view *view = state;

	(void)ui;
	document_pane_paint(front(view), view->path ? view->path : _("memtop: cgroups"), area);
}

static struct document_pane *cgroups_pane(void *state)
{
	return front(state);
}

static pid_t pid_under_cursor(void *state)
{
	const struct cgroups_view *view = state;
	const struct row *row = view->path ? document_pane_process(&view->detail, 0) : NULL;

	return row ? row->pid : 0;
}

/* ---- how the list is arranged ---- */

static bool has_list(const struct cgroups_view *view, const struct ui *ui)
{
	return !view->path && ui->sample && ui->sample->cgroups;
}

static void cgroups_rearrange(void *state, struct ui *ui)
{
	if (has_list(state, ui))
		renew_list(state, ui);
}

/* In a tree siblings are sorted, so that it stays one. */
static void cgroups_sort(void *state, struct ui *ui, unsigned id)
{
	struct cgroups_view *view = state;
	struct cgroup_order *order = &view->order;

	if (view->path) {
		document_pane_sort(&view->detail, id);
		return;
	}
	order->ascending = order->sort == (enum cgroup_column)id
				   ? !order->ascending
				   : cgroup_columns[id].label.unit == UNIT_TEXT;
	order->sort = (enum cgroup_column)id;
	cgroups_rearrange(view, ui);
}

static struct fold_line fold_line(const void *context, size_t at)
{
	const struct cgroups_tree_line line = cgroups_line(context, at);

	return (struct fold_line){ line.depth, line.count, { .id = line.id } };
}

static bool fold(struct cgroups_view *view, struct ui *ui, enum action_id action)
{
	const struct document_table *table = document_pane_table(&view->list);
	struct fold_lines lines = { .context = table, .line = fold_line };

	if (!has_list(view, ui) || view->order.is_flat || view->list.filter[0])
		return false;
	lines.count = table ? cgroups_line_count(table) : 0;
	if (folding_act(&view->folded, &view->list.table, &lines, action))
		renew_list(view, ui);
	return true;
}

static void cgroups_fold(void *state, struct ui *ui)
{
	fold(state, ui, ACTION_TOGGLE);
}

static bool do_fold(const struct press *press)
{
	return fold(press->state, press->ui, press->action);
}

static bool do_shape(const struct press *press)
{
	struct cgroups_view *view = press->state;

	if (view->path)
		return false;
	view->order.is_flat = !view->order.is_flat;
	cgroups_rearrange(view, press->ui);
	return true;
}

static bool do_paths(const struct press *press)
{
	struct cgroups_view *view = press->state;

	if (view->path)
		return false;
	view->raw = !view->raw;
	cgroups_rearrange(view, press->ui);
	return true;
}

/* The key that makes a tree makes a list again. */
static const char *cgroups_label(void *state, const struct ui *ui, enum action_id id)
{
	const struct cgroups_view *view = state;

	(void)ui;
	return id == ACTION_TREE && !view->order.is_flat ? N_("List") : NULL;
}

/* ---- actions ---- */

static bool do_open(const struct press *press)
{
	struct cgroups_view *view = press->state;

	if (!view->path)
		look_into(view, press->ui, document_pane_key(&view->list));
	else if (pid_under_cursor(view))
		session_open(press->ui, VIEW_PROCESS, NULL);
	return true;
}

static void show_part(struct cgroups_view *view, struct ui *ui, enum cgroup_part part)
{
	view->part = part;
	view->detail.table = (struct table){ 0 };
	view->detail.sorts = false;
	renew_detail(view, ui);
}

/* One after the other; what it pays for once that was asked for. */
static bool do_next_part(const struct press *press)
{
	struct cgroups_view *view = press->state;
	unsigned parts = view->paid ? CGROUP_PARTS : CGROUP_PART_FILES;

	if (!view->path)
		return false;
	show_part(view, press->ui, (enum cgroup_part)((view->part + 1) % parts));
	return true;
}

/* Asked for again it is read anew. */
static bool do_paid(const struct press *press)
{
	struct cgroups_view *view = press->state;

	if (!view->path)
		return false;
	if (!view->look_until_ns)
		begin_look(view, press->ui);
	show_part(view, press->ui, CGROUP_PART_FILES);
	return true;
}

static bool do_back(const struct press *press)
{
	struct cgroups_view *view = press->state;

	if (!view->path)
		return false;
	free(view->path);
	view->path = NULL;
	view->id = 0;
	forget_paid(view);
	document_pane_set(&view->detail, NULL);
	cgroups_take(view, press->ui);
	return true;
}

/* Paths of /proc count from the root of the hierarchy, those here from what is mounted of it. */
static bool do_members(const struct press *press)
{
	const struct cgroups_view *view = press->state;
	struct ui *ui = press->ui;
	const struct cgroups *cgroups = ui->sample ? ui->sample->cgroups : NULL;
	const char *path = view->path ? view->path : path_of(ui, document_pane_key(&view->list));
	const char *root = cgroups && cgroups->mount_root ? cgroups->mount_root : "";
	size_t size = strlen(root) + (path ? strlen(path) : 0) + 1;
	char *whole = malloc(size);

	if (!path || !whole) {
		free(whole);
		return true;
	}
	snprintf(whole, size, "%s%s", root, *root && strcmp(path, "/") == 0 ? "" : path);
	session_open(ui, VIEW_OVERVIEW, whole);
	free(whole);
	return true;
}

/* Longer paths the probe would have to cut. */
#define RECLAIM_PATH_MOST 200

/* The probe says what that would take, and asks; afterwards it shows its proof. */
static bool do_reclaim(const struct press *press)
{
	const struct cgroups_view *view = press->state;
	struct ui *ui = press->ui;
	const char *path = view->path ? view->path : path_of(ui, document_pane_key(&view->list));
	char way[RECLAIM_PATH_MOST + sizeof("reclaim ")];

	if (path && strlen(path) > RECLAIM_PATH_MOST)
		session_note(ui, STYLE_WARNING,
			_("the path is too long for the probe: write to its memory.reclaim "
			  "from a shell"));
	else if (path) {
		snprintf(way, sizeof(way), "reclaim %s", path);
		session_open(ui, VIEW_PROBE, way);
	}
	return true;
}

static bool do_explain(const struct press *press)
{
	document_pane_explain(front(press->state), press->ui, NULL);
	return true;
}

static const struct key_row cgroups_keys[] = {
	{ ACTION_OPEN, do_open, NULL },
	{ ACTION_BACK, do_back, N_("back from one cgroup to the tree") },
	{ ACTION_SUMMARY, do_next_part,
		N_("in one cgroup: its fields, its processes, those above it") },
	{ ACTION_FILES, do_paid, N_("in one cgroup: its files and shared objects (loads BPF)") },
	{ ACTION_MEMBERS, do_members, NULL },
	{ ACTION_RECLAIM, do_reclaim, NULL },
	{ ACTION_TREE, do_shape, N_("cgroups below their parents, or a list") },
	{ ACTION_FOLD, do_fold, N_("tree: fold what is below") },
	{ ACTION_UNFOLD, do_fold, NULL },
	{ ACTION_FOLD_ALL, do_fold, NULL },
	{ ACTION_PATHS, do_paths, N_("names, or the raw path") },
	{ ACTION_KILL, table_kill_selected, NULL },
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ 0 },
};

const struct view cgroups_view = {
	.open = cgroups_open,
	.close = cgroups_close,
	.take = cgroups_take,
	.mark = cgroups_baseline,
	.want = cgroups_want,
	.paint = cgroups_paint,
	.pane = cgroups_pane,
	.descriptor = cgroups_descriptor,
	.ready = cgroups_ready,
	.tables = TABLE_SEARCHED | TABLE_SORTED | TABLE_DETAILED,
	.sort = cgroups_sort,
	.rearrange = cgroups_rearrange,
	.fold = cgroups_fold,
	.selected = pid_under_cursor,
	.label = cgroups_label,
	.keys = cgroups_keys,
};
