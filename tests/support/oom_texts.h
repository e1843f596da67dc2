/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The texts of tests/fixtures/oom, and what loggers, mailers and scissors make of them. */
#ifndef MEMTOP_TESTS_SUPPORT_OOM_TEXTS_H
#define MEMTOP_TESTS_SUPPORT_OOM_TEXTS_H

#include <stddef.h>

#include "base/text.h"

/* A row of ORIGIN.tsv. */
struct oom_text {
	char name[80];
	char cause[40];
	char kill_helps[8]; /* "yes", "no", "-": cannot be told */
	/* "a; b": what the sentence of the cause says, and what none may say. */
	char said[200], never[120];
};

/* Takes the next row off rest, passing over comments; false at the end. */
bool oom_texts_next(struct oom_text *row, struct text *rest);

/* The text of a row; free() it. */
char *oom_texts_read(const struct oom_text *row, size_t *length);

/*
 * Copies of a text with every line behind a prefix, or at the end of a quoted mail, or encoded;
 * free() them.
 */
char *oom_texts_prefix(const char *text, size_t length, const char *prefix, size_t *made);
char *oom_texts_encode(const char *text, size_t length, size_t *made);

#endif
