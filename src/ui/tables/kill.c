/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals to processes: chosen from a menu, confirmed, sent by the function that main has handed in. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "ui/session/session.h"
#include "ui/tables/tables.h"
#include "ui/widgets/menu.h"

/* The signals that are sent by hand: those that are asked for most, then by number. */
static const struct {
	int number;
	const char *name;
	const char *effect; /* N_() */
} signal_rows[] = {
	{ SIGTERM, "TERM", N_("asks it to end") },
	{ SIGKILL, "KILL", N_("ends it at once; it cannot clean up") },
	{ SIGSTOP, "STOP", N_("stops it until CONT; it cannot refuse") },
	{ SIGCONT, "CONT", N_("continue after a stop") },
	{ SIGHUP, "HUP", N_("terminal gone; many services read their configuration again") },
	{ SIGINT, "INT", N_("as Ctrl-C: interrupt") },
	{ SIGQUIT, "QUIT", N_("as Ctrl-\\: quit, with a core dump") },
	{ SIGILL, "ILL", N_("illegal instruction, with a core dump") },
	{ SIGTRAP, "TRAP", N_("trap of a debugger, with a core dump") },
	{ SIGABRT, "ABRT", N_("abort, with a core dump") },
	{ SIGBUS, "BUS", N_("bus error, with a core dump") },
	{ SIGFPE, "FPE", N_("arithmetic error, with a core dump") },
	{ SIGUSR1, "USR1", N_("its meaning is the program's own") },
	{ SIGSEGV, "SEGV", N_("memory fault, with a core dump") },
	{ SIGUSR2, "USR2", N_("its meaning is the program's own") },
	{ SIGPIPE, "PIPE", N_("the reader of a pipe is gone") },
	{ SIGALRM, "ALRM", N_("alarm clock") },
	{ SIGCHLD, "CHLD", N_("a child has ended; ignored by most") },
	{ SIGTSTP, "TSTP", N_("as Ctrl-Z: stop") },
	{ SIGTTIN, "TTIN", N_("reading from the terminal in the background") },
	{ SIGTTOU, "TTOU", N_("writing to the terminal in the background") },
	{ SIGURG, "URG", N_("urgent data on a socket; ignored by most") },
	{ SIGXCPU, "XCPU", N_("CPU time limit, with a core dump") },
	{ SIGXFSZ, "XFSZ", N_("file size limit, with a core dump") },
	{ SIGVTALRM, "VTALRM", N_("virtual alarm clock") },
	{ SIGPROF, "PROF", N_("profiling clock") },
	{ SIGWINCH, "WINCH", N_("window size has changed; ignored by most") },
	{ SIGIO, "IO", N_("input or output is possible") },
	{ SIGPWR, "PWR", N_("power failure") },
	{ SIGSYS, "SYS", N_("bad system call, with a core dump") },
};

#define SIGNAL_COUNT (COUNT_OF(signal_rows))

/* Who gets the signal: decided when the key is pressed, whatever moves meanwhile. */
struct targets {
	struct row **rows;
	size_t count;
	struct row *thread; /* that was under the cursor: its process is what gets it; or NULL */
};

static void add_target(struct targets *targets, const struct row *row)
{
	targets->rows[targets->count++] = row_ref(row);
}

static void add_tagged(struct targets *targets, const struct document_pane *pane,
	const struct sample *sample)
{
	for (size_t i = 0; i < sample->row_count; i++) {
		if (tags_has(&pane->tags, tag_of_row(sample->rows[i])))
			add_target(targets, sample->rows[i]);
	}
}

/* The process under the cursor; of a collapsed line all of the program. */
static void add_under_cursor(struct targets *targets, const struct document_pane *pane)
{
	const struct row *row;

	for (size_t i = 0; (row = document_pane_process(pane, i)); i++)
		add_target(targets, row);
	row = document_pane_thread(pane);
	targets->thread = row ? row_ref(row) : NULL;
}

static bool choose_targets(struct targets *targets, const struct document_pane *pane,
	const struct sample *sample)
{
	targets->rows = reallocarray(NULL, sample->row_count + 1, sizeof(*targets->rows));
	if (!targets->rows)
		return false;
	if (tags_count(&pane->tags) > 0)
		add_tagged(targets, pane, sample);
	else
		add_under_cursor(targets, pane);
	return targets->count > 0;
}

static void free_targets(struct targets *targets)
{
	for (size_t i = 0; i < targets->count; i++)
		row_unref(targets->rows[i]);
	free(targets->rows);
	row_unref(targets->thread);
}

static const char *signal_label(void *context, size_t item, char *buffer, size_t size)
{
	(void)context;
	snprintf(buffer, size, "%2d %s", signal_rows[item].number, signal_rows[item].name);
	return buffer;
}

static const char *signal_effect(void *context, size_t item, char *buffer, size_t size)
{
	(void)context, (void)buffer, (void)size;
	return _(signal_rows[item].effect);
}

/* "4242 statsd"; the command says more than the name, but may be endless. */
static void describe(char *out, size_t size, const struct row *row, bool ascii)
{
	char command[240];
	size_t used, width = sizeof(command) / 4 - 1;
	const struct identity *identity = row->identity;

	utf8_printable(command, sizeof(command), identity->command, identity->command_length,
		ascii);
	command[utf8_fit(command, width, &used)] = '\0';
	snprintf(out, size, "%d %s", (int)row->pid, command);
}

/* "4242 python3": beside the list there is no room for a command. */
static void name_target(char *out, size_t size, const struct row *row, bool ascii)
{
	const char *name = row->identity->name;
	char shown[64];

	utf8_printable(shown, sizeof(shown), name, strlen(name), ascii);
	snprintf(out, size, "%d %s", (int)row->pid, shown);
}

/* Where the list's PIDs end: they stay in sight, as the commands do, which come last. */
static int end_of_pids(const struct ui *ui)
{
	const struct document_pane *pane = session_pane(ui);

	return pane && document_pane_process(pane, 0) ? pane->table.spans[0].end : 0;
}

/* The title names the process, or says how many there are. */
static bool choose_signal(struct ui *ui, const struct targets *targets, size_t *item)
{
	char name[256], title[300];
	struct menu menu = { .title = title,
		.count = SIGNAL_COUNT,
		.label = signal_label,
		.detail = signal_effect,
		.beside = true,
		.left = end_of_pids(ui) };

	name_target(name, sizeof(name), targets->rows[0], ui->terminal.look.ascii);
	if (targets->count == 1)
		snprintf(title, sizeof(title), _("Signal to %s"), name);
	else
		snprintf(title, sizeof(title),
			ngettext("Signal to %zu process", "Signal to %zu processes",
				targets->count),
			targets->count);
	*item = 0;
	return menu_pick(ui, &menu, item);
}

/* The names of the targets, as many as one can read. */
static void describe_all(char *out, size_t size, const struct targets *targets, bool ascii)
{
	size_t length = 0, shown = targets->count > 6 ? 5 : targets->count;

	for (size_t i = 0; i < shown && length < size; i++) {
		char name[256];

		describe(name, sizeof(name), targets->rows[i], ascii);
		length += (size_t)snprintf(out + length, size - length, "\n  %s", name);
	}
	if (shown < targets->count && length < size)
		snprintf(out + length, size - length, _("\n  and %zu more"),
			targets->count - shown);
}

/* What a thread is signalled by goes to all of its process. */
static void describe_thread(char *out, size_t size, const struct targets *targets, bool ascii)
{
	char name[256];
	size_t length = strlen(out);

	if (!targets->thread)
		return;
	name_target(name, sizeof(name), targets->thread, ascii);
	snprintf(out + length, size - length,
		_("\n%s is a thread of it: the whole process gets the signal."), name);
}

static bool confirm_sending(struct ui *ui, const struct targets *targets, size_t item)
{
	char names[1600], question[2000];

	describe_all(names, sizeof(names), targets, ui->terminal.look.ascii);
	describe_thread(names, sizeof(names), targets, ui->terminal.look.ascii);
	snprintf(question, sizeof(question),
		ngettext("Send %s (%d) to this process?%s", "Send %s (%d) to these processes?%s",
			targets->count),
		signal_rows[item].name, signal_rows[item].number, names);
	return confirm(ui, _("Signal"), question);
}

static void send_all(struct ui *ui, const struct targets *targets, size_t item)
{
	const struct actions *actions = ui->setup->actions;
	struct message failure = { "" };
	size_t sent = 0;

	for (size_t i = 0; i < targets->count; i++) {
		const struct row *row = targets->rows[i];
		struct message message = { "" };

		if (actions->send_signal(actions->context, row->pid, row->identity->start_ticks,
			    signal_rows[item].number, &message) == STATUS_OK)
			sent++;
		else
			failure = message;
	}
	if (failure.text[0] && targets->count > 1)
		session_note(ui, STYLE_ALARM, _("%s sent to %zu of %zu: %s"),
			signal_rows[item].name, sent, targets->count, failure.text);
	else if (failure.text[0])
		session_note(ui, STYLE_ALARM, "%s", failure.text);
	else
		session_note(ui, STYLE_STRONG,
			ngettext("%s sent to %zu process", "%s sent to %zu processes", sent),
			signal_rows[item].name, sent);
	session_request_sample_now(ui);
}

static void ask_and_send(struct ui *ui, const struct targets *targets)
{
	size_t item;

	if (targets->count > 0 && choose_signal(ui, targets, &item) &&
		confirm_sending(ui, targets, item))
		send_all(ui, targets, item);
}

void table_kill(struct ui *ui, const struct document_pane *pane)
{
	struct targets targets = { 0 };

	if (ui->sample && choose_targets(&targets, pane, ui->sample))
		ask_and_send(ui, &targets);
	free_targets(&targets);
}

bool table_kill_selected(const struct press *press)
{
	struct ui *ui = press->ui;
	struct row *row = ui->sample ? sample_find(ui->sample, session_selected(ui)) : NULL;
	struct targets targets = { &row, 1, NULL };

	if (!row)
		return true;
	row_ref(row);
	ask_and_send(ui, &targets);
	row_unref(row);
	return true;
}
