/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys and clicks, free of curses: a code point for a character, INPUT_* for everything else. */
#ifndef MEMTOP_UI_SESSION_INPUT_H
#define MEMTOP_UI_SESSION_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INPUT_CONTROL(letter) ((letter)&0x1f)

enum input_code {
	INPUT_NONE = 0,
	INPUT_RETURN = '\r',
	INPUT_TAB = '\t',
	INPUT_ESCAPE = 0x1b,
	INPUT_SPECIAL = 0x200000, /* above every code point */
	INPUT_UP,
	INPUT_DOWN,
	INPUT_LEFT,
	INPUT_RIGHT,
	INPUT_PAGE_UP,
	INPUT_PAGE_DOWN,
	INPUT_HOME,
	INPUT_END,
	INPUT_BACKSPACE,
	INPUT_DELETE,
	INPUT_SHIFT_UP,
	INPUT_SHIFT_DOWN,
	INPUT_SHIFT_F3,
	INPUT_SHIFT_TAB,
	INPUT_F1,
	INPUT_F10 = INPUT_F1 + 9,
	INPUT_CLICK,
	INPUT_DOUBLE_CLICK,
	INPUT_RIGHT_CLICK,
	INPUT_WHEEL_UP,
	INPUT_WHEEL_DOWN,
};

struct input {
	uint32_t code;
	int y, x; /* where, for a click */
	bool pasted;
	bool recolored; /* no key: the terminal said something of its colours */
};

/* Whether it is a character that can be typed into a line. */
bool input_is_text(const struct input *input);

/* Room that input_name() needs. */
#define INPUT_NAME_SIZE 16

/* "F1", "Space", "Ctrl-L", "q"; English; what shows it to a person translates it. */
const char *input_name(char out[static INPUT_NAME_SIZE], uint32_t code);

/* The UTF-8 form of a code point, NUL-terminated.  Returns its length. */
size_t input_utf8(char out[static 5], uint32_t code);

#endif
