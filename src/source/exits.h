/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Listens to the kernel telling of each task that ends (taskstats over netlink): its exit code and the
 * most that it ever had resident, also of those that no sample saw.
 */
#ifndef MEMTOP_SOURCE_EXITS_H
#define MEMTOP_SOURCE_EXITS_H

#include "sample/record/exits.h"

/* What the kernel keeps for a listener that is late: some 3,000 ends. */
#define EXITS_ROOM (4 << 20)

struct exit_listener;

/*
 * From here on the kernel tells of every end.  room: bytes that it keeps of them until they are taken.
 * EXITS_RECORDED: exit_listener_free() it; otherwise why it cannot be, and *listener is NULL.
 */
enum exits_state exit_listener_new(struct exit_listener **listener, int room);
void exit_listener_free(struct exit_listener *listener); /* NULL is allowed */

/* Becomes readable when there is something to take. */
int exit_listener_descriptor(const struct exit_listener *listener);

/* Adds all that is there, and how many were lost meanwhile; never waits. */
void exit_listener_take(struct exit_listener *listener, struct heard_exits *exits);

#endif
