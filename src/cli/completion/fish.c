/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/completion/completion.h"
#include "cli/options.h"
#include "derive/process/columns.h"

/* What is behind -x or -r for each kind of argument. */
static const char *const arguments[] = {
	[COMPLETES_NOTHING] = "-x",
	[COMPLETES_COLUMNS] = "-x -a '(__fish_append , $__memtop_columns)'",
	[COMPLETES_SORT] = "-x -a '$__memtop_columns'",
	[COMPLETES_USERS] = "-x -a '(__fish_complete_users)'",
	[COMPLETES_PIDS] = "-x -a '(__fish_append , (__fish_complete_pids))'",
	[COMPLETES_SHELLS] = "-x -a 'bash zsh fish'",
	[COMPLETES_FILES] = "-r -F",
	[COMPLETES_DIRECTORIES] = "-x -a '(__fish_complete_directories)'",
};

static void print_quoted(FILE *file, const char *text)
{
	fputc('\'', file);
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			fputc('\\', file);
		fputc(*text, file);
	}
	fputc('\'', file);
}

static void print_argument(FILE *file, const struct option_row *row)
{
	const struct option_form *form = option_form(row);

	if (!form->argument)
		return;
	if (!completion_has_words(row)) {
		fprintf(file, " %s", arguments[form->completes]);
		return;
	}
	fputs(" -x -a '", file);
	completion_words(file, row);
	fputs("'", file);
}

static void print_option(FILE *file, const struct option_row *row)
{
	const struct option_form *form = option_form(row);

	fputs("complete -c memtop", file);
	if (form->letter)
		fprintf(file, " -s %c", form->letter);
	fprintf(file, " -l %s -d ", form->name);
	print_quoted(file, option_help(row));
	print_argument(file, row);
	fputs("\n", file);
}

static void print_word(FILE *file, const char *name, const char *help)
{
	fprintf(file, "complete -c memtop -n __fish_use_subcommand -f -a %s -d ", name);
	print_quoted(file, help);
	fputs("\n", file);
}

enum status completion_fish(FILE *file)
{
	enum status status;

	fputs("# Completion of memtop for fish, from its table of options.\n"
	      "set -g __memtop_columns",
		file);
	for (int id = 0; id < COLUMN_COUNT; id++)
		fprintf(file, " %s", columns[id].name);
	fputs("\ncomplete -c memtop -n __fish_use_subcommand -f\n", file);
	for (int i = 0; i < VIEW_COUNT; i++)
		print_word(file, view_rows[i].name, view_rows[i].help);
	for (int i = COMMAND_VIEW + 1; i < COMMAND_COUNT; i++)
		print_word(file, command_rows[i].name, command_rows[i].help);
	fputs("set -g __memtop_conditions (string split -n ' ' -- '", file);
	status = completion_conditions(file, "");
	fputs("')\n"
	      "# The last word of a condition, which has blanks between quotes.\n"
	      "function __memtop_condition\n"
	      "	set -l before (commandline -ct | string replace -r '^[\"\\']' '' | string replace -r '[^ ]*$' '')\n"
	      "	printf '%s\\n' \"$before\"$__memtop_conditions\n"
	      "end\n"
	      "complete -c memtop -n '__fish_seen_subcommand_from check' -f -a '(__memtop_condition)'\n",
		file);
	for (size_t i = 0; i < option_row_count; i++)
		if (!option_rows[i].hidden)
			print_option(file, &option_rows[i]);
	return status;
}
