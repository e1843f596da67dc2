/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of users, each looked up once.  A directory service that does not answer (LDAP, sssd)
 * holds nothing up: each name is looked up by a worker, which is waited for a moment and then left to
 * itself; until it answers the user goes by number.
 */
#ifndef MEMTOP_SOURCE_PROCESS_USERS_H
#define MEMTOP_SOURCE_PROCESS_USERS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define USER_NAME_SIZE 64
#define USERS_PENDING  4 /* questions that may be without an answer at a time */

/* Writes the name of a user; false if it has none. */
typedef bool user_lookup(uid_t uid, char name[static USER_NAME_SIZE]);

/* Zero it first; users_free() it last. */
struct users {
	struct user *known; /* by number, ascending */
	size_t count, capacity;
	struct name_lookup *pending[USERS_PENDING];
	char number[16];      /* what users_name() gave last, if it was a number */
	user_lookup *look_up; /* NULL: getpwuid_r() */
};
void users_free(struct users *users);

/*
 * The name of that user, or the number where there is no name, or none yet.  It
 * lasts until the next call.
 */
const char *users_name(struct users *users, uid_t uid);

#endif
