/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/input.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"

static const struct {
	uint32_t code;
	const char *name;
} named_inputs[] = {
	{ INPUT_RETURN, N_("Enter") },
	{ INPUT_TAB, N_("Tab") },
	{ INPUT_ESCAPE, N_("Esc") },
	{ ' ', N_("Space") },
	{ INPUT_UP, N_("Up") },
	{ INPUT_DOWN, N_("Down") },
	{ INPUT_LEFT, N_("Left") },
	{ INPUT_RIGHT, N_("Right") },
	{ INPUT_PAGE_UP, N_("PgUp") },
	{ INPUT_PAGE_DOWN, N_("PgDn") },
	{ INPUT_HOME, N_("Home") },
	{ INPUT_END, N_("End") },
	{ INPUT_BACKSPACE, N_("Backspace") },
	{ INPUT_DELETE, N_("Del") },
	{ INPUT_SHIFT_UP, N_("Shift-Up") },
	{ INPUT_SHIFT_DOWN, N_("Shift-Down") },
	{ INPUT_SHIFT_F3, N_("Shift-F3") },
	{ INPUT_SHIFT_TAB, N_("Shift-Tab") },
};

bool input_is_text(const struct input *input)
{
	return input->code < INPUT_SPECIAL && utf8_columns(input->code) >= 0;
}

const char *input_name(char out[static INPUT_NAME_SIZE], uint32_t code)
{
	for (size_t i = 0; i < COUNT_OF(named_inputs); i++) {
		if (named_inputs[i].code == code)
			return named_inputs[i].name;
	}
	if (code >= INPUT_F1 && code <= INPUT_F10)
		snprintf(out, INPUT_NAME_SIZE, "F%u", (unsigned)(code - INPUT_F1 + 1));
	else if (code < ' ')
		snprintf(out, INPUT_NAME_SIZE, "Ctrl-%c", (char)(code | 0x40));
	else
		input_utf8(out, code);
	return out;
}

size_t input_utf8(char out[static 5], uint32_t code)
{
	size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0x00, 0xc0, 0xe0, 0xf0 };

	out[length] = '\0';
	for (size_t i = length - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	out[0] = (char)(lead[length] | code);
	return length;
}
