/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hash tables, by uthash, which ends the program where it has no memory unless it is told otherwise.  So no
 * other file includes it.  What HASH_ADD() could not add has no table afterwards: hash_has().
 */
#ifndef MEMTOP_BASE_HASH_H
#define MEMTOP_BASE_HASH_H

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

/* Whether what was added is in a table; false: there was no memory. */
#define hash_has(entry) ((entry)->hh.tbl != NULL)

#endif
