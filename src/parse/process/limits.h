/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/limits: one limit a line. */
#ifndef MEMTOP_PARSE_PROCESS_LIMITS_H
#define MEMTOP_PARSE_PROCESS_LIMITS_H

#include <stdbool.h>

#include "base/text.h"
#include "base/value.h"

struct process_limit {
	struct text name;        /* "Max locked memory" */
	struct value soft, hard; /* absent: unlimited */
	struct text unit;        /* "bytes", "processes" ...; empty for priorities */
};

/* Takes the next well-formed line off rest, past the heading and others.  False at the end. */
bool limits_next(struct process_limit *limit, struct text *rest);

#endif
