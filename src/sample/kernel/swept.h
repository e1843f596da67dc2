/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a sweep by a program in the kernel says of each process: as statm, status and stat of it say it. */
#ifndef MEMTOP_SAMPLE_KERNEL_SWEPT_H
#define MEMTOP_SAMPLE_KERNEL_SWEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "sample/kernel/way.h"

/* Whatever is read with the file of a process again is new, where one of these is another. */
struct swept_identity {
	pid_t ppid;
	uid_t user; /* effective */
	uint64_t start_ticks;
	uint64_t css_set; /* another number where it is in another cgroup */
	uint32_t executions;
	int32_t oom_adjust;
	char name[16]; /* comm */
};

struct swept_figures {
	/* bytes; all 0 without a memory of its own: size is never 0 with one */
	uint64_t size, file, anonymous, shared, swap, locked, page_tables;
	uint64_t threads;
};

struct swept {
	pid_t pid;
	struct swept_identity identity;
	struct swept_figures figures;
	char state; /* R S D T Z ... */
	/* Since its start; of all threads if that was asked for. */
	uint64_t minor_faults, major_faults, cpu_ns;
};

/* All processes, by PID ascending; free() swept. */
struct swept_list {
	struct swept *swept;
	size_t count, capacity;
	size_t kernel_bytes; /* of the kernel's memory that the sweep takes while it is there */
};

/* By which way all processes are swept, and why not by a better one. */
enum sweep_way {
	SWEEP_STATM,    /* each process's statm is read */
	SWEEP_TASKS,    /* a program goes through all processes (6.7) */
	SWEEP_ITERATOR, /* the kernel hands all threads to a program (6.2 to 6.6) */
	SWEEP_WAYS
};

enum sweep_reason {
	SWEEP_UNTOLD, /* the sample comes out of a record */
	SWEEP_BEST,
	SWEEP_SETTING,   /* the setting bpf does not allow it */
	SWEEP_FEW,       /* so few processes that statm costs less */
	SWEEP_BRIEF,     /* not yet, or never, as many samples as it takes to pay for loading it */
	SWEEP_CHOSEN,    /* some processes alone are watched */
	SWEEP_THREADS,   /* the way of this kernel would cost more: there are too many threads */
	SWEEP_REFUSED,   /* the kernel does not take the program: refusal says why */
	SWEEP_DISAGREES, /* it has not said the same as /proc: another PID namespace, hidepid */
	SWEEP_FAILED,    /* it was loaded, and did not go on */
	SWEEP_REASONS
};

struct sweep_choice {
	enum sweep_way way;
	enum sweep_reason reason;
	struct kernel_refusal refusal;
	uint64_t kernel_bytes;
};

extern const char *const sweep_way_names[SWEEP_WAYS];       /* "statm" */
extern const char *const sweep_reason_names[SWEEP_REASONS]; /* "setting" */

#endif
