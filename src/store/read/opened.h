/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A record that is open, for those who read it. */
#ifndef MEMTOP_STORE_READ_OPENED_H
#define MEMTOP_STORE_READ_OPENED_H

#include "store/reader.h"
#include "store/walk.h"

struct record {
	struct database *database;
	struct walk_loss loss; /* of all that was wanted of it so far */
};

/* The first number that it gives, or 0. */
enum status record_number(struct record *record, const char *sql, int64_t *n,
	struct message *message);

/*
 * What was asked must be asked again: on the way to it there was damage, and of what is left there is a copy
 * now.  What came of it the first time is not needed any more.
 */
bool record_again(struct record *record);
/* At the end of each walk. */
void record_walked(struct record *record, const struct record_walk *walk);

#endif
