/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/types.h>

#include "base/macros.h"

void *array_new(size_t count, size_t size)
{
	return calloc(count ? count : 1, size);
}

void *array_reserve(void *items, size_t *capacity, size_t needed, size_t size)
{
	size_t room = *capacity ? *capacity : 16;
	void *moved;

	if (items && needed <= *capacity)
		return items;
	while (room < needed) {
		if (room > SIZE_MAX / 2)
			return NULL;
		room *= 2;
	}
	if (room > PTRDIFF_MAX / size)
		return NULL;
	moved = realloc(items, room * size);
	if (moved)
		*capacity = room;
	return moved;
}

int compare_u64(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;

	return COMPARE(*a, *b);
}

int compare_pids(const void *left, const void *right)
{
	const pid_t *a = left, *b = right;

	return COMPARE(*a, *b);
}

int compare_doubles(const void *left, const void *right)
{
	const double *a = left, *b = right;

	return COMPARE(*a, *b);
}
