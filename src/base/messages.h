/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What messages about the user's words have in common. */
#ifndef MEMTOP_BASE_MESSAGES_H
#define MEMTOP_BASE_MESSAGES_H

#include <stddef.h>

#include "base/status.h"
#include "base/text.h"

/* Words of another program, fit for a terminal and short enough for a message. */
struct quoted {
	char text[128];
};
struct quoted quoted(struct text words);
struct quoted quoted_string(const char *words);

/* "a, b, c": the words that there are, for a message. */
struct joined {
	char text[256];
};
struct joined joined(const char *const *words, size_t count);

/* Makes a message that quotes words of others unchanged fit for a terminal. */
void message_clean(struct message *message);

/*
 * The name that a mistyped word was probably meant to be, by the letters to insert, drop or change
 * (case does not count); NULL if none is close.
 */
const char *suggest(struct text word, const char *const *names, size_t count);

#endif
