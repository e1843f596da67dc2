/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Searches for lost memory in a thread of their own, behind ports/leaks.h. */
#ifndef MEMTOP_CLI_WIRE_LEAKS_H
#define MEMTOP_CLI_WIRE_LEAKS_H

#include "base/status.h"
#include "ports/leaks.h"

struct leak_searcher;

/* limit: of what a look may cost, see heap/options.h.  STATUS_FAILED with a message. */
enum status leak_searcher_new(struct leak_searcher **searcher, unsigned limit,
	struct message *message);
void leak_searcher_free(struct leak_searcher *searcher); /* NULL is allowed */

/* Valid until it is freed. */
struct leak_feed leak_searcher_feed(struct leak_searcher *searcher);

#endif
