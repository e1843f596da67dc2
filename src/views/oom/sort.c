/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/oom/sort.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/text.h"

static int64_t all_of(const struct oom_task *task)
{
	return value_or(task->rss, 0) + value_or(task->swap, 0);
}

static int64_t rss_of(const struct oom_task *task)
{
	return value_or(task->rss, 0);
}

static int64_t swap_of(const struct oom_task *task)
{
	return value_or(task->swap, 0);
}

/* Bytes from 4.15 on, pages before; a report has one of the two. */
static int64_t page_tables_of(const struct oom_task *task)
{
	return value_or(task->page_tables, 0) + value_or(task->page_table_pages, 0);
}

static int64_t score_adj_of(const struct oom_task *task)
{
	return task->score_adj;
}

static int64_t pid_of(const struct oom_task *task)
{
	return (int64_t)task->pid;
}

/* key: what is compared, smallest last unless reversed; NULL: the name, from a to z. */
static const struct sort_row {
	const char *title, *reversed;
	int64_t (*key)(const struct oom_task *task);
	bool smallest_first;
} sort_rows[OOM_SORT_COUNT] = {
	[OOM_SORT_ALL] = { N_("by resident memory and swap, largest first"),
		N_("by resident memory and swap, smallest first"), all_of, false },
	[OOM_SORT_RSS] = { N_("by resident memory, largest first"),
		N_("by resident memory, smallest first"), rss_of, false },
	[OOM_SORT_SWAP] = { N_("by swap, largest first"), N_("by swap, smallest first"), swap_of,
		false },
	[OOM_SORT_PAGE_TABLES] = { N_("by page tables, largest first"),
		N_("by page tables, smallest first"), page_tables_of, false },
	[OOM_SORT_SCORE_ADJ] = { N_("by oom_score_adj, highest first"),
		N_("by oom_score_adj, lowest first"), score_adj_of, false },
	[OOM_SORT_PID] = { N_("by PID, lowest first"), N_("by PID, highest first"), pid_of, true },
	[OOM_SORT_NAME] = { N_("by name, from a to z"), N_("by name, from z to a"), NULL, true },
};

const char *oom_sort_title(const struct oom_sort *sort)
{
	const struct sort_row *row = &sort_rows[sort->by];

	return sort->reversed ? _(row->reversed) : _(row->title);
}

/* qsort() hands over nothing but the two: how they are compared stands beside them. */
struct sorted_task {
	const struct oom_task *task;
	const struct sort_row *row;
	bool reversed;
};

static int compare(const void *left, const void *right)
{
	const struct sorted_task *a = left, *b = right;
	int order;

	if (a->row->key) {
		order = COMPARE(a->row->key(a->task), b->row->key(b->task));
	} else {
		order = text_compare(a->task->name, b->task->name);
	}
	if (a->row->smallest_first == a->reversed)
		order = -order;
	return FIRST_DIFFERENCE(order, COMPARE(a->task, b->task));
}

const struct oom_task **oom_sort_tasks(const struct oom_report *report, const struct oom_sort *sort)
{
	struct sorted_task *sorted = calloc(report->task_count + 1, sizeof(*sorted));
	const struct oom_task **tasks =
		calloc(report->task_count + 1, sizeof(const struct oom_task *));

	for (size_t i = 0; sorted && i < report->task_count; i++)
		sorted[i] = (struct sorted_task){ &report->tasks[i], &sort_rows[sort->by],
			sort->reversed };
	if (sorted)
		qsort(sorted, report->task_count, sizeof(*sorted), compare);
	for (size_t i = 0; sorted && tasks && i < report->task_count; i++)
		tasks[i] = sorted[i].task;
	if (!sorted) {
		free(tasks);
		tasks = NULL;
	}
	free(sorted);
	return tasks;
}
