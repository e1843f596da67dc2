/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/completion/completion.h"
#include "cli/options.h"
#include "derive/process/columns.h"

/* What _arguments does for each kind of argument. */
static const char *const actions[] = {
	[COMPLETES_NOTHING] = " ",
	[COMPLETES_COLUMNS] = "_memtop_columns",
	[COMPLETES_SORT] = "_memtop_sort",
	[COMPLETES_USERS] = "_users",
	[COMPLETES_PIDS] = "_memtop_pids",
	[COMPLETES_SHELLS] = "(bash zsh fish)",
	[COMPLETES_FILES] = "_files",
	[COMPLETES_DIRECTORIES] = "_files -/",
};

static const char functions[] = "_memtop_columns()\n"
				"{\n"
				"	compset -P '+'\n"
				"	compset -P '*,'\n"
				"	compadd -S '' -a columns\n"
				"}\n"
				"\n"
				"_memtop_sort()\n"
				"{\n"
				"	compset -P '[+-]'\n"
				"	compadd -a columns\n"
				"}\n"
				"\n"
				"_memtop_pids()\n"
				"{\n"
				"	compset -P '*,'\n"
				"	_pids\n"
				"}\n"
				"\n"
				"# The last word of a condition, which has blanks between quotes.\n"
				"_memtop_conditions()\n"
				"{\n"
				"	compset -P '* '\n"
				"	compadd -S '' -a conditions\n"
				"}\n"
				"\n";

/* In single quotes, where _arguments and _describe give these characters a meaning of their own. */
static void print_quoted(FILE *file, const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\'", file);
		else if (strchr(special, *text))
			fputc('\\', file);
		fputc(*text, file);
	}
}

static void print_action(FILE *file, const struct option_row *row)
{
	const struct option_form *form = option_form(row);

	if (!form->argument)
		return;
	fputs(":", file);
	print_quoted(file, form->argument, ":[]\\");
	fputs(":", file);
	if (!completion_has_words(row)) {
		fputs(actions[form->completes], file);
		return;
	}
	fputs("(", file);
	completion_words(file, row);
	fputs(")", file);
}

/* '--delay=[help]:SECONDS: ', with its letter as another name of it. */
static void print_option(FILE *file, const struct option_row *row)
{
	const struct option_form *form = option_form(row);

	fputs("		", file);
	if (form->letter)
		fprintf(file, "'(-%c --%s)'{-%c%s,--%s%s}'[", form->letter, form->name,
			form->letter, form->argument ? "+" : "", form->name,
			form->argument ? "=" : "");
	else
		fprintf(file, "'--%s%s[", form->name, form->argument ? "=" : "");
	print_quoted(file, option_help(row), ":[]\\");
	fputs("]", file);
	print_action(file, row);
	fputs("' \\\n", file);
}

static void print_word(FILE *file, const char *name, const char *help)
{
	fprintf(file, "		'%s:", name);
	print_quoted(file, help, "\\");
	fputs("'\n", file);
}

static enum status print_words(FILE *file)
{
	enum status status;

	fputs("	views=(\n", file);
	for (int i = 0; i < VIEW_COUNT; i++)
		print_word(file, view_rows[i].name, view_rows[i].help);
	for (int i = COMMAND_VIEW + 1; i < COMMAND_COUNT; i++)
		print_word(file, command_rows[i].name, command_rows[i].help);
	fputs("	)\n	columns=(\n", file);
	for (int id = 0; id < COLUMN_COUNT; id++)
		fprintf(file, "		%s\n", columns[id].name);
	fputs("	)\n	conditions=(", file);
	status = completion_conditions(file, "'");
	fputs(")\n", file);
	return status;
}

enum status completion_zsh(FILE *file)
{
	enum status status;

	fputs("#compdef memtop\n# Completion of memtop for zsh, from its table of options.\n\n",
		file);
	fputs(functions, file);
	fputs("_memtop()\n{\n	local -a views columns conditions\n	local state\n\n", file);
	status = print_words(file);
	fputs("	_arguments -s -S \\\n", file);
	for (size_t i = 0; i < option_row_count; i++)
		if (!option_rows[i].hidden)
			print_option(file, &option_rows[i]);
	fputs("		'1:view:->view' \\\n"
	      "		'*:argument:->argument'\n"
	      "	case $state in\n"
	      "	view) _describe view views ;;\n"
	      "	argument)\n"
	      "		if ((words[(I)check])); then\n"
	      "			_memtop_conditions\n"
	      "		else\n"
	      "			_files\n"
	      "		fi\n"
	      "		;;\n"
	      "	esac\n"
	      "}\n"
	      "\n"
	      "_memtop \"$@\"\n",
		file);
	return status;
}
