/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/match.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool has_capital(const char *word)
{
	for (; *word; word++) {
		if (isascii((unsigned char)*word) && isupper((unsigned char)*word))
			return true;
	}
	return false;
}

bool match_word(struct text text, const char *word, struct text *match)
{
	int (*compare)(const char *, const char *, size_t) =
		has_capital(word) ? strncmp : strncasecmp;
	size_t length = strlen(word);

	for (size_t i = 0; length > 0 && i + length <= text.length; i++) {
		if (compare(text.at + i, word, length) == 0) {
			*match = text_of(text.at + i, length);
			return true;
		}
	}
	return false;
}
