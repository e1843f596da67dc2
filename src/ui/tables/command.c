/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A whole command in front of the table, however long it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "ui/session/session.h"
#include "ui/tables/tables.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/wrap.h"

/* The columns that a menu takes beside its lines, and the most that it shows of one. */
#define FRAME_WIDTH 6
#define WIDTH_MOST  62

/* Lines are made when the menu opens. */
struct command_text {
	char *text; /* printable */
	struct text *lines;
	size_t count, capacity;
};

static bool make_text(struct command_text *command, const struct identity *identity)
{
	size_t size = 4 * identity->command_length + 1;

	command->text = malloc(size);
	if (command->text)
		utf8_printable(command->text, size, identity->command, identity->command_length, 0);
	return command->text != NULL;
}

static bool wrap(struct command_text *command, int width)
{
	struct text rest = text_of_string(command->text);

	do {
		struct text *lines = array_reserve(command->lines, &command->capacity,
			command->count + 1, sizeof(*lines));

		if (!lines)
			return false;
		command->lines = lines;
		lines[command->count++] = wrap_next(&rest, width);
	} while (rest.length > 0);
	return true;
}

static const char *command_line(void *context, size_t item, char *buffer, size_t size)
{
	const struct text *line = &((const struct command_text *)context)->lines[item];

	snprintf(buffer, size, "%.*s", (int)line->length, line->at);
	return buffer;
}

bool table_show_command(struct ui *ui, const struct row *row)
{
	struct command_text command = { .count = 0 };
	int width = min_int(area_screen(&ui->terminal.look).width - FRAME_WIDTH, WIDTH_MOST);
	bool made = make_text(&command, row->identity) && wrap(&command, max_int(width, 1));
	char name[64], title[128];
	struct menu menu = { .title = title,
		.context = &command,
		.count = command.count,
		.label = command_line,
		.look_only = true };
	size_t item = 0;

	utf8_printable(name, sizeof(name), row->identity->name, strlen(row->identity->name), 0);
	snprintf(title, sizeof(title), _("Command of %s (%d)"), name, (int)row->pid);
	if (made)
		menu_pick(ui, &menu, &item);
	free(command.lines);
	free(command.text);
	return made;
}
