/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a shell can offer, from the tables of options, views and columns; never translated. */
#ifndef MEMTOP_CLI_COMPLETION_COMPLETION_H
#define MEMTOP_CLI_COMPLETION_COMPLETION_H

#include <stdio.h>

#define COMPLETION_SHELLS "bash, zsh, fish"

struct completion_row {
	const char *shell;
	void (*print)(FILE *file);
};
/* Ends with a row without a shell. */
extern const struct completion_row completion_rows[];

/* The row of that shell, or NULL. */
const struct completion_row *completion_find(const char *shell);

/* In the files of these shells' names. */
void completion_bash(FILE *file);
void completion_zsh(FILE *file);
void completion_fish(FILE *file);

#endif
