/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/exits/reader.h"

#include <stdlib.h>
#include <stdio.h>

#include "base/array.h"
#include "base/utf8.h"

enum status exits_find_state(struct database *database, int64_t sequence, enum exits_state *state,
	struct message *message)
{
	struct query query = database_query(database,
		"SELECT data FROM event WHERE kind = '" EXITS_EVENT "' AND seq <= ?1"
		" ORDER BY id DESC LIMIT 1");

	*state = EXITS_UNKNOWN;
	query_bind(&query, 1, sequence);
	if (query_row(&query))
		*state = exits_state_of(query_bytes(&query, 0));
	return query_end(&query, message);
}

#define COLUMNS                                                                                    \
	"SELECT wall_ns, pid, process IS NOT NULL, n.value, u.value, uid, exit_code, signal,"      \
	" peak_rss_bytes, lived_us, count FROM exits JOIN text n ON n.id = name"                   \
	" LEFT JOIN text u ON u.id = user "

static struct value value_at(const struct query *query, int column)
{
	if (query_is_null(query, column) || query_number(query, column) < 0)
		return value_missing(VALUE_ABSENT);
	return value_of(query_number(query, column));
}

static void take(struct ended_process *ended, const struct query *query)
{
	struct text name = query_bytes(query, 3), user = query_bytes(query, 4);

	*ended = (struct ended_process){ .wall_ns = query_number(query, 0),
		.pid = (pid_t)query_number(query, 1),
		.was_seen = query_number(query, 2) != 0,
		.exit_code = value_at(query, 6),
		.signal = value_at(query, 7),
		.peak_rss_bytes = value_at(query, 8),
		.lived_us = value_at(query, 9),
		.count = (uint64_t)query_number(query, 10) };
	utf8_printable(ended->name, sizeof(ended->name), name.at, name.length, 0);
	if (query_is_null(query, 4))
		snprintf(ended->user, sizeof(ended->user), "%lld",
			(long long)query_number(query, 5));
	else
		utf8_printable(ended->user, sizeof(ended->user), user.at, user.length, 0);
}

static enum status find_items(struct database *database, int64_t from, int64_t to, size_t most,
	struct ended_processes *ended, struct message *message)
{
	struct query query = database_query(database, COLUMNS
		"WHERE seq > ?1 AND seq <= ?2 ORDER BY peak_rss_bytes DESC, exits.id LIMIT ?3");
	enum status status = STATUS_OK, read;
	size_t capacity = 0;

	query_bind(&query, 1, from);
	query_bind(&query, 2, to);
	query_bind(&query, 3, (int64_t)most);
	while (status == STATUS_OK && query_row(&query)) {
		struct ended_process *grown =
			array_reserve(ended->items, &capacity, ended->count + 1, sizeof(*grown));

		if (!grown) {
			status = STATUS_NO_MEMORY;
			continue;
		}
		ended->items = grown;
		take(&grown[ended->count++], &query);
	}
	read = query_end(&query, message);
	return status == STATUS_OK ? read : status;
}

static enum status find_sums(struct database *database, int64_t from, int64_t to,
	struct ended_processes *ended, struct message *message)
{
	struct query query = database_query(database,
		"SELECT total(CASE WHEN name IS NULL THEN 0 ELSE count END),"
		" total(CASE WHEN name IS NULL THEN count ELSE 0 END) FROM exits"
		" WHERE seq > ?1 AND seq <= ?2");

	query_bind(&query, 1, from);
	query_bind(&query, 2, to);
	if (query_row(&query)) {
		ended->total = (uint64_t)query_number(&query, 0);
		ended->lost = (uint64_t)query_number(&query, 1);
	}
	return query_end(&query, message);
}

enum status exits_find(struct database *database, int64_t from, int64_t to, size_t most,
	struct ended_processes **out, struct message *message)
{
	struct ended_processes *ended = calloc(1, sizeof(*ended));
	enum status status = ended ? STATUS_OK : STATUS_NO_MEMORY;

	*out = NULL;
	if (status == STATUS_OK)
		status = exits_find_state(database, to, &ended->state, message);
	if (status == STATUS_OK)
		status = find_sums(database, from, to, ended, message);
	if (status == STATUS_OK)
		status = find_items(database, from, to, most, ended, message);
	if (status == STATUS_OK)
		*out = ended;
	else
		ended_processes_free(ended);
	return status;
}

enum status exits_find_pid(struct database *database, pid_t pid, int64_t to,
	struct ended_process *ended, struct message *message)
{
	struct query query = database_query(database,
		COLUMNS "WHERE pid = ?1 AND seq <= ?2 ORDER BY exits.id DESC LIMIT 1");
	enum status status;
	bool found;

	query_bind(&query, 1, pid);
	query_bind(&query, 2, to);
	found = query_row(&query);
	if (found)
		take(ended, &query);
	status = query_end(&query, message);
	return status == STATUS_OK && !found ? STATUS_ABSENT : status;
}
