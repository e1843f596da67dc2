/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/process/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

void process_list_free(struct process_list *list)
{
	if (!list)
		return;
	free(list->items);
	memory_nodes_free(&list->nodes);
	free(list->texts);
	free(list);
}

size_t process_list_text(struct process_list *list, const char *text, size_t length)
{
	size_t at = list->length > 0 ? list->length : 1;
	char *grown;

	if (length == 0)
		return 0;
	if (at + length + 1 > LIST_BYTES_MOST) {
		list->status = STATUS_TOO_LARGE;
		return 0;
	}
	grown = array_reserve(list->texts, &list->room, at + length + 1, 1);
	if (!grown)
		return 0;
	list->texts = grown;
	list->texts[0] = '\0';
	memcpy(list->texts + at, text, length);
	list->texts[at + length] = '\0';
	list->length = at + length + 1;
	return at;
}

const char *process_list_string(const struct process_list *list, size_t offset)
{
	return list->texts ? list->texts + offset : "";
}

struct list_item *process_list_add(struct process_list *list)
{
	struct list_item *grown;

	if (list->count >= LIST_ITEMS_MOST) {
		list->status = STATUS_TOO_LARGE;
		return NULL;
	}
	grown = array_reserve(list->items, &list->capacity, list->count + 1, sizeof(*grown));
	if (!grown)
		return NULL;
	list->items = grown;
	grown[list->count] = (struct list_item){ .number = value_missing(VALUE_ABSENT),
		.bytes = value_missing(VALUE_ABSENT) };
	return &grown[list->count++];
}
