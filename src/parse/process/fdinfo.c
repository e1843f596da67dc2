/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/fdinfo.h"

#include "parse/keyed.h"

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

/* "0xfff": the entries that the mask of a ring leaves. */
static bool to_entries(struct text word, uint64_t *entries)
{
	uint64_t mask;

	if (!text_starts(word, "0x") || !to_word(text_of(word.at + 2, word.length - 2), &mask) ||
		mask > UINT32_MAX)
		return false;
	*entries = mask + 1;
	return true;
}

/* __io_uring_show_fdinfo() of io_uring/fdinfo.c, 6.18. */
bool fdinfo_parse_ring(struct fdinfo_ring *ring, struct text text)
{
	struct text line;

	*ring = (struct fdinfo_ring){ .inode = value_missing(VALUE_ABSENT) };
	while (text_next_line(&text, &line)) {
		struct text key = text_next_word(&line), word = text_next_word(&line);
		uint64_t inode;

		if (text_equals(key, "SqMask:"))
			to_entries(word, &ring->submissions);
		else if (text_equals(key, "CqMask:"))
			to_entries(word, &ring->completions);
		else if (text_equals(key, "ino:") && text_to_number(word, &inode))
			ring->inode = value_of(inode);
	}
	return ring->submissions > 0 && ring->completions > 0;
}

/* bpf_map_show_fdinfo() and bpf_prog_show_fdinfo() of kernel/bpf/syscall.c, 6.18. */
bool fdinfo_parse_bpf(struct fdinfo_bpf *bpf, struct text text)
{
	static const struct keyed_row rows[] = { { .key = "memlock" }, { .key = "map_id" },
		{ .key = "prog_id" } };
	struct value values[3];

	if (keyed_parse(values, rows, 3, text.at, text.length) != STATUS_OK ||
		!value_known(values[0]) || (!value_known(values[1]) && !value_known(values[2])))
		return false;
	*bpf = (struct fdinfo_bpf){ .bytes = value_or(values[0], 0),
		.is_program = value_known(values[2]) };
	bpf->id = value_or(values[bpf->is_program ? 2 : 1], 0);
	return true;
}

/* lock_get_status() of fs/locks.c; in fdinfo since 4.1. */
bool fdinfo_parse_lock(struct fdinfo_lock *lock, struct text line)
{
	struct text end;

	if (!text_equals(text_next_word(&line), "lock:"))
		return false;
	text_next_word(&line);
	lock->kind = text_next_word(&line);
	text_next_word(&line);
	lock->mode = text_next_word(&line);
	text_next_word(&line);
	text_next_word(&line);
	if (!text_next_number(&line, &lock->start))
		return false;
	end = text_next_word(&line);
	lock->end = UINT64_MAX;
	return text_equals(end, "EOF") || text_to_number(end, &lock->end);
}
