/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line to type into, at the bottom of the screen. */
#ifndef MEMTOP_UI_WIDGETS_PROMPT_H
#define MEMTOP_UI_WIDGETS_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "ui/session/input.h"

#define PROMPT_SIZE    512
#define PROMPT_HISTORY 16

/* Lines typed before; one for each kind of prompt. */
struct prompt_history {
	char lines[PROMPT_HISTORY][PROMPT_SIZE];
	size_t count;
};

/* The line being edited: UTF-8, with the cursor between characters. */
struct editor {
	char text[PROMPT_SIZE];
	size_t length, cursor; /* bytes */
	bool proposed;         /* the first character that is typed takes the place of all of it */
};

void editor_set(struct editor *editor, const char *text);
/* The same with a value that can be taken, changed, or typed anew. */
void editor_propose(struct editor *editor, const char *text);
/* Applies a key; false if it is none of the editor's. */
bool editor_key(struct editor *editor, const struct input *input);

struct ui;

struct prompt {
	const char *label;              /* translated */
	const char *hint;               /* translated; shown while there is no error, or NULL */
	struct prompt_history *history; /* or NULL */
	void *context;
	/*
	 * Called after every change, and with final set on Enter: says in message why the text
	 * cannot be taken, which keeps the prompt open.  May be NULL.
	 */
	enum status (*check)(void *context, struct ui *ui, const char *text, bool final,
		struct message *message);
};

/* Asks for a line, beginning with what is in editor.  False if the user gave up. */
bool prompt_ask(struct ui *ui, const struct prompt *prompt, struct editor *editor);

#endif
