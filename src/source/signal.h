/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMTOP_SOURCE_SIGNAL_H
#define MEMTOP_SOURCE_SIGNAL_H

#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"

/*
 * Sends a signal to the process that has this PID and began at start_ticks after boot (field 22 of
 * stat), by pidfd, so that a PID used again meanwhile is never hit.  STATUS_GONE if that process
 * has ended, STATUS_DENIED, STATUS_ABSENT on a kernel without pidfd (before 5.3).  message says
 * in a sentence how it ended, success included.
 */
enum status process_signal(pid_t pid, uint64_t start_ticks, int signal_number,
	struct message *message);

#endif
