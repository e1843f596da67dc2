/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/completion/completion.h"
#include "cli/options.h"
#include "derive/process/columns.h"

/* The command that fills COMPREPLY for each kind of argument. */
static const char *const completion_commands[] = {
	[COMPLETES_NOTHING] = "COMPREPLY=()",
	[COMPLETES_COLUMNS] = "_memtop_list \"$columns\" '+'",
	[COMPLETES_SORT] = "_memtop_sort \"$columns\"",
	[COMPLETES_USERS] = "mapfile -t COMPREPLY < <(compgen -u -- \"$word\")",
	[COMPLETES_PIDS] = "_memtop_list \"$(cd /proc && echo [0-9]*)\" ''",
	[COMPLETES_SHELLS] = "mapfile -t COMPREPLY < <(compgen -W 'bash zsh fish' -- \"$word\")",
	[COMPLETES_FILES] = "mapfile -t COMPREPLY < <(compgen -f -- \"$word\")",
	[COMPLETES_DIRECTORIES] = "mapfile -t COMPREPLY < <(compgen -d -- \"$word\")",
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
	"\n"
	"# The last word of a condition, which has blanks between quotes; bash breaks words at a colon.\n"
	"_memtop_condition()\n"
	"{\n"
	"	local text=${word#[\\'\\\"]} before= words=$1 one\n"
	"\n"
	"	if [[ $previous == : || $text == : ]]; then\n"
	"		text=${text#:}\n"
	"		words=\n"
	"		for one in $1; do\n"
	"			[[ $one != finding:* ]] || words+=\" ${one#finding:}\"\n"
	"		done\n"
	"	fi\n"
	"	[[ $text != *' '* ]] || before=\"${text% *} \"\n"
	"	mapfile -t COMPREPLY < <(compgen -P \"$before\" -W \"$words\" -- \"${text##* }\")\n"
	"	compopt -o nospace\n"
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

static enum status print_conditions(FILE *file)
{
	enum status status;

	fputs("	local conditions='", file);
	status = completion_conditions(file, "");
	fputs("'\n", file);
	return status;
}

/* Its words, or what its kind of argument is completed by. */
static void print_argument_command(FILE *file, const struct option_row *row)
{
	if (!completion_has_words(row)) {
		fputs(completion_commands[option_form(row)->completes], file);
		return;
	}
	fputs("mapfile -t COMPREPLY < <(compgen -W '", file);
	completion_words(file, row);
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

enum status completion_bash(FILE *file)
{
	enum status status;

	fputs(completion_functions, file);
	fputs("_memtop()\n{\n	local word=${COMP_WORDS[COMP_CWORD]}\n"
	      "	local previous=${COMP_WORDS[COMP_CWORD - 1]}\n",
		file);
	print_column_names(file);
	print_option_names(file);
	print_view_names(file);
	status = print_conditions(file);
	fputs("\n	case $previous in\n", file);
	print_argument_cases(file);
	fputs("	*)\n"
	      "		if [[ $word == -* ]]; then\n"
	      "			mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\")\n"
	      "		elif [[ \" ${COMP_WORDS[*]:1:COMP_CWORD-1} \" == *\" check \"* ]]; then\n"
	      "			_memtop_condition \"$conditions\"\n"
	      "		else\n"
	      "			mapfile -t COMPREPLY < <(compgen -W \"$views\" -- \"$word\")\n"
	      "		fi\n"
	      "		;;\n"
	      "	esac\n"
	      "}\n"
	      "\n"
	      "complete -F _memtop memtop\n",
		file);
	return status;
}
