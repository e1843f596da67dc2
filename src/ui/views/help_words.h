/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each key does in a word or two, so that the keys of a view stand on one page. */
#ifndef MEMTOP_UI_VIEWS_HELP_WORDS_H
#define MEMTOP_UI_VIEWS_HELP_WORDS_H

#include "ui/session/action.h"

/* N_(), at most 12 columns; NULL: it goes without saying. */
extern const char *const help_words[ACTION_COUNT];

#endif
