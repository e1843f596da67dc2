/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of options and views, for people, for the man page and for the shell. */
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "cli/options.h"
#include "derive/process/columns.h"

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

/* ---- completion for bash ---- */

/* The command that fills COMPREPLY for each kind of argument. */
static const char *const completion_commands[] = {
	[COMPLETES_NOTHING] = "COMPREPLY=()",
	[COMPLETES_COLUMNS] = "_memtop_list \"$columns\" '+'",
	[COMPLETES_SORT] = "_memtop_sort \"$columns\"",
	[COMPLETES_USERS] = "mapfile -t COMPREPLY < <(compgen -u -- \"$word\")",
	[COMPLETES_PIDS] = "_memtop_list \"$(cd /proc && echo [0-9]*)\" ''",
	[COMPLETES_SHELLS] = "mapfile -t COMPREPLY < <(compgen -W 'bash' -- \"$word\")",
};

static const char completion_functions[] =
	"# Completion of memtop for bash, from its table of options.\n"
	"\n"
	"# The last name of a list with commas; the list may begin with the character $2.\n"
	"_memtop_list()\n"
	"{\n"
	"	local last=${word##*,} before=\n"
	"\n"
	"	if [[ $word == *,* ]]; then\n"
	"		before=${word%,*},\n"
	"	elif [[ -n $2 && $word == \"$2\"* ]]; then\n"
	"		before=$2\n"
	"		last=${word#\"$2\"}\n"
	"	fi\n"
	"	mapfile -t COMPREPLY < <(compgen -P \"$before\" -W \"$1\" -- \"$last\")\n"
	"	compopt -o nospace\n"
	"}\n"
	"\n"
	"# A name behind an optional direction.\n"
	"_memtop_sort()\n"
	"{\n"
	"	local before=${word%%[!+-]*}\n"
	"\n"
	"	mapfile -t COMPREPLY < <(compgen -P \"$before\" -W \"$1\" -- \"${word#\"$before\"}\")\n"
	"}\n"
	"\n";

static void print_column_names(FILE *file)
{
	fputs("	local columns='", file);
	for (int id = 0; id < COLUMN_COUNT; id++)
		fprintf(file, "%s%s", id ? " " : "", columns[id].name);
	fputs("'\n", file);
}

static void print_option_names(FILE *file)
{
	fputs("	local options='", file);
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_form *form = option_form(&option_rows[i]);

		if (option_rows[i].hidden)
			continue;
		if (form->letter)
			fprintf(file, "-%c ", form->letter);
		fprintf(file, "--%s ", form->name);
	}
	fputs("'\n", file);
}

static void print_view_names(FILE *file)
{
	fputs("	local views='", file);
	for (int i = 0; i < VIEW_COUNT; i++)
		fprintf(file, "%s%s", i ? " " : "", view_rows[i].name);
	for (int i = COMMAND_VIEW + 1; i < COMMAND_COUNT; i++)
		fprintf(file, " %s", command_rows[i].name);
	fputs("'\n", file);
}

/* The words of a setting, or what its kind of argument is completed by. */
static void print_argument_command(FILE *file, const struct option_row *row)
{
	enum completes completes = option_form(row)->completes;

	if (completes != COMPLETES_WORDS) {
		fputs(completion_commands[completes], file);
		return;
	}
	fputs("mapfile -t COMPREPLY < <(compgen -W '", file);
	for (const struct setting_word *word = row->setting->words; word->name; word++)
		fprintf(file, "%s ", word->name);
	fputs("' -- \"$word\")", file);
}

static void print_argument_cases(FILE *file)
{
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_form *form = option_form(&option_rows[i]);

		if (!form->argument)
			continue;
		fputs("	", file);
		if (form->letter)
			fprintf(file, "-%c | ", form->letter);
		fprintf(file, "--%s) ", form->name);
		print_argument_command(file, &option_rows[i]);
		fputs(" ;;\n", file);
	}
}

void options_print_completion(FILE *file)
{
	fputs(completion_functions, file);
	fputs("_memtop()\n{\n	local word=${COMP_WORDS[COMP_CWORD]}\n"
	      "	local previous=${COMP_WORDS[COMP_CWORD - 1]}\n",
		file);
	print_column_names(file);
	print_option_names(file);
	print_view_names(file);
	fputs("\n	case $previous in\n", file);
	print_argument_cases(file);
	fputs("	*)\n"
	      "		if [[ $word == -* ]]; then\n"
	      "			mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\")\n"
	      "		else\n"
	      "			mapfile -t COMPREPLY < <(compgen -W \"$views\" -- \"$word\")\n"
	      "		fi\n"
	      "		;;\n"
	      "	esac\n"
	      "}\n"
	      "\n"
	      "complete -F _memtop memtop\n",
		file);
}
