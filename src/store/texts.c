/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/texts.h"

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
