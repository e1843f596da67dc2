/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A user by name.  A directory service that does not answer holds up the process that asks it, so a child does; for
 * before there are threads.  What shows the names of users has users.h.
 */
#ifndef MEMTOP_SOURCE_PROCESS_FIND_USER_H
#define MEMTOP_SOURCE_PROCESS_FIND_USER_H

#include <stdbool.h>

#include "base/status.h"

/* STATUS_UNANSWERED: not within two seconds; or what keeps a child from being made. */
enum status find_user(const char *name, bool *known);

#endif
