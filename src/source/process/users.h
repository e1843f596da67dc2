/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of users, each looked up once: in /etc/passwd, or, where nsswitch.conf(5) names more than that, by threads
 * of this process or of a child.  A directory service that does not answer (LDAP, sssd) holds nothing up: an answer
 * is awaited for a moment, and until it comes the user goes by number.
 */
#ifndef MEMTOP_SOURCE_PROCESS_USERS_H
#define MEMTOP_SOURCE_PROCESS_USERS_H

#include <stdbool.h>
#include <sys/types.h>

#define USER_NAME_SIZE 64
#define USERS_PENDING  4 /* questions that may be without an answer at a time */

/* Writes the name of a user; false if it has none. */
typedef bool user_lookup(uid_t uid, char name[static USER_NAME_SIZE]);

enum users_place {
	USERS_HERE,
	/* In a child, which may do what this process is about to give up: open connections.  Before there is a thread. */
	USERS_APART,
};

struct users;

/*
 * Where to look up for who soon gives up rights: a child takes half a millisecond of processor time; here, the owner of
 * each process has to be asked for before.
 */
enum users_place users_place_before_ready(void);

/*
 * look_up is NULL for getpwuid_r(); another one may take its time.  Where no child can be made threads here look up,
 * and where no thread can be made none do: all go by number.  NULL: no memory.
 */
struct users *users_new(enum users_place place, user_lookup *look_up);
void users_free(struct users *users);

/* Whether a child looks up, or nobody needs to be asked. */
bool users_are_apart(const struct users *users);

/*
 * The name of that user, or the number where there is no name, or none yet.  It
 * lasts until the next call.
 */
const char *users_name(struct users *users, uid_t uid);

#endif
