/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/other_heap.h"

const char *other_heap_state_name(enum other_heap_state state)
{
	static const char *const names[] = {
		[OTHER_HEAP_READ] = "read",
		[OTHER_HEAP_RECOGNISED] = "recognised",
		[OTHER_HEAP_UNREAD] = "unread",
	};

	return names[state];
}

struct value other_heap_followed(const struct other_heap *heap)
{
	struct value old = heap->figures[OTHER_HEAP_OLD];

	return value_known(old) ? old : heap->figures[OTHER_HEAP_IN_USE];
}

void other_heap_clear(struct other_heap *heap)
{
	*heap = (struct other_heap){ .allocator = HEAP_UNKNOWN };
	for (unsigned i = 0; i < OTHER_HEAP_FIGURES; i++)
		heap->figures[i] = value_missing(VALUE_ABSENT);
}
