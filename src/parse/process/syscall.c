/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/syscall.h"

#include "base/text.h"

/* "0x7ffc..."; of a 32-bit process on a 64-bit kernel, too. */
static bool next_address(struct text *rest, uint64_t *address)
{
	struct text word = text_next_word(rest);

	*address = 0;
	if (word.length < 3 || word.length > 18 || word.at[0] != '0' || word.at[1] != 'x')
		return false;
	for (size_t i = 2; i < word.length; i++) {
		char c = word.at[i];
		unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
				 : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
							: 16;

		if (digit == 16)
			return false;
		*address = *address << 4 | digit;
	}
	return true;
}

/*
 * "running", "-1 SP PC" outside system calls, or "NUMBER ARGUMENT... SP PC".
 */
enum status syscall_parse(struct syscall_state *state, const char *text, size_t length)
{
	struct text all = text_of(text, length), rest, word;

	if (!text_next_line(&all, &rest))
		return STATUS_MALFORMED;
	word = text_next_word(&rest);
	*state = (struct syscall_state){ .running = text_equals(word, "running") };
	if (state->running)
		return STATUS_OK;
	state->waits = !text_equals(word, "-1");
	if (state->waits && !text_to_number(word, &state->number))
		return STATUS_MALFORMED;
	for (size_t i = 0; state->waits && i < SYSCALL_ARGUMENTS; i++)
		if (!next_address(&rest, &state->arguments[i]))
			return STATUS_MALFORMED;
	if (!next_address(&rest, &state->stack_pointer) ||
		!next_address(&rest, &state->program_counter))
		return STATUS_MALFORMED;
	return STATUS_OK;
}
