/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages of the process view: kinds, the mappings of one kind, one mapping; all its figures. */
#include <inttypes.h>

#include "base/i18n.h"
#include "ui/session/since.h"
#include "ui/views/process/view.h"

const struct detail_mapping *process_page_mapping(const struct process_view *view)
{
	uint64_t start = view->page == PAGE_MAPPINGS
				 ? document_pane_key(&view->panes[PAGE_MAPPINGS])
				 : view->address;

	return view->detail ? detail_mapping_at(view->detail, start) : NULL;
}

/* ---- what they say ---- */

static void put_mapping(const struct process_view *view, struct document *document)
{
	const struct detail_mapping *mapping = process_page_mapping(view);

	if (!mapping) {
		document_line(document, EMPHASIS_FAINT, _("This mapping is gone. Esc goes back."));
		return;
	}
	document_say(document, EMPHASIS_STRONG, "%" PRIx64 "-%" PRIx64 " %s  %s  %s",
		mapping->start, mapping->end, mapping->permissions,
		_(kind_rows[mapping->kind].title), detail_string(view->detail, mapping->name));
	process_page_map_put(view, document);
	process_put_fields(document, view->detail, mapping);
}

/* What its row had; kinds of mappings and heap were not recorded. */
static void put_recorded(const struct process_view *view, struct document *document)
{
	process_trend_put(view, document);
	process_put_figures(document, view->detail);
}

static void put_kinds(const struct process_view *view, struct document *document)
{
	process_put_summary(document, view->detail,
		N_("H: heap  L: leaks  t: threads  l: files  e: environment  s: more  ?: meaning"));
	process_heap_put(view, document);
	process_trend_put(view, document);
	process_put_kinds(document, view->detail, view->first);
}

static void put_page(const struct process_view *view, struct document *document)
{
	switch (view->page) {
	case PAGE_KINDS:
		if (view->detail->recorded)
			put_recorded(view, document);
		else
			put_kinds(view, document);
		break;
	case PAGE_MAPPINGS:
		process_put_mappings(document, view->detail, &view->kind);
		break;
	case PAGE_MAPPING:
		put_mapping(view, document);
		break;
	case PAGE_LIST:
		if (view->list)
			process_put_list(document, view->list,
				view->list_kind == LIST_ENVIRONMENT && !view->unmasked);
		else
			document_line(document, EMPHASIS_FAINT, _("reading the list ..."));
		break;
	default:
		process_put_figures(document, view->detail);
	}
}

static void release(void *detail)
{
	detail_unref(detail);
}

void process_renew(struct process_view *view, const struct ui *ui)
{
	struct document *document = document_new();

	if (!document)
		return;
	process_end_put(view, document);
	if (view->detail) {
		struct process_evidence evidence = process_evidence_of(view, ui);

		document_hold(document, detail_ref(view->detail), release);
		process_put_findings(document, &evidence);
		since_put(document, ui, view->pid);
		put_page(view, document);
	}
	document_pane_set(&view->panes[view->page], document);
}

/* ---- moving between them ---- */

static void go_to(struct process_view *view, const struct ui *ui, enum page page)
{
	view->page = page;
	process_page_map_ask(view);
	process_renew(view, ui);
}

bool process_page_enter(struct process_view *view, const struct ui *ui)
{
	const struct document_pane *pane = &view->panes[view->page];
	const struct detail_mapping *mapping = process_page_mapping(view);

	if (document_pane_rows(pane) == 0 || view->page >= PAGE_MAPPING ||
		(view->page == PAGE_MAPPINGS && !mapping))
		return false;
	if (view->page == PAGE_KINDS)
		view->kind = (enum detail_kind)document_pane_key(pane);
	else
		view->address = mapping->start;
	document_pane_free(&view->panes[view->page + 1]);
	view->panes[view->page + 1] = (struct document_pane){ .document = NULL };
	go_to(view, ui, view->page + 1);
	return true;
}

bool process_page_back(struct process_view *view, const struct ui *ui)
{
	if (view->page == PAGE_SUMMARY)
		process_page_toggle_summary(view, ui);
	else if (view->page == PAGE_LIST)
		process_page_toggle_list(view, ui, view->list_kind);
	else if (view->page != PAGE_KINDS)
		go_to(view, ui, view->page - 1);
	else
		return false;
	return true;
}

/* From one page beside the others to another: back goes to where it came from. */
static void go_beside(struct process_view *view, const struct ui *ui, enum page page)
{
	enum page before = view->page;

	go_to(view, ui, page);
	if (before != PAGE_SUMMARY && before != PAGE_LIST)
		view->page_before = before;
}

void process_page_toggle_summary(struct process_view *view, const struct ui *ui)
{
	if (!view->detail)
		return;
	go_beside(view, ui, view->page == PAGE_SUMMARY ? view->page_before : PAGE_SUMMARY);
}

/* What the page before shows of a list is freed with it. */
static void forget_list(struct process_view *view)
{
	document_pane_free(&view->panes[PAGE_LIST]);
	view->panes[PAGE_LIST] = (struct document_pane){ .document = NULL };
	process_list_free(view->list);
	view->list = NULL;
	view->unmasked = false;
}

void process_page_toggle_list(struct process_view *view, const struct ui *ui,
	enum process_list_kind kind)
{
	bool back = view->page == PAGE_LIST && view->list_kind == kind;

	if (!view->detail)
		return;
	forget_list(view);
	view->list_kind = kind;
	view->inspect->ask_list(view->inspect->context, back ? 0 : view->pid, kind);
	go_beside(view, ui, back ? view->page_before : PAGE_LIST);
}

void process_page_take_list(struct process_view *view)
{
	struct process_list *list = view->inspect->take_list(view->inspect->context);

	if (!list)
		return;
	document_pane_set(&view->panes[PAGE_LIST], NULL);
	process_list_free(view->list);
	view->list = list;
}
