/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/kernel/derived_kernel.h"

#include "base/shared.h"

const struct derived_kernel *derived_of_kernel(const struct kernel_memory *memory)
{
	static const struct derived_kernel nothing;

	return memory->derived ? memory->derived : &nothing;
}

static const struct kernel_growth not_watched = { { .state = VALUE_PENDING }, TREND_TOO_SHORT };

struct kernel_growth kernel_item_growth(const struct kernel_memory *memory,
	const struct kernel_item *item)
{
	const struct derived_kernel *derived = derived_of_kernel(memory);

	for (size_t i = 0; i < derived->count; i++)
		if (&memory->items[i] == item)
			return derived->growth[i];
	return not_watched;
}

static size_t size_for(size_t count)
{
	return sizeof(struct derived_kernel) + count * sizeof(struct kernel_growth);
}

struct derived_kernel *derived_kernel_edit(struct kernel_memory *memory)
{
	struct derived_kernel *before = memory->derived, *derived;

	if (before && before->count >= memory->count)
		return before;
	derived = shared_new(size_for(memory->count), NULL);
	if (!derived)
		return NULL;
	if (before)
		memcpy(derived, before, size_for(before->count));
	for (size_t i = derived->count; i < memory->count; i++)
		derived->growth[i] = not_watched;
	derived->count = memory->count;
	shared_unref(before);
	memory->derived = derived;
	return derived;
}
