/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Identities of processes as they stand in the record. */
#ifndef MEMTOP_STORE_IDENTITY_H
#define MEMTOP_STORE_IDENTITY_H

#include <sys/types.h>

#include "sample/row.h"
#include "store/database.h"
#include "store/texts.h"

/* The id of the process that is just this, or 0. */
enum status identity_find(struct database *database, int64_t boot, pid_t pid,
	const struct identity_source *source, int64_t *id, struct message *message);

/*
 * The identity of that id, a new reference, and its PID; texts has what many of them share.  STATUS_ABSENT:
 * there is none.
 */
enum status identity_load(struct database *database, struct text_cache *texts, int64_t id,
	struct identity **identity, pid_t *pid, struct message *message);

#endif
