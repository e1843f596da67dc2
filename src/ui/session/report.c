/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "ui/session/session.h"
#include "ui/widgets/menu.h"
#include "views/overview/report.h"

/* Terminals drop what is longer, some of them less. */
#define COPIED_MOST (70 * 1024)

enum destination { TO_TEXT, TO_MARKDOWN, TO_CLIPBOARD, DESTINATIONS };

/* What is asked, one question after the other. */
struct asked {
	struct sample *sample; /* newer ones come while the questions are asked */
	pid_t pid;             /* 0: the machine */
	const struct row *row; /* of the sample; NULL if it has ended */
	bool by_view;          /* the view in front knows more of it than its row */
	char name[64];         /* of the process, printable */
	char paths[TO_CLIPBOARD][96];
	char title[128];
};

static const char *subject_label(void *context, size_t item, char *buffer, size_t size)
{
	const struct asked *asked = context;

	if (item > 0)
		return _("the machine");
	snprintf(buffer, size, _("process %d  %s"), (int)asked->pid, asked->name);
	return buffer;
}

static const char *destination_label(void *context, size_t item, char *buffer, size_t size)
{
	const struct asked *asked = context;

	if (item == TO_CLIPBOARD)
		return _("to the clipboard (OSC 52)");
	snprintf(buffer, size, item == TO_TEXT ? _("as text: %s") : _("as Markdown: %s"),
		asked->paths[item]);
	return buffer;
}

static void find_process(struct asked *asked, const struct ui *ui)
{
	const struct view *view = ui->stack[ui->depth - 1].view;

	asked->pid = session_selected(ui);
	asked->by_view = view->report != NULL;
	asked->row = asked->pid ? sample_find(asked->sample, asked->pid) : NULL;
	if (asked->row)
		utf8_printable(asked->name, sizeof(asked->name), asked->row->identity->name,
			strlen(asked->row->identity->name), ui->terminal.look.ascii);
	else if (!asked->by_view)
		asked->pid = 0;
}

/* A view of one process reports on that; others ask. */
static bool choose_subject(struct asked *asked, struct ui *ui)
{
	struct menu menu = { .title = _("Report on what?"),
		.context = asked,
		.count = 2,
		.label = subject_label };
	size_t item = 0;

	if (asked->by_view || !asked->pid)
		return true;
	if (!menu_pick(ui, &menu, &item))
		return false;
	if (item > 0)
		asked->pid = 0;
	return true;
}

static void name_files(struct asked *asked)
{
	static const char *const endings[] = { "txt", "md" };
	time_t now = time(NULL);
	struct tm local;
	char stamp[32], subject[32] = "machine";

	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", localtime_r(&now, &local));
	if (asked->pid)
		snprintf(subject, sizeof(subject), "process-%d", (int)asked->pid);
	for (int i = 0; i < TO_CLIPBOARD; i++)
		snprintf(asked->paths[i], sizeof(asked->paths[i]), "memtop-%s-%s.%s", subject,
			stamp, endings[i]);
	if (asked->pid)
		snprintf(asked->title, sizeof(asked->title), _("memtop: process %d  %s"),
			(int)asked->pid, asked->name);
	else
		snprintf(asked->title, sizeof(asked->title), "%s", _("memtop: the machine"));
}

static void copy(struct ui *ui, const struct report_request *request)
{
	const struct actions *actions = ui->setup->actions;
	struct message message = { "" };

	if (actions->write_report(actions->context, request, &message) != STATUS_OK)
		session_note(ui, STYLE_ALARM, "%s", message.text);
	else if (*request->length > COPIED_MOST)
		session_note(ui, STYLE_WARNING, "%s",
			_("too long for the clipboard: save it to a file"));
	else if (terminal_copy(&ui->terminal, *request->text, *request->length))
		session_note(ui, STYLE_STRONG, "%s",
			_("sent to the terminal's clipboard, if it allows that"));
	free(*request->text);
}

static void save(struct ui *ui, const struct report_request *request)
{
	const struct actions *actions = ui->setup->actions;
	struct message message = { "" };
	enum status status = actions->write_report(actions->context, request, &message);

	session_say_saved(ui, status, &message);
}

static struct document *make_document(const struct asked *asked, const struct ui *ui)
{
	const struct view *view = ui->stack[ui->depth - 1].view;
	struct document *document = NULL;
	struct search_evidence search;

	if (!asked->pid)
		return overview_report(asked->sample);
	if (asked->by_view)
		document = view->report(session_state(ui), ui);
	if (document || !asked->row)
		return document;
	search = searches_of(ui, asked->row->pid, asked->row->identity->start_ticks);
	return process_row_report(asked->sample, asked->row, ui->setup->feed->history, &search);
}

static void deliver(const struct asked *asked, struct ui *ui, enum destination destination,
	bool arguments)
{
	struct document *document = make_document(asked, ui);
	char *text = NULL;
	size_t length = 0;
	struct report_request request = { .document = document,
		.title = asked->title,
		.path = destination == TO_CLIPBOARD ? NULL : asked->paths[destination],
		.markdown = destination != TO_TEXT,
		.arguments = arguments,
		.text = &text,
		.length = &length };

	if (!document)
		session_note(ui, STYLE_WARNING, "%s", _("nothing has been read of it yet"));
	else if (destination == TO_CLIPBOARD)
		copy(ui, &request);
	else
		save(ui, &request);
	document_free(document);
}

static bool may_have_arguments(const struct asked *asked, struct ui *ui)
{
	return asked->pid && confirm(ui, _("Arguments"),
				     _("Shall the arguments of its command be in the report?  They "
				       "may hold passwords."));
}

bool session_report(const struct press *press)
{
	struct ui *ui = press->ui;
	struct asked asked = { .pid = 0 };
	size_t destination = TO_TEXT;
	struct menu menu = { .title = _("Save the report where?"),
		.context = &asked,
		.count = DESTINATIONS,
		.label = destination_label };

	if (!ui->sample || !ui->setup->actions->write_report)
		return false;
	asked.sample = sample_ref(ui->sample);
	find_process(&asked, ui);
	if (choose_subject(&asked, ui)) {
		name_files(&asked);
		if (menu_pick(ui, &menu, &destination))
			deliver(&asked, ui, (enum destination)destination,
				may_have_arguments(&asked, ui));
	}
	sample_unref(asked.sample);
	return true;
}
