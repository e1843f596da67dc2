/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel said when it killed: the newest report of its log, or of a file, explained. */
#include <stdlib.h>

#include "base/i18n.h"
#include "ui/session/session.h"
#include "ui/views/views.h"
#include "ui/widgets/document_pane.h"
#include "ui/widgets/wrap.h"
#include "views/oom/oom.h"

struct oom_screen {
	const struct kernel_log *log; /* NULL: reports of a file */
	struct kernel_log_reading reading;
	const struct oom_reports *reports; /* of the reading, or of the file; NULL: none yet */
	size_t shown;                      /* the index of the report that is explained */
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
	document_pane_set(&screen->pane, oom_document_of(screen->reports, screen->shown));
}

static enum status oom_open(void **state, struct ui *ui, const char *argument,
	struct message *message)
{
	const struct kernel_log *log = session_kernel_log(ui, message);
	struct oom_screen *screen;

	(void)argument;
	if (!log)
		return STATUS_ABSENT;
	screen = calloc(1, sizeof(*screen));
	if (!screen) {
		message_set(message, "%s", status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	screen->log = log;
	screen->reading.status = STATUS_OK;
	log->look(log->context);
	*state = screen;
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
	return screen->log->descriptor;
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

	if (value_or(ui->sample->system.rates.oom_kills, 0) > 0)
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
		document_pane_paint(&screen->pane, _("memtop: what the kernel said"), area);
		return;
	}
	paint_text(area, 0, 1, STYLE_STRONG, _("memtop: what the kernel said"));
	wrap_paint(area_columns(area_rows(area, 2, area.height - 2), 1, area.width - 2),
		STYLE_NORMAL, excuse(screen));
}

static struct table *oom_table(void *state, size_t *row_count, bool *no_cursor)
{
	struct oom_screen *screen = state;

	*row_count = document_pane_rows(&screen->pane);
	*no_cursor = false;
	return &screen->pane.table;
}

static bool do_explain(const struct press *press)
{
	const struct oom_screen *screen = press->state;

	document_pane_explain(&screen->pane, press->ui);
	return true;
}

static const struct key_row oom_keys[] = {
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
	.table = oom_table,
	.keys = oom_keys,
};
