/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples that a test makes up, without a kernel. */
#ifndef MEMTOP_TESTS_SUPPORT_SAMPLE_ROWS_H
#define MEMTOP_TESTS_SUPPORT_SAMPLE_ROWS_H

#include <stddef.h>

#include "sample/sample.h"

/* A process; what is not given is absent, or empty. */
struct made_process {
	pid_t pid, ppid;
	uid_t uid;
	const char *user, *name, *command, *cgroup;
	bool kernel_thread;
	char state;
	struct value rss, anonymous, pss, faults, oom_adjust, growth;
};

/* The sample of these, which need not be in order; sample_unref() it.  Ends the test on failure. */
struct sample *make_sample(const struct made_process *processes, size_t count);

#endif
