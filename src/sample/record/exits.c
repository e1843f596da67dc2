/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/record/exits.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

const char *const exits_state_keys[EXITS_STATES] = { "unknown", "recorded", "no_capability",
	"namespace", "no_taskstats", "failed" };

enum exits_state exits_state_of(struct text key)
{
	for (int state = EXITS_UNKNOWN; state < EXITS_STATES; state++)
		if (text_equals(key, exits_state_keys[state]))
			return (enum exits_state)state;
	return EXITS_UNKNOWN;
}

enum status heard_exits_add(struct heard_exits *exits, const struct heard_exit *exit)
{
	struct heard_exit *grown = NULL;

	if (exits->count < HEARD_EXITS_MOST)
		grown = array_reserve(exits->items, &exits->capacity, exits->count + 1,
			sizeof(*grown));
	if (!grown) {
		exits->lost++;
		return STATUS_NO_MEMORY;
	}
	exits->items = grown;
	exits->items[exits->count++] = *exit;
	return STATUS_OK;
}

void heard_exits_move(struct heard_exits *exits, struct heard_exits *others)
{
	for (size_t i = 0; i < exits->count; i++)
		(void)heard_exits_add(others, &exits->items[i]);
	others->lost += exits->lost;
	exits->count = 0;
	exits->lost = 0;
}

void heard_exits_free(struct heard_exits *exits)
{
	free(exits->items);
	*exits = (struct heard_exits){ .items = NULL };
}

struct ended_processes *ended_processes_copy(const struct ended_processes *ended)
{
	struct ended_processes *copy = calloc(1, sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *ended;
	copy->items = array_new(ended->count, sizeof(*copy->items));
	if (!copy->items) {
		free(copy);
		return NULL;
	}
	if (ended->count)
		memcpy(copy->items, ended->items, ended->count * sizeof(*copy->items));
	return copy;
}

void ended_processes_free(struct ended_processes *ended)
{
	if (!ended)
		return;
	free(ended->items);
	free(ended);
}
