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

/* A copy that ends in NUL; what is longer than a file of /proc gives is cut. */
static const char *string_of(char *out, size_t size, struct text text)
{
	const size_t length = text.length < size ? text.length : size - 1;

	memcpy(out, text.at, length);
	out[length] = '\0';
	return out;
}

/* What no memtop wrote is none. */
static enum value_state state_of(int64_t n)
{
	return n >= 0 && n < VALUE_STATE_COUNT ? (enum value_state)n : VALUE_FAILED;
}

enum status identity_load(struct database *database, int64_t id, struct identity **identity,
	pid_t *pid, struct message *message)
{
	struct query query = database_query(database, COLUMNS "WHERE process.id = ?1");
	char user[256], name[64], cgroup[4096];
	struct identity_source source = { .user = user };
	bool found;
	enum status status;

	*identity = NULL;
	query_bind(&query, 1, id);
	found = query_row(&query);
	if (found) {
		*pid = (pid_t)query_number(&query, 1);
		source.start_ticks = (uint64_t)query_number(&query, 2);
		source.uid = (uid_t)query_number(&query, 3);
		source.kernel_thread = query_number(&query, 4) != 0;
		string_of(user, sizeof(user), query_bytes(&query, 5));
		source.name = string_of(name, sizeof(name), query_bytes(&query, 6));
		source.command = query_bytes(&query, 7).at;
		source.command_length = query_bytes(&query, 7).length;
		source.command_state = state_of(query_number(&query, 9));
		source.program = (uint64_t)query_number(&query, 10);
		source.cgroup = string_of(cgroup, sizeof(cgroup), query_bytes(&query, 8));
		*identity = identity_new(&source);
	}
	status = query_end(&query, message);
	if (status == STATUS_OK && !found)
		return STATUS_ABSENT;
	return status == STATUS_OK && !*identity ? STATUS_NO_MEMORY : status;
}
