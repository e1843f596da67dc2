/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/task/stat.h"

#include <string.h>

#define FLAG_KERNEL_THREAD 0x00200000 /* PF_KTHREAD of include/linux/sched.h */

/* Which number of the line, as proc_pid_stat(5) counts them. */
enum place {
	PPID = 4,
	FLAGS = 9,
	MINOR_FAULTS = 10,
	MAJOR_FAULTS = 12,
	USER_TICKS = 14,
	SYSTEM_TICKS = 15,
	START_TICKS = 22,
	STACK_START = 28,
	PLACES
};

/* Up to the start of the stack; false if they end before, or hold what is no number. */
static bool read_numbers(uint64_t numbers[static PLACES], struct text rest)
{
	for (int place = PPID; place < PLACES; place++) {
		struct text word = text_next_word(&rest);

		numbers[place] = 0;
		if (text_to_number(word, &numbers[place]))
			continue;
		/* Some may be negative; none that is wanted is. */
		if (word.length < 2 || *word.at != '-')
			return false;
	}
	return true;
}

/* "TID (comm) S ...", where comm may hold brackets. */
bool task_stat_parse(struct task_stat *stat, const char *text, size_t length)
{
	const char *open = length > 0 ? memchr(text, '(', length) : NULL;
	const char *close = open ? memrchr(open, ')', length - (size_t)(open - text)) : NULL;
	uint64_t numbers[PLACES];
	struct text rest, state;

	if (!close)
		return false;
	rest = text_of(close + 1, (size_t)(text + length - close - 1));
	state = text_next_word(&rest);
	if (state.length != 1 || !read_numbers(numbers, rest))
		return false;
	*stat = (struct task_stat){ .name = text_of(open + 1, (size_t)(close - open - 1)),
		.state = *state.at,
		.ppid = (pid_t)numbers[PPID],
		.kernel_thread = (numbers[FLAGS] & FLAG_KERNEL_THREAD) != 0,
		.minor_faults = numbers[MINOR_FAULTS],
		.major_faults = numbers[MAJOR_FAULTS],
		.ticks = numbers[USER_TICKS] + numbers[SYSTEM_TICKS],
		.start_ticks = numbers[START_TICKS],
		.stack_start = numbers[STACK_START] };
	return true;
}
