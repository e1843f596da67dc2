/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/kernel_memory/perf_maps.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "parse/process/maps.h"

enum status perf_maps_want(struct perf_maps *maps, pid_t pid, const char *name)
{
	struct perf_user *users =
		array_reserve(maps->users, &maps->capacity, maps->count + 1, sizeof(*users));

	if (!users)
		return STATUS_NO_MEMORY;
	maps->users = users;
	users[maps->count] = (struct perf_user){ .item = { .pid = pid } };
	snprintf(users[maps->count].name, sizeof(users->name), "%s", name);
	maps->count++;
	return STATUS_OK;
}

/* The mapping of an event's buffer holds a page of its own and 2^n of data, all of them allocated. */
static void read_user(void *item, struct errand_reader *reader)
{
	struct perf_user *user = item;
	struct mapping mapping;
	struct text rest, line;
	char path[32];

	snprintf(path, sizeof(path), "%d/maps", (int)user->item.pid);
	user->item.status = file_read_lines(&reader->buffer, reader->root.proc, path);
	if (user->item.status != STATUS_OK)
		return;
	rest = text_of(reader->buffer.text, reader->buffer.length);
	while (text_next_line(&rest, &line))
		if (maps_parse_line(&mapping, line) &&
			text_equals(mapping.name, "anon_inode:[perf_event]")) {
			user->bytes += mapping.end - mapping.start;
			user->buffers++;
		}
}

enum status perf_maps_read(struct perf_maps *maps, struct errands *errands)
{
	static const struct errand_kind kind = { .item_size = sizeof(struct perf_user),
		.read = read_user };

	if (maps->count == 0)
		return STATUS_OK;
	return errands_read(errands, &kind, maps->users, maps->count, NULL);
}

void perf_maps_free(struct perf_maps *maps)
{
	free(maps->users);
	*maps = (struct perf_maps){ 0 };
}
