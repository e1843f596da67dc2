/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/identity.h"

#include <string.h>

#include "base/macros.h"

#define COLUMNS                                                                                    \
	"SELECT process.id, pid, start_ticks, uid, kernel_thread,"                                 \
	" u.value, n.value, c.value, g.value, command_state, program FROM process"                 \
	" LEFT JOIN text u ON u.id = user LEFT JOIN text n ON n.id = name"                         \
	" LEFT JOIN text c ON c.id = command LEFT JOIN text g ON g.id = cgroup "

static bool is(const struct query *query, int column, const char *string)
{
	return text_equals(query_bytes(query, column), string ? string : "");
}

enum status identity_find(struct database *database, int64_t boot, pid_t pid,
	const struct identity_source *source, int64_t *id, struct message *message)
{
	struct query query = database_query(database,
		COLUMNS "WHERE pid = ?1 AND start_ticks = ?2 AND boot = ?3");

	*id = 0;
	query_bind(&query, 1, pid);
	query_bind(&query, 2, (int64_t)source->start_ticks);
	query_bind(&query, 3, boot);
	while (!*id && query_row(&query)) {
		struct text command = query_bytes(&query, 7);

		if (query_number(&query, 3) == source->uid &&
			query_number(&query, 4) == source->kernel_thread &&
			query_number(&query, 9) == (int64_t)source->command_state &&
			query_number(&query, 10) == (int64_t)source->program &&
			is(&query, 5, source->user) && is(&query, 6, source->name) &&
			is(&query, 8, source->cgroup) && command.length == source->command_length &&
			memcmp(command.at, source->command, command.length) == 0)
			*id = query_number(&query, 0);
	}
	return query_end(&query, message);
}

/* What no memtop wrote is none. */
static enum value_state state_of(int64_t n)
{
	return n >= 0 && n < VALUE_STATE_COUNT ? (enum value_state)n : VALUE_FAILED;
}

enum { USER, NAME, COMMAND, CGROUP, TEXTS };

static enum status take_texts(struct database *database, struct text_cache *cache,
	const int64_t ids[static TEXTS], struct identity_source *source, struct message *message)
{
	struct text texts[TEXTS];
	enum status status = STATUS_OK;

	for (int i = 0; i < TEXTS && status == STATUS_OK; i++) {
		status = text_cache_find(cache, database, ids[i], &texts[i], message);
		/* Its page is damaged: the process is shown without it. */
		if (status == STATUS_MALFORMED) {
			texts[i] = text_of(NULL, 0);
			status = STATUS_OK;
			if (i == COMMAND)
				source->command_state = VALUE_FAILED;
		}
	}
	if (status != STATUS_OK)
		return status;
	source->user = texts[USER].at ? texts[USER].at : "";
	source->name = texts[NAME].at ? texts[NAME].at : "";
	source->command = texts[COMMAND].at;
	source->command_length = texts[COMMAND].length;
	source->cgroup = texts[CGROUP].at ? texts[CGROUP].at : "";
	return STATUS_OK;
}

enum status identity_load(struct database *database, struct text_cache *texts, int64_t id,
	struct identity **identity, pid_t *pid, struct message *message)
{
	struct query query = database_query(database,
		"SELECT pid, start_ticks, uid, kernel_thread, command_state, program, user, name,"
		" command, cgroup FROM process WHERE id = ?1");
	struct identity_source source = { .uid = 0 };
	int64_t ids[TEXTS] = { 0 };
	bool found;
	enum status status;

	*identity = NULL;
	query_bind(&query, 1, id);
	found = query_row(&query);
	if (found) {
		*pid = (pid_t)query_number(&query, 0);
		source.start_ticks = (uint64_t)query_number(&query, 1);
		source.uid = (uid_t)query_number(&query, 2);
		source.kernel_thread = query_number(&query, 3) != 0;
		source.command_state = state_of(query_number(&query, 4));
		source.program = (uint64_t)query_number(&query, 5);
		for (int i = 0; i < TEXTS; i++)
			ids[i] = query_number(&query, 6 + i);
	}
	status = query_end(&query, message);
	if (status == STATUS_MALFORMED || (status == STATUS_OK && !found))
		return STATUS_ABSENT;
	if (status == STATUS_OK)
		status = take_texts(database, texts, ids, &source, message);
	if (status != STATUS_OK)
		return status;
	*identity = identity_new(&source);
	return *identity ? STATUS_OK : STATUS_NO_MEMORY;
}
