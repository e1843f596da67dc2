/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/thread/stat.h"

#include <string.h>

/* Numbers behind the state, before the two times of the processor, and between those and the start. */
#define BEFORE_TIMES 10
#define BEFORE_START 6

static bool next_word(struct text *rest)
{
	return text_next_word(rest).length > 0;
}

static bool skip_words(struct text *rest, int count)
{
	while (count > 0 && next_word(rest))
		count--;
	return count == 0;
}

/* "TID (comm) S ...", where comm may hold brackets. */
bool thread_stat_parse(struct thread_stat *stat, const char *text, size_t length)
{
	const char *open = length > 0 ? memchr(text, '(', length) : NULL;
	const char *close = open ? memrchr(open, ')', length - (size_t)(open - text)) : NULL;
	uint64_t user, system;
	struct text rest, state;

	if (!close)
		return false;
	stat->name = text_of(open + 1, (size_t)(close - open - 1));
	rest = text_of(close + 1, (size_t)(text + length - close - 1));
	state = text_next_word(&rest);
	if (state.length != 1 || !skip_words(&rest, BEFORE_TIMES) ||
		!text_next_number(&rest, &user) || !text_next_number(&rest, &system) ||
		!skip_words(&rest, BEFORE_START) || !text_next_number(&rest, &stat->start_ticks))
		return false;
	stat->state = *state.at;
	stat->ticks = user + system;
	return true;
}
