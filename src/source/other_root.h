/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Another /proc than that of this process: a container's view of its host, or a copy of a tree. */
#ifndef MEMTOP_SOURCE_OTHER_ROOT_H
#define MEMTOP_SOURCE_OTHER_ROOT_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/status.h"

/*
 * From here on /proc and /sys are those in directory, for this process and what it starts, by a mount
 * namespace of its own (mount_namespaces(7)); where there is no directory/sys, /sys is empty.  For a
 * process of one thread, before it opens anything there.  STATUS_DENIED: no namespace can be made;
 * message says what is wrong and what to do.
 */
enum status other_root_enter(const char *directory, struct message *message);

/*
 * Whether a PID in /proc is the PID that a system call takes.  It is not where /proc belongs to
 * another PID namespace, or is a copy: kill(2) or process_vm_readv(2) would then meet a stranger.
 */
bool pids_are_ours(void);

/* Whether a process is there although /proc has no directory of it, as with hidepid=2. */
bool pid_is_hidden(pid_t pid);

#endif
