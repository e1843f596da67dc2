/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process for what may never return: a thread that waits for a file system that took its request and does
 * not answer can be ended by no signal, and a thread of memtop that does holds up the end of memtop.  So
 * such a request is made by a child, which sends what it found, and is left behind if it does not.
 */
#ifndef MEMTOP_BASE_CHILD_H
#define MEMTOP_BASE_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"

struct child {
	pid_t pid;
	int process; /* a pidfd; -1 before Linux 5.3, where it dies with memtop alone */
	int socket;
};

/*
 * Starts a child that runs run(context, socket) and ends.  It has no descriptor but the socket, so that
 * one left behind keeps no pipe open, and is killed when memtop ends.  STATUS_FAILED with errno.
 */
enum status child_begin(struct child *child, void (*run)(void *context, int socket), void *context);

/* For the child: sends a message, and a descriptor with it unless that is -1.  False: the reader is gone. */
bool child_send(int socket, const void *message, size_t size, int descriptor);

/*
 * Waits for a message of that size; descriptor is -1 if none came with it, and the caller's otherwise.
 * STATUS_UNANSWERED: nothing came while the child used no processor time for so long.  STATUS_GONE: it ended.
 */
enum status child_receive(struct child *child, void *message, size_t size, int *descriptor,
	uint64_t patience_ns);

/* Kills it, and leaves it behind if that takes long. */
void child_leave(struct child *child);

#endif
