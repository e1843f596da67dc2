/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding a word as users type it. */
#ifndef MEMTOP_UI_WIDGETS_MATCH_H
#define MEMTOP_UI_WIDGETS_MATCH_H

#include <stdbool.h>

#include "base/text.h"

/*
 * Looks for a word in text; case is ignored unless the word has a capital letter.  True: match is
 * where it stands.
 */
bool match_word(struct text text, const char *word, struct text *match);

#endif
