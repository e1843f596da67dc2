/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/arrange.h"

#include <limits.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"
#include "base/text.h"
#include "derive/process/baseline.h"

#define NONE SIZE_MAX

/* A process on its way to a line.  In a tree, links are indexes into the same array. */
struct node {
	const struct row *row;
	struct value key; /* of the sort column: in a tree summed over the subtree */
	struct text text; /* of the sort column, if that is text */
	char buffer[8];
	bool matched, shown;
	uint32_t at; /* in the sample */
	/* A list does without the rest. */
	size_t parent, first_child, next_sibling;
	size_t top;            /* a node further up, or itself: a shortcut to the root */
	size_t first, members; /* collapsed: the program's processes in work.order as grouped */
};

struct work {
	struct node *nodes;  /* by PID */
	struct node **order; /* the same, as sorted */
	pid_t *pids;         /* of the nodes */
	size_t count;
	const struct arrangement *arrangement;
	struct sample *sample;
};

static bool user_matches(const char *user, const struct row *row)
{
	uint64_t uid;

	if (!user || strcmp(user, row->identity->user) == 0)
		return true;
	return text_to_number(text_of_string(user), &uid) && uid == row->identity->uid;
}

static bool pid_listed(const struct arrangement *arrangement, pid_t pid)
{
	for (size_t i = 0; i < arrangement->pid_count; i++)
		if (arrangement->pids[i] == pid)
			return true;
	return !arrangement->pids;
}

static bool wanted(const struct arrangement *arrangement, const struct row *row,
	const struct sample *sample)
{
	return pid_listed(arrangement, row->pid) && user_matches(arrangement->user, row) &&
	       (!arrangement->filter || filter_matches(arrangement->filter, row, sample));
}

/* A thread is, if its process is; or it alone, in a process that is not left out by name. */
static bool thread_wanted(const struct arrangement *arrangement, const struct row *row,
	const struct sample *sample)
{
	const struct row *process = sample_process_of(sample, row);

	if (!process)
		return false;
	return wanted(arrangement, process, sample) ||
	       (pid_listed(arrangement, process->pid) && user_matches(arrangement->user, row) &&
		       filter_matches(arrangement->filter, row, sample));
}

static int compare_any(const struct node *a, const struct node *b,
	const struct arrangement *arrangement)
{
	int order = a->text.length || b->text.length ? text_compare(a->text, b->text) : 0;
	return FIRST_DIFFERENCE(value_order(a->key, b->key, arrangement->descending),
		arrangement->descending ? -order : order, COMPARE(a->row->pid, b->row->pid));
}

/* Unknown figures go last whichever way it is sorted; equal ones by PID, so that rows stay put. */
static inline int compare_nodes(const struct node *a, const struct node *b,
	const struct arrangement *arrangement)
{
	/* Figures that are known, as nearly all are: in few steps, for they are many. */
	if (a->key.state != VALUE_OK || b->key.state != VALUE_OK)
		return compare_any(a, b, arrangement);
	if (a->key.n != b->key.n)
		return (a->key.n < b->key.n) == arrangement->descending ? 1 : -1;
	return COMPARE(a->row->pid, b->row->pid);
}

static int compare_in_order(const void *left, const void *right, void *context)
{
	return compare_nodes(*(struct node *const *)left, *(struct node *const *)right, context);
}

static int compare_places(uint32_t left, uint32_t right, void *context)
{
	const struct work *work = context;

	return compare_nodes(&work->nodes[left], &work->nodes[right], work->arrangement);
}

static struct value figure(enum column_id id, const struct row *row, const struct sample *sample,
	const struct sample *mark)
{
	return mark && baseline_applies(id) ? baseline_column(id, row, sample, mark)
					    : column_value(id, row, sample);
}

static void fill_node(const struct work *work, struct node *node, const struct row *row,
	bool matched)
{
	enum column_id sort = work->arrangement->sort;

	node->row = row;
	node->matched = node->shown = matched;
	if (columns[sort].label.unit == UNIT_TEXT) {
		node->key = value_missing(VALUE_NOT_ASKED);
		node->text = column_text(sort, row, node->buffer);
	} else {
		node->key = figure(sort, row, work->sample, work->arrangement->mark);
		node->text = text_of(NULL, 0);
	}
}

static bool shows_threads(const struct arrangement *arrangement)
{
	return arrangement->threads && arrangement->shape != SHAPE_PROGRAMS;
}

static enum status make_nodes(struct work *work)
{
	size_t most = work->sample->row_count;

	if (shows_threads(work->arrangement))
		most += work->sample->thread_count;
	work->nodes = reallocarray(NULL, most + 1, sizeof(*work->nodes));
	work->order = reallocarray(NULL, most + 1, sizeof(*work->order));
	work->pids = reallocarray(NULL, most + 1, sizeof(*work->pids));
	return work->nodes && work->order && work->pids ? STATUS_OK : STATUS_NO_MEMORY;
}

static void take(struct work *work, const struct row *row, bool matched, size_t at)
{
	fill_node(work, &work->nodes[work->count], row, matched);
	work->nodes[work->count].at = (uint32_t)at;
	work->pids[work->count] = row->pid;
	work->count++;
}

/* Those whose TIDs are below that PID, from the one on that is next; all nodes stand by PID. */
static size_t take_threads(struct work *work, struct arranged *arranged, size_t next, pid_t below)
{
	const struct sample *sample = work->sample;

	for (; next < sample->thread_count && sample->threads[next]->pid < below; next++)
		if (thread_wanted(work->arrangement, sample->threads[next], sample)) {
			take(work, sample->threads[next], true, next);
			arranged->threads++;
		}
	return next;
}

/* Takes the rows that are wanted; in a tree all of them, for the branches' sake. */
static enum status collect(struct work *work, struct arranged *arranged)
{
	const struct arrangement *arrangement = work->arrangement;
	bool tree = arrangement->shape == SHAPE_TREE, threads = shows_threads(arrangement);
	size_t next = 0;

	if (make_nodes(work) != STATUS_OK)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < work->sample->row_count; i++) {
		const struct row *row = work->sample->rows[i];
		bool matched;

		if (threads)
			next = take_threads(work, arranged, next, row->pid);
		if (row->identity->kernel_thread && !arrangement->kernel_threads) {
			arranged->hidden_kernel_threads++;
			continue;
		}
		matched = wanted(arrangement, row, work->sample);
		arranged->filtered_out += !matched;
		if (matched || tree)
			take(work, row, matched, i);
	}
	if (threads)
		take_threads(work, arranged, next, INT_MAX);
	return STATUS_OK;
}

static void put_in_order(struct work *work, const uint32_t *places)
{
	for (size_t i = 0; i < work->count; i++)
		work->order[i] = &work->nodes[places ? places[i] : i];
}

static void sort_in_order(struct work *work)
{
	qsort_r(work->order, work->count, sizeof(*work->order), compare_in_order,
		(void *)(uintptr_t)work->arrangement);
}

/* Whether all stand in it, each behind the one before. */
static bool is_order(const struct work *work, const uint32_t *places)
{
	for (size_t i = 1; places && i < work->count; i++)
		if (compare_nodes(&work->nodes[places[i - 1]], &work->nodes[places[i]],
			    work->arrangement) > 0)
			return false;
	return places;
}

/* All nodes, from the order on in which they stood before, if that was kept. */
static void sort_nodes(struct work *work)
{
	struct kept_order *order = work->arrangement->order;
	const uint32_t *places = order ? kept_order_same(order, work->pids, work->count) : NULL;

	if (order && !is_order(work, places))
		places = kept_order_sort(order, work->pids, work->count, compare_places, work);
	put_in_order(work, places);
	if (!places)
		sort_in_order(work);
}

/* ---- a list ---- */

/* A list that nothing but its rows makes can be kept: of all, each by itself, and by what is in the row. */
static bool can_be_kept(const struct arrangement *arrangement)
{
	return arrangement->order && arrangement->shape == SHAPE_LIST && !arrangement->threads &&
	       !arrangement->filter && !arrangement->user && !arrangement->pids &&
	       !arrangement->mark && column_follows_row(arrangement->sort);
}

/* What a list that is kept was arranged by, in a number. */
static unsigned arranged_by(const struct arrangement *arrangement)
{
	return (unsigned)arrangement->sort * 4 + arrangement->descending * 2U +
	       arrangement->kernel_threads;
}

static bool stays(const void *context, const struct row *before, const struct row *row,
	const struct row *after)
{
	const struct work *work = context;
	struct node here, other;

	if (row->identity->kernel_thread && !work->arrangement->kernel_threads)
		return false;
	fill_node(work, &here, row, true);
	if (before) {
		fill_node(work, &other, before, true);
		if (compare_nodes(&other, &here, work->arrangement) > 0)
			return false;
	}
	if (!after)
		return true;
	fill_node(work, &other, after, true);
	return compare_nodes(&here, &other, work->arrangement) <= 0;
}

static void put_line(struct arranged *arranged, const struct row *row)
{
	const size_t at = arranged->count++;

	arranged->members[at] = row;
	arranged->lines[at] = (struct process_line){ .row = row, .first = at, .count = 1 };
}

static enum status make_room(struct arranged *arranged, size_t count)
{
	arranged->lines = reallocarray(NULL, count + 1, sizeof(*arranged->lines));
	arranged->members = reallocarray(NULL, count + 1, sizeof(*arranged->members));
	return arranged->lines && arranged->members ? STATUS_OK : STATUS_NO_MEMORY;
}

/* False where it has to be arranged. */
static bool arrange_as_before(const struct work *work, struct arranged *arranged,
	enum status *status)
{
	struct kept_list *list = &work->arrangement->order->list;

	if (!kept_list_stands(list, work->sample, arranged_by(work->arrangement), stays, work))
		return false;
	*status = make_room(arranged, list->line_count);
	for (size_t i = 0; *status == STATUS_OK && i < list->line_count; i++)
		put_line(arranged, work->sample->rows[list->lines[i]]);
	arranged->hidden_kernel_threads = list->row_count - list->line_count;
	return true;
}

static enum status arrange_list(struct work *work, struct arranged *arranged)
{
	struct kept_list *list =
		can_be_kept(work->arrangement) ? &work->arrangement->order->list : NULL;
	uint32_t *lines = list ? kept_list_begin(list, work->sample) : NULL;

	sort_nodes(work);
	for (size_t i = 0; i < work->count; i++) {
		put_line(arranged, work->order[i]->row);
		if (lines)
			lines[i] = work->order[i]->at;
	}
	if (lines)
		kept_list_keep(list, work->sample, work->count, arranged_by(work->arrangement));
	return STATUS_OK;
}

/* ---- tree ---- */

static size_t find_node(const struct work *work, pid_t pid)
{
	size_t at;

	LOWER_BOUND(at, work->count, work->nodes[at].row->pid < pid);
	return at < work->count && work->nodes[at].row->pid == pid ? at : NONE;
}

/* The root that a node hangs under so far; leaves shorter ways behind, so that chains cost little. */
static size_t find_root(struct node *nodes, size_t at)
{
	while (nodes[at].top != at) {
		nodes[at].top = nodes[nodes[at].top].top;
		at = nodes[at].top;
	}
	return at;
}

/*
 * Links every node to its parent.  Parents were read at slightly different times, so after a reuse
 * of PIDs a chain of parents could bite its own tail: a link that would close a ring is left out.
 */
static void link_parents(struct work *work)
{
	for (size_t i = 0; i < work->count; i++) {
		struct node *node = &work->nodes[i];

		node->parent = node->first_child = node->next_sibling = NONE;
		node->top = i;
	}
	for (size_t i = 0; i < work->count; i++) {
		size_t parent = find_node(work, work->nodes[i].row->ppid);

		if (parent != NONE && find_root(work->nodes, parent) != i)
			work->nodes[i].parent = work->nodes[i].top = parent;
	}
}

/* Nothing to add: the process has no such figure, or is no more, or nothing was read of it. */
static bool is_nothing(struct value value)
{
	return value.state == VALUE_ABSENT || value.state == VALUE_GONE ||
	       value.state == VALUE_NOT_ASKED;
}

static struct value sum_of(struct value sum, struct value term)
{
	if (is_nothing(term))
		return sum;
	return is_nothing(sum) ? term : value_add(sum, term);
}

/* Node indexes so that every child stands after its parent; NULL: no memory. */
static size_t *parents_first(const struct work *work)
{
	size_t *queue = array_new(work->count, sizeof(*queue)), filled = 0;

	if (!queue)
		return NULL;
	for (size_t i = 0; i < work->count; i++)
		if (work->nodes[i].parent == NONE)
			queue[filled++] = i;
	for (size_t next = 0; next < filled; next++)
		for (size_t child = work->nodes[queue[next]].first_child; child != NONE;
			child = work->nodes[child].next_sibling)
			queue[filled++] = child;
	return queue;
}

/* Hangs the children under their parents, in the order of work->order. */
static void hang_children(struct work *work)
{
	for (size_t i = 0; i < work->count; i++)
		work->nodes[i].first_child = NONE;
	for (size_t i = work->count; i-- > 0;) {
		struct node *node = work->order[i];

		if (node->parent == NONE)
			continue;
		node->next_sibling = work->nodes[node->parent].first_child;
		work->nodes[node->parent].first_child = (size_t)(node - work->nodes);
	}
}

/* Sums the sort column over subtrees and shows the ancestors of what matched. */
static enum status sum_subtrees(struct work *work)
{
	size_t *queue = parents_first(work);
	enum column_id sort = work->arrangement->sort;

	if (!queue)
		return STATUS_NO_MEMORY;
	for (size_t i = work->count; i-- > 0;) {
		struct node *node = &work->nodes[queue[i]];
		struct node *parent = node->parent == NONE ? NULL : &work->nodes[node->parent];

		if (!parent || !node->shown)
			continue;
		parent->shown = true;
		if (columns[sort].summable && !node->row->identity->thread)
			parent->key = sum_of(parent->key, node->key);
	}
	free(queue);
	return STATUS_OK;
}

/* The next node to show after this one in the order of a walk down the tree; NONE at the end. */
static size_t walk_on(const struct work *work, size_t at, unsigned *depth)
{
	if (work->nodes[at].first_child != NONE) {
		++*depth;
		return work->nodes[at].first_child;
	}
	while (at != NONE && work->nodes[at].next_sibling == NONE) {
		at = work->nodes[at].parent;
		if (at != NONE)
			--*depth;
	}
	return at == NONE ? NONE : work->nodes[at].next_sibling;
}

static bool has_shown_sibling(const struct work *work, size_t at)
{
	for (at = work->nodes[at].next_sibling; at != NONE; at = work->nodes[at].next_sibling)
		if (work->nodes[at].shown)
			return true;
	return false;
}

static void emit_tree(const struct work *work, size_t root, struct arranged *arranged)
{
	unsigned depth = 0;

	for (size_t at = root; at != NONE; at = walk_on(work, at, &depth)) {
		const struct node *node = &work->nodes[at];

		if (!node->shown)
			continue;
		arranged->members[arranged->count] = node->row;
		arranged->lines[arranged->count] = (struct process_line){ .row = node->row,
			.depth = depth,
			.last_child = !has_shown_sibling(work, at),
			.context = !node->matched,
			.first = arranged->count,
			.count = 1 };
		arranged->count++;
	}
}

/* A line's members are the lines behind it that stand deeper. */
static void count_members(struct arranged *arranged)
{
	for (size_t i = arranged->count; i-- > 0;) {
		struct process_line *line = &arranged->lines[i];
		size_t next = i + 1;

		while (next < arranged->count && arranged->lines[next].depth > line->depth) {
			line->count += arranged->lines[next].count;
			next += arranged->lines[next].count;
		}
	}
}

static enum status arrange_tree(struct work *work, struct arranged *arranged)
{
	enum status status;

	link_parents(work);
	put_in_order(work, NULL);
	hang_children(work);
	status = sum_subtrees(work);
	if (status != STATUS_OK)
		return status;
	sort_nodes(work);
	hang_children(work);
	for (size_t i = 0; i < work->count; i++) {
		struct node *node = work->order[i];

		if (node->parent == NONE) {
			node->next_sibling = NONE;
			emit_tree(work, (size_t)(node - work->nodes), arranged);
		}
	}
	count_members(arranged);
	return STATUS_OK;
}

/* ---- one line a program ---- */

static int64_t resident(const struct row *row)
{
	return row->metric_state[METRIC_RSS] == VALUE_OK ? row->metric[METRIC_RSS] : 0;
}

/* By program, the largest process of each first. */
static int compare_programs(const void *left, const void *right)
{
	const struct row *a = (*(struct node *const *)left)->row;
	const struct row *b = (*(struct node *const *)right)->row;

	return FIRST_DIFFERENCE(strcmp(a->identity->name, b->identity->name),
		COMPARE(resident(b), resident(a)), COMPARE(a->pid, b->pid));
}

/* Joins the nodes order[first..next) of one program into their first one. */
static void join(const struct work *work, size_t first, size_t next)
{
	struct node *head = work->order[first];
	enum column_id sort = work->arrangement->sort;

	head->first = first;
	head->members = next - first;
	if (!columns[sort].summable)
		return;
	for (size_t i = first + 1; i < next; i++)
		head->key = sum_of(head->key, work->order[i]->key);
}

static enum status arrange_programs(struct work *work, struct arranged *arranged)
{
	size_t programs = 0;

	put_in_order(work, NULL);
	qsort(work->order, work->count, sizeof(*work->order), compare_programs);
	for (size_t i = 0; i < work->count; i++)
		arranged->members[i] = work->order[i]->row;
	for (size_t first = 0, next; first < work->count; first = next) {
		for (next = first + 1; next < work->count; next++)
			if (strcmp(arranged->members[first]->identity->name,
				    arranged->members[next]->identity->name) != 0)
				break;
		join(work, first, next);
		work->order[programs++] = work->order[first];
	}
	work->count = programs;
	sort_in_order(work);
	for (size_t i = 0; i < programs; i++)
		arranged->lines[i] = (struct process_line){ .row = work->order[i]->row,
			.first = work->order[i]->first,
			.count = work->order[i]->members };
	arranged->count = programs;
	return STATUS_OK;
}

enum status arrange(struct arranged *arranged, struct sample *sample,
	const struct arrangement *arrangement)
{
	static enum status (*const shapes[])(struct work *, struct arranged *) = {
		[SHAPE_LIST] = arrange_list,
		[SHAPE_TREE] = arrange_tree,
		[SHAPE_PROGRAMS] = arrange_programs,
	};
	struct work work = { .arrangement = arrangement, .sample = sample };
	enum status status;

	*arranged = (struct arranged){ .sample = sample_ref(sample),
		.mark = arrangement->mark ? sample_ref(arrangement->mark) : NULL };
	if (can_be_kept(arrangement) && arrange_as_before(&work, arranged, &status))
		return status;
	status = collect(&work, arranged);
	if (status == STATUS_OK)
		status = make_room(arranged, work.count);
	if (status == STATUS_OK)
		status = shapes[arrangement->shape](&work, arranged);
	free(work.nodes);
	free(work.order);
	free(work.pids);
	return status;
}

void arranged_free(struct arranged *arranged)
{
	sample_unref(arranged->sample);
	sample_unref(arranged->mark);
	free(arranged->lines);
	free(arranged->members);
	*arranged = (struct arranged){ 0 };
}

struct value line_value(const struct arranged *arranged, const struct process_line *line,
	enum column_id id)
{
	struct value value = figure(id, line->row, arranged->sample, arranged->mark);

	if (line->count == 1 || !columns[id].summable)
		return value;
	for (size_t i = 1; i < line->count; i++) {
		const struct row *member = arranged->members[line->first + i];

		/* What a thread has is its process's already. */
		if (!member->identity->thread)
			value = sum_of(value, figure(id, member, arranged->sample, arranged->mark));
	}
	return value;
}
