/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A text of the kernel as a template and its numbers: from one moment to the next only the numbers
 * change.  In a template "%d" stands for a number, "%9d" for one that with the blanks before it takes
 * 9 columns or, behind one blank, as many as it needs, "%02d" for one of exactly two digits, and "%%"
 * for a per cent sign; all else stands for itself.  The text comes back byte for byte.
 */
#ifndef MEMTOP_STORE_CODEC_TEMPLATE_H
#define MEMTOP_STORE_CODEC_TEMPLATE_H

#include <stdbool.h>

#include "base/text.h"
#include "store/codec/bytes.h"

/* Numbers that grow; zero it first, numbers_free() it last.  Sticky as struct bytes is. */
struct numbers {
	int64_t *at; /* unsigned ones by their bits */
	size_t count, capacity;
	bool failed;
};
void numbers_add(struct numbers *numbers, int64_t n);
void numbers_free(struct numbers *numbers);

/*
 * Appends the template of text to one, its numbers to the other.  before is a template that a text of
 * the same kind had, or empty: what took more or fewer digits since then tells whether the blanks
 * before it fill a column or are always as many.
 */
void template_make(struct bytes *template, struct numbers *numbers, struct text text,
	struct text before);

/* Whether text has this template: appends its numbers.  If not, none are appended. */
bool template_match(struct text template, struct text text, struct numbers *numbers);

/*
 * Appends the text of a template and as many numbers as it has; STATUS_MALFORMED where there are too
 * few of them, or where the template is none.
 */
enum status template_render(struct bytes *out, struct text template, const int64_t *numbers,
	size_t count);

/* Which of its numbers is the first on the line that begins with that key and a blank; SIZE_MAX: none. */
size_t template_find(struct text template, const char *key);

#endif
