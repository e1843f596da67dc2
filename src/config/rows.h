/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of settings: the schema of the configuration file, both ways. */
#ifndef MEMTOP_CONFIG_ROWS_H
#define MEMTOP_CONFIG_ROWS_H

#include <stddef.h>
#include <stdio.h>

#include "base/status.h"
#include "config/settings.h"

struct setting_row;

/* A kind of value: how it is read, written, and what it can be. */
struct setting_kind {
	/* Reads value; STATUS_MALFORMED, with what is wrong in message, if it has no meaning. */
	enum status (*read)(const struct setting_row *row, void *member, const char *value,
		struct message *message);
	void (*write)(const struct setting_row *row, const void *member, FILE *file);
};

struct setting_row {
	const char *name;
	const char *comment; /* N_(): stands above the setting in the file */
	const struct setting_kind *kind;
	size_t offset;        /* in struct settings */
	unsigned least, most; /* numbers */
};

enum { SETTING_COUNT = 11 };
extern const struct setting_row setting_rows[SETTING_COUNT];

enum status setting_read(const struct setting_row *row, struct settings *settings,
	const char *value, struct message *message);

/* All settings with their comments, as a configuration file. */
void settings_write(const struct settings *settings, FILE *file);

#endif
