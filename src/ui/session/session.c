/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/session.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "findings/looks/looks.h"
#include "ui/session/since.h"
#include "ui/session/tab_line.h"
#include "ui/session/timeline.h"
#include "ui/canvas/canvas.h"
#include "ui/widgets/keybar.h"

/* Keys handled between two paintings: a held-down key must not keep the screen from showing. */
#define KEYS_A_TURN 64

/* How long it is said that a key does nothing. */
#define UNKNOWN_KEY_NS (2 * NS_PER_SECOND)

/* Lines that a notch of the mouse wheel moves. */
#define WHEEL_LINES 3

void *session_state(const struct ui *ui)
{
	return ui->stack[ui->depth - 1].state;
}

static const struct view *foremost(const struct ui *ui)
{
	return ui->stack[ui->depth - 1].view;
}

void session_note(struct ui *ui, enum style style, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(ui->note.text, sizeof(ui->note.text), format, arguments);
	va_end(arguments);
	ui->note.style = style;
	ui->note.until_ns = 0;
	ui->dirty = true;
}

bool session_open(struct ui *ui, int id, const char *argument)
{
	const struct view *view = screens[id];
	struct message message = { "" };
	void *state = NULL;

	if (ui->depth == VIEW_DEPTH) {
		session_note(ui, STYLE_WARNING, _("too many views are open: Esc closes one"));
		return false;
	}
	/* Which view it is can be asked while it is being opened. */
	ui->stack[ui->depth].view = view;
	if (view->open(&state, ui, argument, &message) != STATUS_OK) {
		session_note(ui, STYLE_ALARM, "%s", message.text);
		return false;
	}
	ui->stack[ui->depth++].state = state;
	if (ui->sample && view->take)
		view->take(state, ui);
	ui->dirty = true;
	return true;
}

pid_t session_process(const struct ui *ui, const char *argument)
{
	pid_t pid = session_selected(ui);

	if (argument && !units_parse_pid(text_of_string(argument), &pid))
		return 0;
	return pid > 0 ? pid : 0;
}

bool session_switch(struct ui *ui, int id)
{
	char pid[16], *argument = NULL;
	struct message message;

	if (foremost(ui) == screens[id])
		return true;
	if (!session_offers_view(ui, id)) {
		session_say_missing(&message);
		session_note(ui, STYLE_ALARM, "%s", message.text);
		return false;
	}
	if (view_rows[id].least > 0 && session_selected(ui) > 0) {
		snprintf(pid, sizeof(pid), "%d", (int)session_selected(ui));
		argument = pid;
	}
	while (ui->depth > 1)
		session_back(ui);
	return foremost(ui) == screens[id] || session_open(ui, id, argument);
}

pid_t session_selected(const struct ui *ui)
{
	for (size_t i = ui->depth; i-- > 0;) {
		const struct view *view = ui->stack[i].view;

		if (view->selected)
			return view->selected(ui->stack[i].state);
	}
	return 0;
}

void session_back(struct ui *ui)
{
	if (ui->depth <= 1)
		return;
	ui->depth--;
	ui->stack[ui->depth].view->close(ui->stack[ui->depth].state);
	ui->dirty = true;
}

/* Before the first sample there is nothing to mark: that sample will be the mark. */
static void toggle_first_mark(struct ui *ui)
{
	ui->marks_first = !ui->marks_first;
	session_note(ui, STYLE_NORMAL, "%s",
		ui->marks_first ? _("the first sample, which is being read, will be marked")
				: _("the first sample will not be marked"));
}

void session_toggle_baseline(struct ui *ui)
{
	struct sample *mark;

	if (!ui->sample) {
		toggle_first_mark(ui);
		return;
	}
	mark = ui->mark ? NULL : sample_ref(ui->sample);
	sample_unref(ui->mark);
	ui->mark = mark;
	session_note(ui, STYLE_STRONG, "%s",
		mark ? _("marked: every view shows what changes from now on; m again: absolute "
			 "figures")
		     : _("mark removed: absolute figures again"));
	for (size_t i = 0; i < ui->depth; i++)
		if (ui->stack[i].view->mark)
			ui->stack[i].view->mark(ui->stack[i].state, ui);
	if (mark && ui->setup->recording)
		ui->setup->recording->mark(ui->setup->recording->context);
}

/* Without a recorder there is nothing to add to what was said when the key was pressed. */
static void say_recorded_mark(struct ui *ui)
{
	const struct recording *recording = ui->setup->recording;
	enum recording_answer answer;
	struct message message;

	if (!recording || !recording->answered(recording->context, &answer, &message))
		return;
	if (answer == RECORDING_MARKED)
		session_note(ui, STYLE_STRONG, _("marked here and in the record %s"), message.text);
	else if (answer == RECORDING_FAILED)
		session_note(ui, STYLE_WARNING, _("marked here, not in the record: %s"),
			message.text);
}

void session_say_saved(struct ui *ui, enum status status, const struct message *message)
{
	if (message->text[0])
		session_note(ui, status == STATUS_OK ? STYLE_STRONG : STYLE_ALARM, "%s",
			message->text);
	else
		session_note(ui, STYLE_NORMAL, "%s", _("saving ..."));
}

static void say_what_was_saved(struct ui *ui)
{
	const struct actions *actions = ui->setup->actions;
	struct message message = { "" };
	enum status status;

	if (actions->saved && actions->saved(actions->context, &status, &message))
		session_say_saved(ui, status, &message);
}

void session_request_sample_now(struct ui *ui)
{
	ui->urgent = true;
}

void session_apply_terminal(struct ui *ui)
{
	terminal_set_theme(&ui->terminal, ui->setup->no_color ? THEME_OFF : ui->settings.theme);
	terminal_mouse(&ui->terminal, ui->settings.mouse);
}

/* ---- painting ---- */

static void paint_modals(struct ui *ui, struct modal *modal, struct area area)
{
	if (!modal)
		return;
	paint_modals(ui, modal->behind, area);
	modal->paint(modal->state, ui, area);
}

/* The action with a label that this function key stands for in the foremost view, or -1. */
static int labelled(const struct ui *ui, uint32_t key)
{
	for (int id = 0; id < ACTION_COUNT; id++) {
		uint32_t keys[ACTION_KEYS];
		size_t count;

		/* No view offers itself. */
		if (id == ACTION_MEMINFO && foremost(ui) == screens[VIEW_EXPLAIN])
			continue;
		if (action_rows[id].label && action_rows[id].keys[0] == key &&
			session_offers(ui, (enum action_id)id) &&
			session_key_row(ui, (enum action_id)id, keys, &count))
			return id;
	}
	return -1;
}

static const char *label_of(const struct ui *ui, enum action_id id)
{
	const char *other =
		foremost(ui)->label ? foremost(ui)->label(session_state(ui), ui, id) : NULL;

	return other ? other : action_rows[id].label;
}

/* While something is searched for, what goes on with that. */
static const struct keybar searching = {
	.entries = { { INPUT_F1, N_("Help") }, { 'n', N_("Next") }, { 'N', N_("Previous") },
		{ INPUT_ESCAPE, N_("Cancel") }, { INPUT_F10, N_("Quit") } },
	.count = 5
};

static struct keybar keys_of(const struct ui *ui)
{
	const struct document_pane *pane = session_pane(ui);
	struct keybar keybar = { .count = 0 };

	if (pane && pane->find[0])
		return searching;
	for (uint32_t key = INPUT_F1; key <= INPUT_F10; key++) {
		int id = labelled(ui, key);

		if (id >= 0)
			keybar.entries[keybar.count++] =
				(struct keybar_entry){ key, label_of(ui, (enum action_id)id) };
	}
	return keybar;
}

/* The bottom line: what there is to say, or the key bar.  A very low screen has no room for it. */
static struct area paint_bottom(struct ui *ui, struct area screen)
{
	struct area line = area_rows(screen, screen.height - 1, 1);
	struct keybar keybar;

	if (screen.height < 4 && !ui->note.text[0])
		return screen;
	paint_fill(line, 0, 0, line.width, STYLE_NORMAL, ' ');
	if (ui->note.text[0]) {
		paint_text(line, 0, 0, ui->note.style, ui->note.text);
	} else {
		keybar = keys_of(ui);
		keybar_paint(&keybar, line);
	}
	return area_rows(screen, 0, screen.height - 1);
}

static void paint(struct ui *ui)
{
	struct area screen = area_screen(&ui->terminal.look);
	struct document_pane *pane = session_pane(ui);
	struct area body;

	if (pane)
		pane->detailed = ui->settings.detail_pane && foremost(ui)->tables & TABLE_DETAILED;
	if (pane) {
		pane->ui = ui;
		pane->hits.count = 0;
	}
	canvas_begin(screen.look);
	body = timeline_paint(ui, tab_line_paint(ui, paint_bottom(ui, screen)));
	foremost(ui)->paint(session_state(ui), ui, body);
	if (ui->mark && !foremost(ui)->shows_baseline)
		since_paint(ui, body);
	paint_modals(ui, ui->modal, screen);
	canvas_end(screen.look);
	terminal_show(&ui->terminal);
	ui->dirty = false;
}

/* ---- what the feed is asked for ---- */

static bool same_visible(const struct feed_request *a, const struct feed_request *b)
{
	return a->visible_count == b->visible_count &&
	       (a->visible_count == 0 ||
		       memcmp(a->visible, b->visible, a->visible_count * sizeof(pid_t)) == 0) &&
	       a->visible_cgroup_count == b->visible_cgroup_count &&
	       memcmp(a->visible_cgroups, b->visible_cgroups,
		       a->visible_cgroup_count * sizeof(a->visible_cgroups[0])) == 0;
}

static bool same_request(const struct feed_request *a, const struct feed_request *b)
{
	return a->delay == b->delay && a->cost == b->cost && a->paused == b->paused &&
	       a->budget_percent == b->budget_percent && a->looked_at == b->looked_at &&
	       same_visible(a, b);
}

static struct feed_request build_request(const struct ui *ui)
{
	struct feed_request request = {
		.delay = ui->settings.delay,
		.budget_percent = ui->settings.budget_percent,
		.paused = ui->paused,
		.patient = true,
		.only = ui->setup->pids,
		.only_count = ui->setup->pid_count,
	};

	for (size_t i = 0; i < ui->depth; i++) {
		if (ui->stack[i].view->want)
			ui->stack[i].view->want(ui->stack[i].state, ui, &request);
	}
	return request;
}

/* Keeps a copy, for the arrays of a request belong to the views. */
static void remember(struct last_request *last_request, const struct feed_request *request)
{
	size_t size = request->visible_count * sizeof(pid_t);
	pid_t *copy = realloc(last_request->visible, size ? size : 1);

	last_request->request = *request;
	if (copy) {
		last_request->visible = copy;
		if (size > 0)
			memcpy(copy, request->visible, size);
	} else {
		last_request->request.visible_count = 0; /* asked again next time: no harm */
	}
	last_request->request.visible = last_request->visible;
	last_request->made = true;
}

static void send_request(struct ui *ui)
{
	const struct feed *feed = ui->setup->feed;
	struct feed_request request = build_request(ui);

	if (ui->last_request.made && !ui->urgent &&
		same_request(&ui->last_request.request, &request))
		return;
	if (feed->request(feed->context, &request, ui->urgent) == STATUS_OK)
		remember(&ui->last_request, &request);
	ui->urgent = false;
}

static void take_sample(struct ui *ui)
{
	const struct feed *feed = ui->setup->feed;
	struct sample *sample = feed->take(feed->context);
	struct message message;

	timeline_say(ui);
	say_recorded_mark(ui);
	say_what_was_saved(ui);
	if (!sample && feed->failed && feed->failed(feed->context, &message)) {
		session_note(ui, STYLE_ALARM, "%s", message.text);
		ui->quit |= !ui->sample; /* there is nothing to show, and ui_run() says why */
	}
	if (!sample)
		return;
	sample_unref(ui->sample);
	ui->sample = sample;
	looks_take(ui->looks, sample);
	for (int id = 0; id < VIEW_COUNT; id++)
		ui->found[id] = view_rows[id].found ? view_rows[id].found(sample) : 0;
	for (size_t i = 0; i < ui->depth; i++) {
		if (ui->stack[i].view->take)
			ui->stack[i].view->take(ui->stack[i].state, ui);
	}
	ui->dirty = true;
	if (ui->marks_first)
		session_toggle_baseline(ui);
	ui->marks_first = false;
	if (ui->setup->iterations && sample->number > ui->setup->iterations)
		ui->quit = true;
}

/* ---- keys ---- */

static bool run_row(struct ui *ui, const struct key_row *row, uint32_t key)
{
	struct press press = { ui, session_state(ui), row->action, key };
	struct message message;

	if (action_rows[row->action].changes && ui->setup->actions->readonly) {
		session_note(ui, STYLE_WARNING,
			ui->setup->timeline ? _("a record is only looked at: %s")
					    : _("off under --readonly: %s"),
			_(key_row_help(row)));
		return true;
	}
	if (!session_offers(ui, row->action)) {
		session_say_missing(&message);
		session_note(ui, STYLE_ALARM, "%s", message.text);
		return true;
	}
	return row->run(&press);
}

static bool run_key(struct ui *ui, const struct key_row *rows, uint32_t key)
{
	for (const struct key_row *row = rows; row && row->run; row++) {
		if (action_has_key(row->action, key) && run_row(ui, row, key))
			return true;
	}
	return false;
}

/* A user who knows another program's keys must not wonder whether this one was heard. */
static void say_unknown(struct ui *ui, uint32_t key)
{
	char name[INPUT_NAME_SIZE];

	session_note(ui, STYLE_DIM, _("The key %s does nothing here. F1 shows all keys."),
		_(input_name(name, key)));
	ui->note.until_ns = clock_now_ns(CLOCK_MONOTONIC) + UNKNOWN_KEY_NS;
}

/* What keys mean: in this view before in all tables of its kind, in a record, before everywhere. */
#define KEY_LAYERS (TABLE_KINDS + 3)

static const struct key_row *key_layer(const struct ui *ui, int layer)
{
	int kind = layer - 1;

	if (layer == 0)
		return foremost(ui)->keys;
	if (layer == KEY_LAYERS - 1)
		return session_keys;
	if (layer == KEY_LAYERS - 2)
		return ui->setup->timeline ? timeline_keys : NULL;
	return foremost(ui)->tables & 1u << kind ? table_keys[kind] : NULL;
}

static void dispatch(struct ui *ui, uint32_t key)
{
	if (foremost(ui)->type && foremost(ui)->type(session_state(ui), ui, key))
		return;
	for (int layer = 0; layer < KEY_LAYERS; layer++)
		if (run_key(ui, key_layer(ui, layer), key))
			return;
	say_unknown(ui, key);
}

const struct key_row *session_key_row(const struct ui *ui, enum action_id id,
	uint32_t keys[static ACTION_KEYS], size_t *count)
{
	const struct key_row *layers[KEY_LAYERS], *row = NULL;
	size_t before = 0;

	for (int layer = 0; layer < KEY_LAYERS; layer++)
		layers[layer] = key_layer(ui, layer);
	while (before < KEY_LAYERS && !(row = key_row_of(layers[before], id)))
		before++;
	*count = row ? action_free_keys(keys, id, layers, before) : 0;
	return row;
}

struct document_pane *session_pane(const struct ui *ui)
{
	return foremost(ui)->pane ? foremost(ui)->pane(session_state(ui)) : NULL;
}

struct table *session_table(const struct ui *ui, size_t *row_count, bool *no_cursor)
{
	struct document_pane *pane = session_pane(ui);

	*row_count = 0;
	*no_cursor = false;
	if (!pane)
		return foremost(ui)->table
			       ? foremost(ui)->table(session_state(ui), row_count, no_cursor)
			       : NULL;
	*row_count = document_pane_rows(pane);
	return &pane->table;
}

void session_set_document(struct ui *ui, struct document_pane *pane, struct document *document)
{
	const struct row *followed = document_pane_process(pane, 0),
			 *thread = document_pane_thread(pane);
	const char *gone = thread ? _("thread %d has ended or is not shown any more")
				  : _("process %d has ended or is not shown any more");
	pid_t pid = followed ? followed->pid : 0;

	if (thread)
		pid = thread->pid;
	if (!document_pane_set(pane, document) && pid)
		session_note(ui, STYLE_WARNING, gone, (int)pid);
}

/* A double click there is two of them. */
static bool click_lead(struct ui *ui, size_t line, const struct input *input)
{
	if (!foremost(ui)->fold || !document_pane_in_lead(session_pane(ui), line, input->x))
		return false;
	foremost(ui)->fold(session_state(ui), ui);
	return true;
}

/* A click on a row puts the cursor there; the wheel moves it, or the page where there is none. */
static bool click_table(struct ui *ui, const struct input *input)
{
	size_t count = 0, row;
	bool no_cursor = false, wheel = input->code >= INPUT_WHEEL_UP;
	struct table *table = session_table(ui, &count, &no_cursor);
	int heading = table && !wheel ? table_heading_at(table, input->y, input->x) : -1;

	if (!table || (!wheel && input->x >= table->right))
		return false;
	if (heading >= 0) {
		if (session_pane(ui))
			table_sort_shown(ui, (size_t)heading);
		return false;
	}
	for (int i = 0; wheel && i < WHEEL_LINES; i++)
		table_move(table, input->code == INPUT_WHEEL_UP ? ACTION_UP : ACTION_DOWN, count,
			no_cursor);
	if (wheel && session_pane(ui))
		document_pane_pass(session_pane(ui), input->code == INPUT_WHEEL_UP);
	row = table_row_at(table, input->y, count);
	if (wheel || row >= count || no_cursor)
		return wheel;
	table->cursor = row;
	table->moved = true;
	if (session_pane(ui))
		document_pane_pass(session_pane(ui), false);
	return !click_lead(ui, row, input);
}

static void click_keybar(struct ui *ui, const struct input *input)
{
	struct area screen = area_screen(&ui->terminal.look);
	struct keybar keybar = keys_of(ui);
	uint32_t key =
		input->y == screen.height - 1 ? keybar_key_at(&keybar, screen.width, input->x) : 0;

	if (key)
		session_press(ui, key);
}

/* What stands above the table: a sentence leads where its key leads, a figure is asked about. */
static bool click_above(struct ui *ui, const struct input *input)
{
	const struct document_pane *pane = session_pane(ui);
	const struct hit *hit = pane && input->code < INPUT_WHEEL_UP
					? hits_at(&pane->hits, input->y, input->x)
					: NULL;

	if (!hit)
		return false;
	if (hit->key)
		session_press(ui, hit->key);
	else
		document_pane_explain(pane, ui, hit->title);
	return true;
}

/* The right button asks what the column there means. */
static void click_right(struct ui *ui, const struct input *input)
{
	size_t count = 0;
	bool no_cursor = false;
	const struct table *table = session_table(ui, &count, &no_cursor);
	const char *title = NULL;

	if (!session_pane(ui) || !table || input->x >= table->right)
		return;
	if (input->y == table->heading_y || table_row_at(table, input->y, count) < count)
		title = document_pane_title_at(session_pane(ui), input->x);
	if (title)
		document_pane_explain(session_pane(ui), ui, title);
}

static void click(struct ui *ui, const struct input *input)
{
	if (tab_line_click(ui, input->y, input->x) || click_above(ui, input))
		return;
	if (input->code == INPUT_RIGHT_CLICK) {
		click_right(ui, input);
		return;
	}
	if (!click_table(ui, input))
		click_keybar(ui, input);
	else if (input->code == INPUT_DOUBLE_CLICK)
		dispatch(ui, INPUT_RETURN);
}

static void handle_input(struct ui *ui, const struct input *input)
{
	if (input->pasted && !(ui->modal && ui->modal->takes_text))
		return;
	ui->note.text[0] = '\0';
	ui->dirty = true;
	if (input->code == INPUT_CONTROL('L'))
		terminal_repaint(&ui->terminal);
	if (ui->modal)
		ui->modal->key(ui->modal->state, ui, input);
	else if (input->code >= INPUT_CLICK)
		click(ui, input);
	else
		dispatch(ui, input->code);
}

void session_press(struct ui *ui, uint32_t key)
{
	dispatch(ui, key);
}

static void read_keys(struct ui *ui)
{
	struct modal *modal = ui->modal;
	struct input input;

	for (int i = 0; i < KEYS_A_TURN && !ui->quit; i++) {
		if (!terminal_read(&ui->terminal, &input))
			return;
		ui->dirty |= input.recolored;
		if (input.code != INPUT_NONE)
			handle_input(ui, &input);
		/* A key that closed a modal: the view that showed it must go on before the next key. */
		if (ui->modal != modal || (modal && modal->done))
			return;
	}
}

/* ---- what is offered ---- */

bool session_offers_view(const struct ui *ui, int id)
{
	return screens[id] && !(id < VIEW_COUNT && view_rows[id].live && ui->setup->no_kernel);
}

bool session_offers(const struct ui *ui, enum action_id id)
{
	const struct ui_setup *setup = ui->setup;

	if (action_rows[id].changes && setup->actions->readonly)
		return false;
	switch (id) {
	case ACTION_PROBE:
		return setup->sources && setup->sources->prober;
	case ACTION_HEAP:
	case ACTION_LEAKS:
	case ACTION_OOM:
		return !setup->no_kernel;
	case ACTION_ENVIRONMENT:
	case ACTION_THREADS:
	case ACTION_LOCKS:
	case ACTION_NODES:
	case ACTION_SUMMARY:
		return foremost(ui) != screens[VIEW_PROCESS] || !setup->timeline;
	case ACTION_FILES:
		return foremost(ui) == screens[VIEW_PROCESS] ? !setup->timeline : !setup->no_kernel;
	default:
		return true;
	}
}

/* ---- events ---- */

/* A stopped program cannot see to its probe: nothing may be held then. */
static void let_go(const struct prober *prober)
{
	if (!prober)
		return;
	prober->release(prober->context);
	prober->wait_released(prober->context);
}

static void stop_and_return(struct ui *ui)
{
	let_go(ui->prober);
	terminal_leave(&ui->terminal);
	signals_stop_process();
	terminal_return(&ui->terminal);
	ui->dirty = true;
}

static void handle_signals(struct ui *ui)
{
	unsigned events = signals_take(&ui->signals);

	if (events & 1u << EVENT_END)
		ui->quit = true;
	else if (events & 1u << EVENT_STOP)
		stop_and_return(ui);
	else if (events & 1u << EVENT_CONTINUE)
		terminal_return(&ui->terminal);
	if (events & 1u << EVENT_RESIZE)
		terminal_resize(&ui->terminal);
	ui->dirty |= events != 0;
}

/* A terminal that hung up is readable for ever: leave. */
static void handle_keyboard(struct ui *ui, short events)
{
	if (events & POLLIN)
		read_keys(ui);
	else if (events & (POLLHUP | POLLERR | POLLNVAL))
		ui->quit = true;
}

/* What else the foremost view waits for; -1 is passed over by poll(). */
static int view_descriptor(struct ui *ui, int (*descriptor)(void *state, struct ui *ui))
{
	return descriptor ? descriptor(session_state(ui), ui) : -1;
}

/* How long to wait for something to happen, in milliseconds: until the note has been read, or -1. */
static int patience(const struct ui *ui)
{
	uint64_t now = clock_now_ns(CLOCK_MONOTONIC);

	if (!ui->note.text[0] || !ui->note.until_ns)
		return -1;
	return ui->note.until_ns > now ? (int)((ui->note.until_ns - now) / 1000000) + 1 : 0;
}

static void forget_note(struct ui *ui)
{
	if (patience(ui) != 0)
		return;
	ui->note.text[0] = '\0';
	ui->dirty = true;
}

void session_turn(struct ui *ui)
{
	struct pollfd polled[] = {
		{ .fd = ui->terminal.descriptor, .events = POLLIN },
		{ .fd = ui->signals.descriptor, .events = POLLIN },
		{ .fd = ui->setup->feed->descriptor, .events = POLLIN },
		{ .fd = view_descriptor(ui, foremost(ui)->descriptor), .events = POLLIN },
		{ .fd = view_descriptor(ui, foremost(ui)->other_descriptor), .events = POLLIN },
	};

	if (ui->dirty)
		paint(ui);
	send_request(ui);
	if (poll(polled, COUNT_OF(polled), timeline_patience(ui, patience(ui))) < 0 &&
		errno != EINTR) {
		ui->quit = true;
		return;
	}
	forget_note(ui);
	timeline_watch(ui);
	if (polled[1].revents)
		handle_signals(ui);
	if (polled[0].revents && !ui->quit)
		handle_keyboard(ui, polled[0].revents);
	else if ((polled[3].revents || polled[4].revents) && !ui->quit)
		foremost(ui)->ready(session_state(ui), ui);
	else if (polled[2].revents && !ui->quit)
		take_sample(ui);
}

bool session_show(struct ui *ui, struct modal *modal)
{
	modal->behind = ui->modal;
	ui->modal = modal;
	ui->dirty = true;
	while (!ui->quit && !modal->done)
		session_turn(ui);
	ui->modal = modal->behind;
	ui->dirty = true;
	return !ui->quit;
}
