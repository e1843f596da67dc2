/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plays a record: a feed whose samples come out of it, by a thread of its own.  It stands at one sample;
 * the timeline moves it, and a request that is not paused goes on to the next sample every delay.
 *
 *	status = player_new(&player, path, &moment, &message);
 *	feed = player_feed(player);
 *	timeline = player_timeline(player);
 */
#ifndef MEMTOP_STORE_PLAYER_H
#define MEMTOP_STORE_PLAYER_H

#include "ports/feed.h"
#include "ports/timeline.h"

struct player;

/* At the sample at or before that moment; fails as record_open() and record_find_moment() do. */
enum status player_new(struct player **player, const char *path, const struct moment *moment,
	struct message *message);
/* NULL is allowed.  What was taken stays good. */
void player_free(struct player *player);

struct feed player_feed(struct player *player);
struct timeline player_timeline(struct player *player);

#endif
