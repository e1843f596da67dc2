/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slips of those who write a condition, told by what they look like before its terms are taken. */
#ifndef MEMTOP_VIEWS_CHECK_SLIPS_H
#define MEMTOP_VIEWS_CHECK_SLIPS_H

#include "base/messages.h"
#include "base/status.h"
#include "base/text.h"

/* rest: a term and all behind it.  STATUS_MALFORMED: message says what to write instead. */
enum status slips_of_term(struct text rest, struct message *message);

/* What a figure is compared with. */
enum status slips_of_value(struct text value, struct message *message);

/* A comparison of what is no column: a filter would look for it as a word. */
enum status slips_of_filter(struct text filter, struct message *message);

#endif
