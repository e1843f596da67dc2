/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside ui/: the view of one process, and its pages. */
#ifndef MEMTOP_UI_VIEWS_PROCESS_VIEW_H
#define MEMTOP_UI_VIEWS_PROCESS_VIEW_H

#include "derive/series.h"
#include "findings/process_rules.h"
#include "ports/heap.h"
#include "ui/session/session.h"
#include "ui/widgets/table.h"

/* Kinds, mappings and mapping lie behind one another; the summary lies beside them. */
enum page { PAGE_KINDS, PAGE_MAPPINGS, PAGE_MAPPING, PAGE_SUMMARY, PAGE_COUNT };

#define FIND_SIZE 128

/* Its heap, once somebody asked for it. */
struct process_heap {
	const struct heap_feed *feed;
	bool on, any; /* looked at again and again; a report is there */
	struct heap_report report;
	struct message message; /* why the last look failed; "" if it did not */
	struct series in_use;
	struct trend_finding trend; /* of in_use */
	uint64_t next_ns;           /* no look before that; UINT64_MAX: none */
};

struct process_view {
	const struct inspect *inspect;
	pid_t pid;
	uint64_t start_ticks;          /* of the process first seen; 0 before */
	struct process_detail *detail; /* the newest; NULL before the first */
	struct process_detail *first;  /* at the mark, or the first */
	enum status status;            /* why there is no newer one: STATUS_OK while it lives */
	int64_t ended_wall_ns;
	bool ending_known;
	int wait_status;   /* how it ended, where that is known */
	struct series own; /* anonymous + swapped + shared memory */
	struct trend_finding trend;
	uint64_t sample_ns; /* of the last sample added to own */
	struct process_heap heap;
	enum page page;
	enum page page_before; /* PAGE_SUMMARY: where it goes back to */
	struct table tables[PAGE_COUNT];
	enum kind kind;                 /* PAGE_MAPPINGS: of this kind, KIND_COUNT for all */
	enum mapping_figure sort;       /* MAPPING_FIGURE_COUNT: by address */
	uint64_t address;               /* PAGE_MAPPING: where it starts */
	struct residency_request asked; /* PAGE_MAPPING: whose pages */
	struct residency *page_map;     /* where those are; NULL until it is known */
	size_t *order;                  /* PAGE_MAPPINGS: indexes into the mappings, as shown */
	size_t order_count;
	char filter[FIND_SIZE]; /* part of a name, or "" */
};

/* What the cells of a page are made from. */
struct page_context {
	struct process_view *view;
	const struct ui *ui;
};

/* Arranges the mappings of the page anew. */
void process_pages_arrange(struct process_view *view);

/* The same for a newer detail: the cursor stays on its mapping.  Takes the reference. */
void process_pages_renew(struct process_view *view, struct process_detail *detail);

/* Paints the foremost page; below what the view itself says of the process. */
void process_pages_paint(struct process_view *view, struct ui *ui, struct area area);

size_t process_page_rows(const struct process_view *view);

/* The mapping under the cursor or looked at, or NULL. */
const struct detail_mapping *process_page_mapping(const struct process_view *view);

/* The kind under the cursor of the page of kinds; KIND_COUNT for all. */
enum kind process_page_kind(const struct process_view *view);

/* Enter and Esc.  False: there is no page to go to. */
bool process_page_enter(struct process_view *view);
bool process_page_back(struct process_view *view);

/* To the page of all figures of the summary, or back from it. */
void process_page_toggle_summary(struct process_view *view);

/* ---- the summary: process_figures.c ---- */

/* The first figures, on at most that many lines, and what to press for more; returns the lines used. */
int process_figures_paint_head(const struct process_view *view, const struct ui *ui,
	struct area area, int most_rows);
void process_figures_paint_page(struct page_context *context, struct area area);

/* Shows what figures and kinds mean, beginning with the one under the cursor. */
void process_figures_explain(const struct process_view *view, struct ui *ui);

/* ---- one mapping: process_mapping.c ---- */

size_t process_mapping_rows(const struct process_view *view);
void process_mapping_paint(struct page_context *context, struct area area);

/* ---- the strip of its pages: process_strip.c ---- */

/* Asks for the pages of the mapping looked at, where that is another, or none, by now. */
void process_page_map_ask(struct process_view *view);
/* Takes what the inspector has read. */
void process_page_map_take(struct process_view *view);
/* Returns the lines used. */
int process_page_map_paint(const struct process_view *view, const struct ui *ui, struct area area);

/* ---- its heap: process_heap.c ---- */

void process_heap_close(struct process_view *view);

/* Another program: what its heap held before says nothing. */
void process_heap_begin_anew(struct process_view *view);

/* The key: begins to look at the heap; once it does, opens the view heap. */
bool process_heap_press(struct process_view *view, struct ui *ui);

/* Ends a look that goes on.  False if there is none. */
bool process_heap_stop(struct process_view *view);

/* Takes a look that ended, and begins the next one when it is due. */
void process_heap_step(struct process_view *view, const struct ui *ui);
int process_heap_descriptor(const struct process_view *view);

/* Its figures; and, with the label in that many columns, the history of what is in use.  Lines used. */
int process_heap_paint(const struct process_view *view, const struct ui *ui, struct area area);
int process_heap_paint_trend(const struct process_view *view, struct area area, int label,
	size_t most);

#endif
