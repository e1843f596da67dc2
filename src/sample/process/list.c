/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/process/list.h"

#include <stdlib.h>

#include "base/array.h"

void process_list_free(struct process_list *list)
{
	if (!list)
		return;
	free(list->items);
	memory_nodes_free(&list->nodes);
	string_pool_free(&list->texts);
	free(list);
}

uint32_t process_list_text(struct process_list *list, struct text text)
{
	uint32_t at;

	if (list->texts.length + text.length + 2 > LIST_BYTES_MOST) {
		list->status = STATUS_TOO_LARGE;
		return 0;
	}
	at = string_pool_add(&list->texts, text);
	if (list->texts.failed)
		list->status = STATUS_NO_MEMORY;
	return at;
}

struct list_item *process_list_add(struct process_list *list)
{
	struct list_item *grown;

	if (list->count >= LIST_ITEMS_MOST) {
		list->status = STATUS_TOO_LARGE;
		return NULL;
	}
	grown = array_reserve(list->items, &list->capacity, list->count + 1, sizeof(*grown));
	if (!grown) {
		list->status = STATUS_NO_MEMORY;
		return NULL;
	}
	list->items = grown;
	grown[list->count] = (struct list_item){ .number = value_missing(VALUE_ABSENT),
		.bytes = value_missing(VALUE_ABSENT),
		.seconds = value_missing(VALUE_ABSENT) };
	return &grown[list->count++];
}
