/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of a running screen, shared by the views, menus and prompts on it. */
#ifndef MEMTOP_UI_SESSION_SESSION_H
#define MEMTOP_UI_SESSION_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/rows.h"
#include "config/settings.h"
#include "sample/sample.h"
#include "ui/session/searches.h"
#include "ui/session/signals.h"
#include "ui/session/terminal.h"
#include "ui/session/ui.h"
#include "ui/session/view.h"

/*
 * Something in front of the view that takes all keys until it is done: a menu, a prompt, a
 * question.  It lives on the stack of the function that shows it, while the view behind goes on.
 */
struct modal {
	void (*paint)(void *state, struct ui *ui, struct area area);
	void (*key)(void *state, struct ui *ui, const struct input *input);
	void *state;
	bool takes_text; /* what is pasted is for it; no other part of the view gets that */
	bool done;
	struct modal *behind;
};

/* One line of text to the user, shown until the next key. */
struct note {
	enum style style;
	char text[512];
	uint64_t until_ns; /* monotonic: or until then; 0: no end */
};

struct looks;

/* What was last asked of the feed, to notice when it changes. */
struct last_request {
	struct feed_request request;
	pid_t *visible;
	bool made;
};

#define VIEW_DEPTH 16

struct ui {
	const struct ui_setup *setup;
	struct terminal terminal;
	struct signals signals;
	struct settings settings;    /* applied at once, saved on request */
	struct sample *sample;       /* the newest; NULL before the first */
	size_t found[VIEW_COUNT];    /* in it, by view: see struct view_row */
	const struct prober *prober; /* once a view asked for it, or NULL */
	struct looks *looks;         /* what views saw that look for themselves */
	struct sample *mark;         /* figures are differences since this one; NULL: whole */
	bool marks_first; /* the first sample, which has not come yet, becomes the mark */
	struct last_request last_request;
	struct searches searches;
	struct note note;
	struct modal *modal; /* the foremost, or NULL */
	struct {
		const struct view *view;
		void *state;
	} stack[VIEW_DEPTH]; /* the views open, the foremost last */
	size_t depth;
	bool starting; /* the view is being opened that the command line names, with its words */
	bool paused, dirty, urgent, quit;
	struct message *message; /* why it ended, if it failed */
	enum status status;
};

/* Shows a modal until it is done.  False if the screen is to be left instead. */
bool session_show(struct ui *ui, struct modal *modal);

/* Opens a view (enum view_id) or other screen (enum screen_id) in front; a note says why if not. */
bool session_open(struct ui *ui, int id, const char *argument);

/*
 * Goes to a view by its tab: what lay on the first view is closed.  One that needs a process takes
 * the one that was selected.  False if it cannot be opened; a note says why.
 */
bool session_switch(struct ui *ui, int id);

/* The process that a view is opened for: its argument, a PID, or else the chosen one; 0: none. */
pid_t session_process(const struct ui *ui, const char *argument);

/* That what is shown has no such source. */
void session_say_missing(struct message *message);

/*
 * What a view wants beyond samples; started by the first that asks.  NULL if there is none: message
 * says why.
 */
const struct inspect *session_inspect(const struct ui *ui, struct message *message);
const struct heap_feed *session_heap(const struct ui *ui, struct message *message);
const struct cache_feed *session_cache(const struct ui *ui, struct message *message);
const struct census_feed *session_census(const struct ui *ui, struct message *message);
const struct leak_feed *session_leaks(const struct ui *ui, struct message *message);
const struct prober *session_prober(struct ui *ui, struct message *message);
const struct kernel_log *session_kernel_log(const struct ui *ui, struct message *message);
const struct shared_feed *session_shared(const struct ui *ui, struct message *message);

/* The pane of the foremost view; NULL if it has none.  Its table, or NULL, and how many rows. */
struct document_pane *session_pane(const struct ui *ui);
struct table *session_table(const struct ui *ui, size_t *row_count, bool *no_cursor);

/* A document for a pane in which a process may be followed: a note says if that one is gone. */
void session_set_document(struct ui *ui, struct document_pane *pane, struct document *document);

/* The process under the cursor of the foremost view that has one; 0 if there is none. */
pid_t session_selected(const struct ui *ui);

/* Closes the foremost view; the last one stays. */
void session_back(struct ui *ui);

/* Every view shows differences since the newest sample, or, with a mark set, whole figures again. */
void session_toggle_baseline(struct ui *ui);

/*
 * Whether a view, or an action, can do anything here: not what asks the running kernel of a record or of
 * another root, nor what reaches beyond memtop where that is off.  What cannot is not offered, and says
 * why if its key is pressed all the same.
 */
bool session_offers_view(const struct ui *ui, int view);
bool session_offers(const struct ui *ui, enum action_id id);

/* SETTING_SYSTEM_UNIT or SETTING_PROCESS_UNIT takes its next value, and the user is told. */
void session_change_unit(struct ui *ui, enum setting_id id);

/* Shows a line to the user. */
void session_note(struct ui *ui, enum style style, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * The row by which the foremost view, or else the session, carries an action out; NULL if neither
 * does.  keys: those of the action that mean nothing else in that view.
 */
const struct key_row *session_key_row(const struct ui *ui, enum action_id id,
	uint32_t keys[static ACTION_KEYS], size_t *count);

/* Does what a key does, as if it had been typed. */
void session_press(struct ui *ui, uint32_t key);

/* Notes what a save came to, or that it goes on if there is no message yet. */
void session_say_saved(struct ui *ui, enum status status, const struct message *message);

/* Something that samples depend on has changed: asks for a new one at once. */
void session_request_sample_now(struct ui *ui);

/* Handles one turn of the loop: paints, waits for something to happen, deals with it. */
void session_turn(struct ui *ui);

/* The foremost view's state, or NULL. */
void *session_state(const struct ui *ui);

/* Colours, mouse: what of the settings concerns the terminal. */
void session_apply_terminal(struct ui *ui);

/* What keys do in every view that does not take them itself. */
extern const struct key_row session_keys[];

#endif
