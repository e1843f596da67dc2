/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of settings.  The configuration file, the options that set one and the rows of the
 * set-up screen are made from it; a new setting is a member of struct settings, its default in
 * settings_default, and a row.
 */
#ifndef MEMTOP_CONFIG_ROWS_H
#define MEMTOP_CONFIG_ROWS_H

#include <stddef.h>
#include <stdio.h>

#include "base/status.h"
#include "config/settings.h"

/* What the shell can offer as an option's argument. */
enum completes {
	COMPLETES_NOTHING,
	COMPLETES_COLUMNS, /* a list of them */
	COMPLETES_SORT,    /* one, with a direction */
	COMPLETES_USERS,
	COMPLETES_PIDS,
	COMPLETES_WORDS, /* those of its setting */
	COMPLETES_SHELLS,
	COMPLETES_GROUPINGS, /* of the cache */
	COMPLETES_FILES,
	COMPLETES_DIRECTORIES,
};

/* How an option is written. */
struct option_form {
	const char *name;     /* "delay", behind two dashes; NULL: there is no option */
	const char *argument; /* N_("SECONDS"); NULL: takes none */
	const char *help;     /* N_(); NULL: the help of its setting */
	enum completes completes;
	char letter;         /* 0: none */
	const char *example; /* an argument that it takes, for messages; or NULL */
};

/* One of the words that a setting can be, in the order of the values of its enumeration. */
struct setting_word {
	const char *name;  /* in the file; NULL ends the list */
	const char *title; /* N_(): on screen */
};

struct setting_row;

/* A kind of value.  member points into struct settings. */
struct setting_kind {
	/* STATUS_MALFORMED: value has no meaning; message says why, without the setting's name. */
	enum status (*read)(const struct setting_row *row, void *member, const char *value,
		struct message *message);
	/* Writes what read takes. */
	void (*write)(const struct setting_row *row, const void *member, FILE *file);
	/* For people, translated. */
	void (*show)(const struct setting_row *row, const void *member, char *out, size_t size);
	/* To the next choice (1) or the one before (-1). */
	void (*step)(const struct setting_row *row, void *member, int direction);
};

struct setting_row {
	const char *name; /* in the file */
	const char *help; /* N_(): above the setting in the file, and in --help */
	const struct setting_kind *kind;
	size_t offset, size;              /* in struct settings */
	unsigned least, most;             /* numbers */
	const struct setting_word *words; /* enumerations */
	const char *title, *explanation;  /* N_(): in the set-up screen; NULL: not there */
	struct option_form option;
};

enum setting_id {
	SETTING_DELAY,
	SETTING_METERS,
	SETTING_COLUMNS,
	SETTING_SORT,
	SETTING_DESCENDING,
	SETTING_SHAPE,
	SETTING_SYSTEM_UNIT,
	SETTING_PROCESS_UNIT,
	SETTING_KERNEL_THREADS,
	SETTING_THREADS,
	SETTING_BUDGET,
	SETTING_INSPECT_LIMIT,
	SETTING_COLOR,
	SETTING_MOUSE,
	SETTING_DETAIL_PANE,
	SETTING_COMMAND_LINES,
	SETTING_BPF,
	SETTING_COUNT
};
extern const struct setting_row setting_rows[SETTING_COUNT];

enum status setting_read(const struct setting_row *row, struct settings *settings,
	const char *value, struct message *message);
void setting_show(const struct setting_row *row, const struct settings *settings, char *out,
	size_t size);
void setting_step(const struct setting_row *row, struct settings *settings, int direction);
void setting_copy(const struct setting_row *row, struct settings *to, const struct settings *from);

/* All settings with their help as comments: a configuration file. */
void settings_write(const struct settings *settings, FILE *file);

#endif
