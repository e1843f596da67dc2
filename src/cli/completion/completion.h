/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a shell can offer, from the tables of options, views and columns; never translated. */
#ifndef MEMTOP_CLI_COMPLETION_COMPLETION_H
#define MEMTOP_CLI_COMPLETION_COMPLETION_H

#include <stdbool.h>
#include <stdio.h>

#include "base/status.h"

#define COMPLETION_SHELLS "bash, zsh, fish"

struct completion_row {
	const char *shell;
	enum status (*print)(FILE *file); /* STATUS_NO_MEMORY: not all of it */
};
/* Ends with a row without a shell. */
extern const struct completion_row completion_rows[];

/* The row of that shell, or NULL. */
const struct completion_row *completion_find(const char *shell);

/*
 * What the conditions of check are made of: figures by their shortest names, findings, and the words around
 * them, each behind a blank and between quotes.  STATUS_NO_MEMORY: not all of them.
 */
enum status completion_conditions(FILE *file, const char *quote);

struct option_row;

/* Whether the argument of an option is one of some words; prints them, with blanks between. */
bool completion_has_words(const struct option_row *row);
void completion_words(FILE *file, const struct option_row *row);

/* In the files of these shells' names. */
enum status completion_bash(FILE *file);
enum status completion_zsh(FILE *file);
enum status completion_fish(FILE *file);

#endif
