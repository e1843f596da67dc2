/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The terminal: taken over, read from, and given back as it was. */
#ifndef MEMTOP_UI_SESSION_TERMINAL_H
#define MEMTOP_UI_SESSION_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <termios.h>

#include "base/status.h"
#include "config/theme.h"
#include "ui/session/background.h"
#include "ui/session/input.h"
#include "ui/widgets/paint.h"

/* What is being taken off the input: see begins_sequence(). */
enum sequence_kind {
	SEQUENCE_NONE,
	SEQUENCE_CONTROL, /* CSI: parameters, and a final byte */
	SEQUENCE_KEY,     /* SS3: one byte */
	SEQUENCE_STRING,  /* DCS, SOS, OSC, PM, APC: up to ST, or BEL */
};

struct sequence {
	enum sequence_kind kind;
	unsigned number;  /* CSI: its last parameter */
	uint64_t last_ns; /* monotonic: when its last byte came */
};

/* What the terminal was asked: its background.  Keys that are typed meanwhile go their way. */
struct inquiry {
	enum theme theme;
	enum background background;
	uint64_t asked_ns; /* monotonic; 0: not asked, or answered */
	bool answering;    /* the answer has begun */
	char answer[40];
	size_t length;
};

/* The click that another may make a double one. */
struct last_click {
	uint64_t at_ns; /* 0: none, or it was the second of two */
	int y, x;
};

struct curses;

struct terminal {
	struct curses *curses; /* its functions */
	struct paint_style look;
	int descriptor;       /* of the keyboard, to poll */
	FILE *keyboard;       /* standard input, or /dev/tty where that is no terminal */
	void *screen;         /* curses' SCREEN */
	struct termios modes; /* as they were */
	struct sequence sequence;
	struct inquiry inquiry;
	struct last_click last_click;
	bool pasting;
};

/*
 * Takes the terminal over.  STATUS_FAILED: there is none, or TERM names none that can be used;
 * message says which, and that -b needs none.
 */
enum status terminal_open(struct terminal *terminal, enum theme theme, bool mouse,
	struct message *message);
void terminal_close(struct terminal *terminal);

/* Gives the terminal to the shell, and takes it back, painting everything anew. */
void terminal_leave(struct terminal *terminal);
void terminal_return(struct terminal *terminal);

/* Follows the terminal's new size. */
void terminal_resize(struct terminal *terminal);

/* Paints everything anew at the next terminal_show(): the screen may be garbled. */
void terminal_repaint(const struct terminal *terminal);

/* The next key or click; false if none is waiting. */
bool terminal_read(struct terminal *terminal, struct input *input);

/* Sends what was painted to the terminal. */
void terminal_show(const struct terminal *terminal);

/* Gives text to the clipboard of the terminal, which may refuse it (OSC 52).  False: no memory. */
bool terminal_copy(const struct terminal *terminal, const char *text, size_t length);

/* Shows the text cursor there until terminal_hide_cursor(). */
void terminal_show_cursor(struct area area, int y, int x);
void terminal_hide_cursor(const struct terminal *terminal);

/* Paints in the colours of a theme from now on. */
void terminal_set_theme(struct terminal *terminal, enum theme theme);
void terminal_mouse(const struct terminal *terminal, bool on);

#endif
