/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why the kernel does not let memtop load a program. */
#ifndef MEMTOP_KERNEL_REFUSAL_H
#define MEMTOP_KERNEL_REFUSAL_H

#include <stdbool.h>
#include <stddef.h>

#include "sample/kernel/way.h"

/* False, and why, where there is no need to try. */
bool kernel_refusal_foresee(struct kernel_refusal *refusal);

/* Of the errno that loading ended with, and what the verifier wrote, which may be nothing. */
void kernel_refusal_explain(struct kernel_refusal *refusal, int error, const char *log);

/* The last line of what the verifier wrote that is of a program, printable. */
void kernel_refusal_last_line(char *out, size_t size, const char *log);

#endif
