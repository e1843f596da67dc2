/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside ui/: the view of one process, and its pages. */
#ifndef MEMTOP_UI_VIEWS_PROCESS_VIEW_H
#define MEMTOP_UI_VIEWS_PROCESS_VIEW_H

#include "derive/history.h"
#include "findings/process_rules.h"
#include "ports/heap.h"
#include "ui/session/session.h"
#include "ui/document/pane.h"
#include "views/process/process.h"

/* Kinds, mappings and mapping lie behind one another; the summary and lists lie beside them. */
enum page { PAGE_KINDS, PAGE_MAPPINGS, PAGE_MAPPING, PAGE_SUMMARY, PAGE_LIST, PAGE_COUNT };

/* Its heap, once it was asked for. */
struct process_heap {
	const struct heap_feed *feed;
	bool on, any; /* looked at again and again; a report is there */
	struct heap_report report;
	struct message message;           /* why the last look failed; "" if it did not */
	struct trend_finding trend;       /* of what is held of malloc */
	struct trend_finding other_trend; /* of the heap beside it */
	uint64_t next_ns;                 /* no look before that; UINT64_MAX: none */
};

struct process_view {
	const struct inspect *inspect; /* NULL: of a record, the samples tell all that there is */
	pid_t pid;
	uint64_t start_ticks;          /* of the process first seen; 0 before */
	struct process_detail *detail; /* the newest; NULL before the first */
	struct process_detail *first;  /* at the mark, or the first */
	enum status status;            /* why there is no newer one: STATUS_OK while it lives */
	int64_t ended_wall_ns;
	bool ending_known;
	int wait_status;         /* how it ended, where that is known */
	struct history *history; /* the session's */
	struct history_hold watched;
	uint64_t program;           /* of its row, to notice exec(2) */
	struct trend_finding trend; /* of its own memory */
	struct process_heap heap;
	enum page page;
	enum page page_before; /* PAGE_SUMMARY, PAGE_LIST: where it goes back to */
	struct document_pane panes[PAGE_COUNT];
	enum detail_kind kind;          /* PAGE_MAPPINGS: of this kind, KIND_COUNT for all */
	uint64_t address;               /* PAGE_MAPPING: where it starts */
	struct residency_request asked; /* PAGE_MAPPING: whose pages */
	struct process_list *list;      /* PAGE_LIST; NULL until it was read */
	enum process_list_kind list_kind;
	bool unmasked;              /* the values of the environment are shown */
	struct residency *page_map; /* where those are; NULL until it is known */
};

/* ---- view.c ---- */

struct process_evidence process_evidence_of(const struct process_view *view, const struct ui *ui);

/* Whether it ended, and how; that it is being read for the first time. */
void process_end_put(const struct process_view *view, struct document *document);

/* The history of its memory, and of what is in use of its heap. */
void process_trend_put(const struct process_view *view, struct document *document);

/* ---- pages.c ---- */

/* Says anew what the page shows, after whatever changed that. */
void process_renew(struct process_view *view, const struct ui *ui);

/* The mapping under the cursor or looked at, or NULL. */
const struct detail_mapping *process_page_mapping(const struct process_view *view);

/* Enter and Esc.  False: there is no page to go to. */
bool process_page_enter(struct process_view *view, const struct ui *ui);
bool process_page_back(struct process_view *view, const struct ui *ui);

/* To the page of all figures of the summary, or back from it. */
void process_page_toggle_summary(struct process_view *view, const struct ui *ui);

/* To a list of the process, or back from it; takes what the inspector has read. */
void process_page_toggle_list(struct process_view *view, const struct ui *ui,
	enum process_list_kind kind);
void process_page_take_list(struct process_view *view);

/* ---- page_map.c ---- */

/* Asks for the pages of the mapping looked at, where that is another, or none, by now. */
void process_page_map_ask(struct process_view *view);
/* Takes what the inspector has read. */
void process_page_map_take(struct process_view *view);
void process_page_map_put(const struct process_view *view, struct document *document);

/* ---- heap.c ---- */

/* What is known of the heaps; without a report before the first look. */
struct heap_evidence process_heap_evidence(const struct process_heap *heap);

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

/* Its figures, or how far the look is. */
void process_heap_put(const struct process_view *view, struct document *document);

#endif
