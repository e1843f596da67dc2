/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/kernel_memory/seen.h"

#include <stdlib.h>

#define SIZE_FIRST 1024

/* Where the number is, or belongs: Fibonacci hashing, then the next that is free. */
static size_t slot_of(const struct seen *seen, uint64_t number)
{
	size_t slot = (size_t)((number * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (seen->size - 1);

	while (seen->slots[slot] != 0 && seen->slots[slot] != number)
		slot = (slot + 1) & (seen->size - 1);
	return slot;
}

/* Half of the slots stay empty. */
static int make_room(struct seen *seen)
{
	struct seen larger = { .size = seen->size ? seen->size * 2 : SIZE_FIRST,
		.count = seen->count };

	if (seen->count * 2 < seen->size)
		return 1;
	larger.slots = calloc(larger.size, sizeof(*larger.slots));
	if (!larger.slots)
		return 0;
	for (size_t i = 0; i < seen->size; i++)
		if (seen->slots[i] != 0)
			larger.slots[slot_of(&larger, seen->slots[i])] = seen->slots[i];
	free(seen->slots);
	*seen = larger;
	return 1;
}

enum seen_result seen_add(struct seen *seen, uint64_t number)
{
	size_t slot;

	if (!make_room(seen))
		return SEEN_NO_MEMORY;
	slot = slot_of(seen, number);
	if (seen->slots[slot] == number)
		return SEEN_BEFORE;
	seen->slots[slot] = number;
	seen->count++;
	return SEEN_NEW;
}

void seen_free(struct seen *seen)
{
	free(seen->slots);
	*seen = (struct seen){ 0 };
}
