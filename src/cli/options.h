/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line.  The tables of options, settings and views; parsing, --help, --list-options (from
 * which the man page has its table) and the completion for shells all come from them.
 *
 *	status = options_parse(&options, argc, argv, &message);
 *	options_apply(&options, &settings);              over what the configuration file says
 *	if (options_batch(&options, &settings, isatty(1), &batch)) ...
 *	options_free(&options);
 */
#ifndef MEMTOP_CLI_OPTIONS_H
#define MEMTOP_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/status.h"
#include "config/rows.h"
#include "derive/kernel/cache_groups.h"
#include "render/batch.h"
#include "views/views.h"

struct completion_row;

/* What memtop is asked to do. */
enum intent {
	INTENT_RUN, /* show a view, on screen or in batch */
	INTENT_HELP,
	INTENT_VERSION,
	INTENT_LIST_COLUMNS,
	INTENT_LIST_FIGURES, /* of the view, or of all where none is named */
	INTENT_CAPABILITIES,
	INTENT_LIST_OPTIONS,
	INTENT_LIST_KEYS,
	INTENT_COMPLETION,
};

/* What is asked for besides views; they may have views as arguments. */
enum command_id {
	COMMAND_VIEW,
	COMMAND_RECORD,
	COMMAND_REPLAY,
	COMMAND_DIFF,
	COMMAND_EXPORT,
	COMMAND_CHECK,
	COMMAND_COUNT
};

struct command_row {
	const char *name;     /* "record" */
	const char *argument; /* N_(), or NULL */
	const char *help;     /* N_() */
	size_t most;          /* arguments of its own, before a view */
	bool view;            /* a view and its arguments may follow */
};
extern const struct command_row command_rows[COMMAND_COUNT];

struct options {
	enum intent intent;
	const struct completion_row *completion; /* INTENT_COMPLETION: for that shell */
	enum command_id command;
	char **words; /* the command's own arguments: into argv */
	size_t word_count;
	enum view_id view;
	bool view_named;
	char **arguments; /* of the view: into argv */
	size_t argument_count;
	struct settings settings; /* those given count */
	unsigned given;           /* by enum setting_id, a bit each */
	bool batch, json, csv, readonly, no_color, no_seccomp, all, report;
	bool status;                         /* of the record */
	const char *mark;                    /* record: what to write into it, or NULL */
	enum cache_grouping by;              /* cache: what a row is */
	bool census;                         /* kernel: counts all pages */
	bool find_names;                     /* cache: searches directories for dropped names */
	bool files;                          /* cgroups: what of the page cache one pays for */
	const char *export_directory;        /* record: where it writes memtop.prom, or NULL */
	bool http;                           /* export: answers a request on standard input */
	bool openmetrics;                    /* export: not in the text format of Prometheus */
	bool watch;                          /* check: goes on, and prints changes */
	bool plugin;                         /* check: as monitoring plugins print it */
	const char *root;                    /* the directory with another proc and sys, or NULL */
	const char *file;                    /* the record's, or NULL */
	const char *at, *since;              /* times in the record, or NULL */
	uint64_t keep_seconds, record_bytes; /* what the record keeps; 0: not given */
	uint64_t iterations;                 /* 0: not given */
	size_t width;                        /* 0: not given */
	const char *user; /* name or number as given, or NULL; such a user exists */
	pid_t *pids;
	size_t pid_count;
	const char *filter_text; /* the expression as given, or NULL */
	struct filter *filter;
};

/*
 * Reads the command line and NO_COLOR.  Strings point into argv, whose order getopt changes.
 * STATUS_MALFORMED: message says what is wrong with which option, and what to do; memtop exits
 * with 2.  options_free() in any case.
 */
enum status options_parse(struct options *options, int argc, char **argv, struct message *message);
void options_free(struct options *options);

/*
 * Puts what was given over what the configuration file or the defaults say.  Not no_color: what
 * the environment of one session wants must not be saved.
 */
void options_apply(const struct options *options, struct settings *settings);

/* Machine output does not depend on what the user saved: only screen and text read that file. */
bool options_want_config(const struct options *options);

/* Whether it prints on a terminal, too. */
bool options_print_anywhere(const struct options *options);

/*
 * Whether to print instead of opening the screen: by -b, --json, --csv, or because standard output
 * is no terminal.  Then fills batch, which points into options.  Without -n, -b goes on until it is
 * interrupted, as in top; where it is not given but implied, one sample is printed.
 */
bool options_batch(const struct options *options, const struct settings *settings,
	bool output_is_terminal, struct batch *batch);

void options_print_help(FILE *file);

/* "SHORT TAB LONG TAB ARGUMENT TAB HELP", one a line, never translated; empty where there is none. */
void options_print_list(FILE *file);

/*
 * One option: all that memtop knows of it.  It makes a flag true, asks for something else than a
 * view, is taken by set(), or sets a setting, whose row then says how it is written.
 */
struct option_row {
	struct option_form form; /* if it has no setting */
	const struct setting_row *setting;
	size_t flag; /* offset of a bool in struct options */
	/* Takes the argument.  message gets what is wrong with it, without the option's name. */
	enum status (*set)(struct options *options, const char *argument, struct message *message);
	enum intent intent;
	bool hidden; /* from --help and completion: for packagers */
};
const struct option_form *option_form(const struct option_row *row);
const char *option_help(const struct option_row *row); /* N_() */

extern const struct option_row option_rows[];
extern const size_t option_row_count;

#endif
