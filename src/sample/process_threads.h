/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the threads of a process hold outside its memory, as far as the kernel tells. */
#ifndef MEMTOP_SAMPLE_PROCESS_THREADS_H
#define MEMTOP_SAMPLE_PROCESS_THREADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define THREAD_WORDS 17 /* the general registers of x86-64, and its instruction pointer */

struct thread_state {
	pid_t tid;
	char name[16]; /* comm */
	bool running;  /* its registers change: neither they nor its stack pointer is known */
	bool sampled;  /* but they were, at one moment, by a sample of perf_event_open(2) */
	uint64_t stack_pointer;       /* 0: not known */
	uint64_t words[THREAD_WORDS]; /* arguments of its system call, or registers */
	unsigned word_count;
};

struct thread_list {
	struct thread_state *rows;
	size_t count, capacity;
	bool cut; /* there are more */
};

/* Words that the kernel keeps for a process, such as the data of its epoll sets. */
struct word_list {
	uint64_t *words;
	size_t count, capacity;
	bool cut;
};

#endif
