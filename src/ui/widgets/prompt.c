/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/prompt.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "ui/session/session.h"

struct asking {
	struct modal modal;
	const struct prompt *prompt;
	struct editor *editor;
	struct message error;
	size_t recalled;         /* how many lines back in the history; 0: the new line */
	char fresh[PROMPT_SIZE]; /* the new line, while an old one is shown */
	bool accepted;
};

static bool continues_character(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static size_t character_before(const struct editor *editor)
{
	size_t at = editor->cursor;

	while (at > 0 && continues_character(editor->text[--at]))
		;
	return at;
}

static size_t character_after(const struct editor *editor)
{
	size_t at = editor->cursor;

	while (at < editor->length && continues_character(editor->text[++at]))
		;
	return min_size(at, editor->length);
}

static void erase(struct editor *editor, size_t from, size_t to)
{
	memmove(editor->text + from, editor->text + to, editor->length - to + 1);
	editor->length -= to - from;
	editor->cursor = from;
}

static void insert(struct editor *editor, uint32_t code)
{
	char bytes[5];
	size_t count = input_utf8(bytes, code);

	if (editor->length + count >= sizeof(editor->text))
		return;
	memmove(editor->text + editor->cursor + count, editor->text + editor->cursor,
		editor->length - editor->cursor + 1);
	memcpy(editor->text + editor->cursor, bytes, count);
	editor->cursor += count;
	editor->length += count;
}

static void erase_word(struct editor *editor)
{
	size_t at = editor->cursor;

	while (at > 0 && editor->text[at - 1] == ' ')
		at--;
	while (at > 0 && editor->text[at - 1] != ' ')
		at--;
	erase(editor, at, editor->cursor);
}

void editor_set(struct editor *editor, const char *text)
{
	int length = snprintf(editor->text, sizeof(editor->text), "%s", text ? text : "");

	editor->length =
		(size_t)length < sizeof(editor->text) ? (size_t)length : sizeof(editor->text) - 1;
	editor->cursor = editor->length;
	editor->proposed = false;
}

void editor_propose(struct editor *editor, const char *text)
{
	editor_set(editor, text);
	editor->proposed = true;
}

static void left(struct editor *editor)
{
	editor->cursor = character_before(editor);
}

static void right(struct editor *editor)
{
	editor->cursor = character_after(editor);
}

static void to_start(struct editor *editor)
{
	editor->cursor = 0;
}

static void to_end(struct editor *editor)
{
	editor->cursor = editor->length;
}

static void erase_before(struct editor *editor)
{
	erase(editor, character_before(editor), editor->cursor);
}

static void erase_after(struct editor *editor)
{
	erase(editor, editor->cursor, character_after(editor));
}

static void erase_to_start(struct editor *editor)
{
	erase(editor, 0, editor->cursor);
}

static void erase_to_end(struct editor *editor)
{
	erase(editor, editor->cursor, editor->length);
}

/* The keys of a line, as readline has them. */
static const struct {
	uint32_t code;
	void (*edit)(struct editor *editor);
} edits[] = {
	{ INPUT_LEFT, left },
	{ INPUT_RIGHT, right },
	{ INPUT_HOME, to_start },
	{ INPUT_CONTROL('A'), to_start },
	{ INPUT_END, to_end },
	{ INPUT_CONTROL('E'), to_end },
	{ INPUT_BACKSPACE, erase_before },
	{ INPUT_DELETE, erase_after },
	{ INPUT_CONTROL('U'), erase_to_start },
	{ INPUT_CONTROL('K'), erase_to_end },
	{ INPUT_CONTROL('W'), erase_word },
};

bool editor_key(struct editor *editor, const struct input *input)
{
	for (size_t i = 0; i < COUNT_OF(edits); i++) {
		if (edits[i].code == input->code) {
			editor->proposed = false;
			edits[i].edit(editor);
			return true;
		}
	}
	if (!input_is_text(input))
		return false;
	if (editor->proposed)
		editor_set(editor, "");
	insert(editor, input->code);
	return true;
}

static void remember(struct prompt_history *history, const char *line)
{
	if (!history || !*line)
		return;
	if (history->count > 0 && strcmp(history->lines[history->count - 1], line) == 0)
		return;
	if (history->count == PROMPT_HISTORY) {
		memmove(history->lines[0], history->lines[1],
			sizeof(history->lines) - sizeof(history->lines[0]));
		history->count--;
	}
	snprintf(history->lines[history->count++], PROMPT_SIZE, "%s", line);
}

/* Goes back (+1) or forth (-1) through the lines typed before. */
static void recall(struct asking *asking, int direction)
{
	const struct prompt_history *history = asking->prompt->history;
	size_t next = asking->recalled + (size_t)direction;

	if (!history || (direction < 0 && asking->recalled == 0) || next > history->count)
		return;
	if (asking->recalled == 0)
		memcpy(asking->fresh, asking->editor->text, sizeof(asking->fresh));
	asking->recalled = next;
	editor_set(asking->editor,
		next == 0 ? asking->fresh : history->lines[history->count - next]);
}

static enum status check(struct asking *asking, struct ui *ui, bool final)
{
	const struct prompt *prompt = asking->prompt;

	asking->error.text[0] = '\0';
	if (!prompt->check)
		return STATUS_OK;
	return prompt->check(prompt->context, ui, asking->editor->text, final, &asking->error);
}

static void prompt_key(void *state, struct ui *ui, const struct input *input)
{
	struct asking *asking = state;

	if (input->code == INPUT_ESCAPE || input->code == INPUT_CONTROL('G')) {
		asking->modal.done = true;
	} else if (input->code == INPUT_RETURN) {
		asking->accepted = check(asking, ui, true) == STATUS_OK;
		asking->modal.done = asking->accepted;
	} else if (input->code == INPUT_UP || input->code == INPUT_DOWN) {
		recall(asking, input->code == INPUT_UP ? 1 : -1);
		(void)check(asking, ui, false); /* what is wrong stands above the line */
	} else if (editor_key(asking->editor, input)) {
		(void)check(asking, ui, false);
	}
}

/* Paints the line so that the cursor is in sight. */
static void paint_editor(const struct editor *editor, struct area area)
{
	char before[PROMPT_SIZE];
	int cursor, left;

	snprintf(before, sizeof(before), "%.*s", (int)editor->cursor, editor->text);
	cursor = (int)utf8_width(before);
	left = cursor >= area.width ? cursor - area.width + 1 : 0;
	paint_text(area, 0, -left, STYLE_NORMAL, editor->text);
	terminal_show_cursor(area, 0, cursor - left);
}

static void prompt_paint(void *state, struct ui *ui, struct area area)
{
	const struct asking *asking = state;
	const char *error = asking->error.text;
	struct area line = area_rows(area, area.height - 1, 1);
	struct area above = area_rows(area, area.height - 2, 1);
	int x;

	(void)ui;
	paint_clear(line);
	x = paint_text(line, 0, 0, STYLE_STRONG, asking->prompt->label) + 1;
	if (*error || asking->prompt->hint) {
		paint_clear(above);
		paint_text(above, 0, 0, *error ? STYLE_ALARM : STYLE_DIM,
			*error ? error : asking->prompt->hint);
	}
	paint_editor(asking->editor, area_columns(line, x, line.width - x));
}

bool prompt_ask(struct ui *ui, const struct prompt *prompt, struct editor *editor)
{
	struct asking asking = { .prompt = prompt, .editor = editor };

	asking.modal = (struct modal){ .paint = prompt_paint,
		.key = prompt_key,
		.state = &asking,
		.takes_text = true };
	session_show(ui, &asking.modal);
	terminal_hide_cursor(&ui->terminal);
	if (asking.accepted)
		remember(prompt->history, editor->text);
	return asking.accepted;
}
