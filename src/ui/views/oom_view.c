/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel said when it killed: the newest report of its log, or of a file, explained. */
#include <stdlib.h>

#include "base/i18n.h"
#include "derive/machine/derived_machine.h"
#include "ui/session/session.h"
#include "ui/views/views.h"
#include "ui/document/pane.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/wrap.h"
#include "views/oom/oom.h"

struct oom_screen {
	const struct kernel_log *log; /* NULL: reports of a file */
	struct kernel_log_reading reading;
	const struct oom_reports *reports; /* of the reading, or of the file; NULL: none yet */
	size_t shown;                      /* the index of the report that is explained */
	const char *title;
	struct oom_sort sort;
	struct document_pane pane;
};

/* The newest report of a kill; of a failure where nothing was killed. */
static size_t newest(const struct oom_reports *reports)
{
	size_t index = reports->count - 1;

	for (size_t i = reports->count; i-- > 0;)
		if (reports->items[i].form == OOM_FORM_OOM)
			return i;
	return index;
}

static void show(struct oom_screen *screen)
{
	document_pane_set(&screen->pane,
		oom_document_of(screen->reports, screen->shown, &screen->sort));
}

/* The reports of the file that the command line names, or NULL. */
static const struct saved_meminfo *saved_reports(const struct ui *ui)
{
	const struct ui_setup *setup = ui->setup;
	const struct saved_meminfo *saved = ui->starting && setup->saved_count > 0
						    ? &setup->saved[setup->saved_count - 1]
						    : NULL;

	return saved && saved->oom.count > 0 ? saved : NULL;
}

static enum status oom_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	const struct saved_meminfo *saved = saved_reports(ui);
	const struct kernel_log *log = saved ? NULL : session_kernel_log(ui, message);
	struct oom_screen *screen;

	(void)argument;
	if (!saved && !log)
		return STATUS_ABSENT;
	screen = calloc(1, sizeof(*screen));
	if (!screen) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	*state = screen;
	screen->log = log;
	screen->title = saved ? saved->name : _("memtop: the kernel's OOM reports");
	if (saved) {
		screen->reports = &saved->oom;
		show(screen);
	} else {
		log->look(log->context);
	}
	return STATUS_OK;
}

static void oom_close(void *state)
{
	struct oom_screen *screen = state;

	document_pane_free(&screen->pane);
	oom_reports_free(&screen->reading.reports);
	free(screen);
}

static int oom_descriptor(void *state, struct ui *ui)
{
	const struct oom_screen *screen = state;

	(void)ui;
	return screen->log ? screen->log->descriptor : -1;
}

static void oom_ready(void *state, struct ui *ui)
{
	struct oom_screen *screen = state;
	struct kernel_log_reading reading;

	if (!screen->log->take(screen->log->context, &reading))
		return;
	ui->dirty = true;
	document_pane_set(&screen->pane, NULL);
	oom_reports_free(&screen->reading.reports);
	screen->reading = reading;
	screen->reports = &screen->reading.reports;
	if (screen->reports->count == 0)
		return;
	screen->shown = newest(screen->reports);
	show(screen);
}

/* Another kill: the log has another report. */
static void oom_take(void *state, struct ui *ui)
{
	struct oom_screen *screen = state;

	if (screen->log &&
		value_or(derived_of_machine(&ui->sample->system)->rates.oom_kills, 0) > 0)
		screen->log->look(screen->log->context);
}

/* Why there is nothing to explain, and which command gives it. */
static const char *excuse(const struct oom_screen *screen)
{
	if (!screen->reports)
		return _("reading the kernel's log ...");
	switch (screen->reading.status) {
	case STATUS_OK:
		return screen->reading.partly
			       ? _("There is no report of a kill in what is left of the kernel's "
				   "log; older ones may be in the journal: journalctl -k | memtop "
				   "explain -")
			       : _("There is no report of a kill in the kernel's log; older ones "
				   "may be in the journal: journalctl -k | memtop explain -");
	case STATUS_DENIED:
		return _("The kernel's log may not be read by this user: run memtop as root, or: "
			 "sudo dmesg | memtop explain -");
	case STATUS_ABSENT:
		return _("There is no /dev/kmsg here, as in many containers; on the host: dmesg | "
			 "memtop explain -");
	default:
		return _("The kernel's log could not be read; try: dmesg | memtop explain -");
	}
}

static void oom_paint(void *state, struct ui *ui, struct area area)
{
	struct oom_screen *screen = state;

	screen->pane.scale = ui->settings.system_scale;
	if (screen->pane.document) {
		document_pane_paint(&screen->pane, screen->title, area);
		return;
	}
	paint_text(area, 0, 1, STYLE_STRONG, screen->title);
	wrap_paint(area_columns(area_rows(area, 2, area.height - 2), 1, area.width - 2),
		STYLE_NORMAL, excuse(screen));
}

static struct document_pane *oom_pane(void *state)
{
	return &((struct oom_screen *)state)->pane;
}

static bool do_explain(const struct press *press)
{
	const struct oom_screen *screen = press->state;

	document_pane_explain(&screen->pane, press->ui, NULL);
	return true;
}

static void sort_by(struct oom_screen *screen, enum oom_sort_by by)
{
	screen->sort = (struct oom_sort){ by, false };
	if (screen->pane.document)
		show(screen);
}

static const char *sort_label(void *context, size_t item, char *buffer, size_t size)
{
	(void)context, (void)buffer, (void)size;
	return oom_sort_title(&(struct oom_sort){ (enum oom_sort_by)item, false });
}

static bool do_sort(const struct press *press)
{
	struct oom_screen *screen = press->state;
	struct menu menu = { .title = _("Sort by"), .count = OOM_SORT_COUNT, .label = sort_label };
	size_t item = screen->sort.by;

	if (menu_pick(press->ui, &menu, &item))
		sort_by(screen, (enum oom_sort_by)item);
	return true;
}

static bool do_sort_by(const struct press *press)
{
	sort_by(press->state, press->action == ACTION_SORT_MEMORY ? OOM_SORT_RSS : OOM_SORT_PID);
	return true;
}

static bool do_sort_neighbour(const struct press *press)
{
	struct oom_screen *screen = press->state;
	unsigned step = press->action == ACTION_SORT_RIGHT ? 1 : OOM_SORT_COUNT - 1;

	sort_by(screen, (enum oom_sort_by)((screen->sort.by + step) % OOM_SORT_COUNT));
	return true;
}

static bool do_reverse(const struct press *press)
{
	struct oom_screen *screen = press->state;

	screen->sort.reversed = !screen->sort.reversed;
	if (screen->pane.document)
		show(screen);
	return true;
}

/* Another report of the same text. */
static bool do_next(const struct press *press)
{
	struct oom_screen *screen = press->state;
	size_t count = screen->reports ? screen->reports->count : 0;
	size_t step = press->action == ACTION_FIND_NEXT ? 1 : count - 1;

	/* During a search it goes to the next match. */
	if (count < 2 || screen->pane.find[0])
		return false;
	screen->shown = (screen->shown + step) % count;
	show(screen);
	return true;
}

static const struct key_row oom_keys[] = {
	{ ACTION_FIND_NEXT, do_next, N_("explain the next report of the text") },
	{ ACTION_FIND_PREVIOUS, do_next, N_("explain the previous report") },
	{ ACTION_SORT, do_sort, N_("choose what the processes are sorted by") },
	{ ACTION_SORT_LEFT, do_sort_neighbour, N_("sort the processes by another figure") },
	{ ACTION_SORT_RIGHT, do_sort_neighbour, N_("sort the processes by another figure") },
	{ ACTION_REVERSE, do_reverse, NULL },
	{ ACTION_SORT_MEMORY, do_sort_by, NULL },
	{ ACTION_SORT_PID, do_sort_by, NULL },
	{ ACTION_EXPLAIN, do_explain, NULL },
	{ 0 },
};

const struct view oom_view = {
	.open = oom_open,
	.close = oom_close,
	.take = oom_take,
	.descriptor = oom_descriptor,
	.ready = oom_ready,
	.paint = oom_paint,
	.pane = oom_pane,
	.tables = TABLE_SEARCHED,
	.keys = oom_keys,
};
