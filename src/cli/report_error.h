/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the program ends, and what it says of it. */
#ifndef MEMTOP_CLI_REPORT_ERROR_H
#define MEMTOP_CLI_REPORT_ERROR_H

#include "base/status.h"

/* Exit statuses; the man page explains them. */
enum exit_status {
	EXIT_DONE = 0,
	EXIT_FAILED = 1, /* nothing to read, every process asked for gone, write error */
	EXIT_USAGE = 2,
	EXIT_NO = 3,      /* done, but the answer is no */
	EXIT_REFUSED = 4, /* for safety */
};

/* Says on standard error why, if message says anything; returns status. */
int report_error(const struct message *message, enum exit_status status);

/*
 * The exit status of what ended so, told why: for want of memory even where there is no message.  A
 * reader that left has none, and is not told.
 */
int report_end(enum status status, const struct message *message);

#endif
