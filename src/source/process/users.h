/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of users, each looked up once.  libproc2 would do it by getpwuid(), whose one buffer
 * the threads that read processes would share.
 */
#ifndef MEMTOP_SOURCE_PROCESS_USERS_H
#define MEMTOP_SOURCE_PROCESS_USERS_H

#include <stddef.h>
#include <sys/types.h>

/* Zero it first; users_free() it last. */
struct users {
	struct user *known; /* by number, ascending */
	size_t count, capacity;
};
void users_free(struct users *users);

/*
 * The name of that user, or the number where there is no name; NULL without memory.  It lasts until
 * the next call.
 */
const char *users_name(struct users *users, uid_t uid);

#endif
