/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts all pages in a thread of its own: one census at a time, on demand, and given up when asked. */
#ifndef MEMTOP_CLI_WIRE_CENSUS_H
#define MEMTOP_CLI_WIRE_CENSUS_H

#include "base/messages.h"
#include "base/status.h"
#include "kernel/census/census.h"
#include "ports/census.h"

struct census_taker;

/*
 * The files stay the caller's, and must be open longer.  allowed: BPF programs may be loaded.  STATUS_NO_MEMORY;
 * STATUS_FAILED and a message.
 */
enum status census_taker_new(struct census_taker **taker, const struct census_files *files,
	bool allowed, struct message *message);
void census_taker_free(struct census_taker *taker); /* NULL is allowed */

/* Valid until the taker is freed. */
struct census_feed census_taker_feed(struct census_taker *taker);

#endif
