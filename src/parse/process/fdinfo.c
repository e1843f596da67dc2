/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/fdinfo.h"

/* Hexadecimal without a prefix, as "%llx" prints it. */
static bool to_word(struct text word, uint64_t *data)
{
	*data = 0;
	if (word.length == 0 || word.length > 16)
		return false;
	for (size_t i = 0; i < word.length; i++) {
		char c = word.at[i];

		if (c >= '0' && c <= '9')
			*data = *data << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			*data = *data << 4 | (uint64_t)(c - 'a' + 10);
		else
			return false;
	}
	return true;
}

/* ep_show_fdinfo() of fs/eventpoll.c, 3.8 on. */
bool fdinfo_parse_epoll(struct text line, uint64_t *data)
{
	if (!text_equals(text_next_word(&line), "tfd:"))
		return false;
	for (struct text word = text_next_word(&line); word.length > 0;
		word = text_next_word(&line))
		if (text_equals(word, "data:"))
			return to_word(text_next_word(&line), data);
	return false;
}
