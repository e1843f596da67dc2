/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of options and views, for people and for the man page. */
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "cli/options.h"

/* Where the explanations in --help begin; a longer option has its own on the next line. */
#define HELP_COLUMN 30
#define HELP_WIDTH  79

/* The bytes of text that go on one line: up to a blank, or as many as fit where there is none. */
static size_t line_length(const char *text)
{
	size_t used, length = utf8_fit(text, HELP_WIDTH - HELP_COLUMN, &used), cut = length;

	if (length == 0) /* a translation in another character set */
		return strlen(text);
	if (!text[length])
		return length;
	while (cut && text[cut] != ' ')
		cut--;
	return cut ? cut : length;
}

static void print_wrapped(FILE *file, const char *text)
{
	size_t length = line_length(text);

	fprintf(file, "%.*s\n", (int)length, text);
	for (text += length; *text; text += length) {
		text += strspn(text, " ");
		length = line_length(text);
		fprintf(file, "%*s%.*s\n", HELP_COLUMN, "", (int)length, text);
	}
}

static void print_help_line(FILE *file, const char *left, const char *help)
{
	size_t width = utf8_width(left);

	fputs(left, file);
	if (width + 2 > HELP_COLUMN) {
		fputs("\n", file);
		width = 0;
	}
	fprintf(file, "%*s", (int)(HELP_COLUMN - width), "");
	print_wrapped(file, help);
}

static void print_option(FILE *file, const struct option_row *row)
{
	const struct option_form *form = option_form(row);
	char left[128], letter[8] = "    ";

	if (form->letter)
		snprintf(letter, sizeof(letter), "-%c, ", form->letter);
	snprintf(left, sizeof(left), "  %s--%s%s%s", letter, form->name, form->argument ? " " : "",
		form->argument ? _(form->argument) : "");
	print_help_line(file, left, _(option_help(row)));
}

static void print_word(FILE *file, const char *name, const char *argument, const char *help)
{
	char left[128];

	snprintf(left, sizeof(left), "  %s%s%s", name, argument ? " " : "",
		argument ? _(argument) : "");
	print_help_line(file, left, _(help));
}

void options_print_help(FILE *file)
{
	fputs(_("Usage: memtop [OPTION]... [VIEW [ARGUMENT]...]\n"
		"Where the memory of this machine is, and whose it is: on screen, or printed.\n"),
		file);
	fputs(_("\nOptions:\n"), file);
	for (size_t i = 0; i < option_row_count; i++)
		if (!option_rows[i].hidden)
			print_option(file, &option_rows[i]);
	fputs(_("\nViews:\n"), file);
	for (int i = 0; i < VIEW_COUNT; i++)
		print_word(file, view_rows[i].name, view_rows[i].argument, view_rows[i].help);
	fputs(_("\nCommands:\n"), file);
	for (int i = COMMAND_VIEW + 1; i < COMMAND_COUNT; i++)
		print_word(file, command_rows[i].name, command_rows[i].argument,
			command_rows[i].help);
	fputs(_("\n"
		"Without a terminal on standard output, memtop prints one sample and ends.\n"
		"Exit status: 0 done, 1 failed, 2 wrong usage, 3 done but the answer is no,\n"
		"4 refused as unsafe.\n"
		"More: man memtop\n"),
		file);
}

void options_print_list(FILE *file)
{
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_form *form = option_form(&option_rows[i]);

		if (form->letter)
			fprintf(file, "-%c", form->letter);
		fprintf(file, "\t--%s\t%s\t%s\n", form->name, form->argument ? form->argument : "",
			option_help(&option_rows[i]));
	}
}
