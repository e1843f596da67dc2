/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/map_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

static enum status append(struct map_list *list, const struct mapping *mapping)
{
	struct mapping *grown = array_reserve(list->mappings, &list->capacity, list->count + 1,
		sizeof(*list->mappings));

	if (!grown)
		return STATUS_NO_MEMORY;
	list->mappings = grown;
	list->mappings[list->count++] = *mapping;
	return STATUS_OK;
}

enum status map_list_parse(struct map_list *list, const char *text, size_t length)
{
	char *copy = malloc(length + 1);

	*list = (struct map_list){ 0 };
	if (!copy)
		return STATUS_NO_MEMORY;
	memcpy(copy, text, length);
	return map_list_take(list, copy, length);
}

/* Names alone are kept, at the front of the text, in order; most mappings of a process that has many have none. */
static void keep_names(struct map_list *list)
{
	size_t length = 0;
	char *text;

	for (size_t i = 0; i < list->count; i++) {
		struct text *name = &list->mappings[i].name;

		memmove(list->text + length, name->at, name->length);
		length += name->length;
	}
	text = realloc(list->text, length + 1);
	if (text)
		list->text = text;
	list->text_length = length;
	length = 0;
	for (size_t i = 0; i < list->count; i++) {
		struct text *name = &list->mappings[i].name;

		name->at = list->text + length;
		length += name->length;
	}
}

enum status map_list_take(struct map_list *list, char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	uint64_t floor = 0;

	*list = (struct map_list){ .text = text };
	while (text_next_line(&rest, &line)) {
		struct mapping mapping;

		if (!maps_parse_line(&mapping, line) || mapping.start < floor) {
			list->malformed++;
			continue;
		}
		floor = mapping.end;
		if (append(list, &mapping) != STATUS_OK)
			return STATUS_NO_MEMORY;
	}
	keep_names(list);
	return list->count == 0 && list->malformed > 0 ? STATUS_MALFORMED : STATUS_OK;
}

uint64_t map_list_bytes(const struct map_list *list)
{
	return list->count * sizeof(*list->mappings) + list->text_length;
}

void map_list_free(struct map_list *list)
{
	if (!list->lent) {
		free(list->mappings);
		free(list->text);
	}
	*list = (struct map_list){ 0 };
}

const struct mapping *map_list_find(const struct map_list *list, uint64_t address)
{
	size_t at;

	LOWER_BOUND(at, list->count, list->mappings[at].end <= address);
	if (at == list->count || list->mappings[at].start > address)
		return NULL;
	return &list->mappings[at];
}
