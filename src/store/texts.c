/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/texts.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

int64_t text_hash(struct text text)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < text.length; i++)
		hash = (hash ^ (uint8_t)text.at[i]) * UINT64_C(1099511628211);
	return (int64_t)hash;
}

enum status text_find_or_add(struct database *database, struct text text, int64_t *id,
	struct message *message)
{
	struct query query =
		database_query(database, "SELECT id FROM text WHERE hash = ?1 AND value = ?2");
	enum status status;

	*id = 0;
	query_bind(&query, 1, text_hash(text));
	query_bind_text(&query, 2, text);
	if (query_row(&query))
		*id = query_number(&query, 0);
	status = query_end(&query, message);
	if (status != STATUS_OK || *id)
		return status;
	query = database_query(database, "INSERT INTO text(hash, value) VALUES(?1, ?2)");
	query_bind(&query, 1, text_hash(text));
	query_bind_text(&query, 2, text);
	status = query_run(&query, message);
	*id = database_last_id(database);
	return status;
}

/* ---- those that were looked up ---- */

struct cached {
	int64_t id;
	UT_hash_handle hh;
	size_t length;
	char text[];
};

struct text_cache {
	struct cached *texts; /* by id */
};

struct text_cache *text_cache_new(void)
{
	return calloc(1, sizeof(struct text_cache));
}

void text_cache_free(struct text_cache *cache)
{
	struct cached *cached, *next;

	if (!cache)
		return;
	HASH_ITER(hh, cache->texts, cached, next)
	{
		HASH_DEL(cache->texts, cached); /* NOLINT(clang-analyzer-unix.Malloc) */
		free(cached);
	}
	free(cache);
}

static struct cached *look_up(struct database *database, int64_t id, struct message *message,
	enum status *status)
{
	struct query query = database_query(database, "SELECT value FROM text WHERE id = ?1");
	struct text text = text_of(NULL, 0);
	struct cached *cached;

	query_bind(&query, 1, id);
	if (query_row(&query))
		text = query_bytes(&query, 0);
	cached = calloc(1, sizeof(*cached) + text.length + 1);
	if (cached) {
		cached->id = id;
		cached->length = text.length;
		if (text.length)
			memcpy(cached->text, text.at, text.length);
	}
	*status = query_end(&query, message);
	if (*status == STATUS_OK && !cached)
		*status = STATUS_NO_MEMORY;
	if (*status == STATUS_OK)
		return cached;
	free(cached);
	return NULL;
}

enum status text_cache_find(struct text_cache *cache, struct database *database, int64_t id,
	struct text *out, struct message *message)
{
	struct cached *cached;
	enum status status = STATUS_OK;

	HASH_FIND(hh, cache->texts, &id, sizeof(id), cached);
	if (!cached) {
		cached = look_up(database, id, message, &status);
		if (cached)
			HASH_ADD(hh, cache->texts, id, sizeof(cached->id), cached);
		if (cached && !hash_has(cached)) {
			free(cached);
			cached = NULL;
			status = STATUS_NO_MEMORY;
		}
	}
	*out = cached ? text_of(cached->text, cached->length) : text_of(NULL, 0);
	return status;
}
