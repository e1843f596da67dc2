/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strings that a record has once and then names by a number. */
#ifndef MEMTOP_STORE_TEXTS_H
#define MEMTOP_STORE_TEXTS_H

#include "store/database.h"

/* FNV-1a: finds a text again; whether it is the same is compared. */
int64_t text_hash(struct text text);

/* Its number; in a transaction. */
enum status text_find_or_add(struct database *database, struct text text, int64_t *id,
	struct message *message);

/* Texts by their ids, each looked up once.  NULL: no memory. */
struct text_cache;
struct text_cache *text_cache_new(void);
void text_cache_free(struct text_cache *cache);

/* Ends in NUL, and lasts as long as the cache; empty where there is none of that id. */
enum status text_cache_find(struct text_cache *cache, struct database *database, int64_t id,
	struct text *out, struct message *message);

#endif
