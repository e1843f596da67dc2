/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/task/TID/syscall: where a thread waits, and what it holds (lib/syscall.c, 6.1). */
#ifndef MEMTOP_PARSE_PROCESS_SYSCALL_H
#define MEMTOP_PARSE_PROCESS_SYSCALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#define SYSCALL_ARGUMENTS 6

struct syscall_state {
	bool running; /* nothing else is known */
	bool waits;   /* in a system call: its arguments are known; else it was stopped elsewhere */
	uint64_t number;
	uint64_t arguments[SYSCALL_ARGUMENTS];
	uint64_t stack_pointer, program_counter;
};

/* STATUS_MALFORMED. */
enum status syscall_parse(struct syscall_state *state, const char *text, size_t length);

#endif
