/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is old is kept more thinly: every sample for a week, then one a minute up to 30 days, then one
 * every ten minutes.  Of each minute the sample stays in which the least was available; how much there was
 * least, in the mean and most stands in the table summary.
 */
#ifndef MEMTOP_STORE_KEEP_LEVELS_H
#define MEMTOP_STORE_KEEP_LEVELS_H

#include "store/database.h"

/*
 * Thins one block, the oldest whose turn it is; in a transaction.  early: also one of the last week, but
 * not of the last day, because there is too much.  STATUS_ABSENT: there is none.
 */
enum status levels_thin(struct database *database, int64_t now_ns, bool early,
	struct message *message);

#endif
