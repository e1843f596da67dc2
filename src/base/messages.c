/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/messages.h"

#include <stdio.h>
#include <ctype.h>
#include <string.h>

#include "base/macros.h"
#include "base/utf8.h"

/* Longer words than this are no mistyped names. */
#define LONGEST 32

struct quoted quoted(struct text words)
{
	struct quoted quoted;

	utf8_printable(quoted.text, sizeof(quoted.text), words.at, words.length, 0);
	return quoted;
}

struct quoted quoted_string(const char *words)
{
	return quoted(text_of_string(words));
}

struct joined joined(const char *const *words, size_t count)
{
	struct joined all = { "" };
	size_t length = 0;

	for (size_t i = 0; i < count && length < sizeof(all.text); i++)
		length += (size_t)snprintf(all.text + length, sizeof(all.text) - length, "%s%s",
			i ? ", " : "", words[i]);
	return all;
}

void message_clean(struct message *message)
{
	struct message raw = *message;

	utf8_printable(message->text, sizeof(message->text), raw.text, strlen(raw.text), 0);
}

static size_t smallest(size_t a, size_t b, size_t c)
{
	return min_size(min_size(a, b), c);
}

static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Levenshtein's distance, one row of its matrix at a time; word is at most LONGEST bytes. */
static size_t distance(struct text word, const char *name)
{
	size_t row[LONGEST + 1], length = strlen(name);

	for (size_t i = 0; i <= word.length; i++)
		row[i] = i;
	for (size_t n = 1; n <= length; n++) {
		size_t diagonal = row[0];

		row[0] = n;
		for (size_t i = 1; i <= word.length; i++) {
			size_t above = row[i];

			row[i] = smallest(above + 1, row[i - 1] + 1,
				diagonal + !same_letter(word.at[i - 1], name[n - 1]));
			diagonal = above;
		}
	}
	return row[word.length];
}

const char *suggest(struct text word, const char *const *names, size_t count)
{
	/* One letter wrong in three: more would turn any short word into any other. */
	size_t least = (word.length + 2) / 3 + 1;
	const char *best = NULL;

	if (word.length < 2 || word.length > LONGEST)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t d = distance(word, names[i]);

		if (d < least) {
			least = d;
			best = names[i];
		}
	}
	return best;
}
