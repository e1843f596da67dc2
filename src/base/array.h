/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arrays that grow, and sorted ones.
 *
 *	struct zone *zones = NULL, *grown;
 *	size_t count = 0, capacity = 0;
 *
 *	grown = array_reserve(zones, &capacity, count + 1, sizeof(*zones));
 *	if (!grown)
 *		return STATUS_NO_MEMORY;
 *	zones = grown;
 *	zones[count++] = zone;
 */
#ifndef MEMTOP_BASE_ARRAY_H
#define MEMTOP_BASE_ARRAY_H

#include <stddef.h>

/* So many zeroed items of size bytes each; NULL only without memory, also of none.  free() it. */
void *array_new(size_t count, size_t size);

/*
 * Items, moved if need be, with room for at least needed of them of size bytes each; doubles the
 * room, so that appending stays linear.  NULL without memory: items and *capacity are as before.
 * free() it.
 */
void *array_reserve(void *items, size_t *capacity, size_t needed, size_t size);

/* For qsort() and bsearch(): the least first, of uint64_t, pid_t and double. */
int compare_u64(const void *left, const void *right);
int compare_pids(const void *left, const void *right);
int compare_doubles(const void *left, const void *right);

/*
 * Sets at, a size_t, to the index of the first of count sorted elements for which precedes, an
 * expression of at, is false; to count if there is none.
 *
 *	LOWER_BOUND(at, list->count, list->items[at].pid < pid);
 *	return at < list->count && list->items[at].pid == pid ? &list->items[at] : NULL;
 */
#define LOWER_BOUND(at, count, precedes)                                                           \
	do {                                                                                       \
		size_t lower_from = 0, lower_to = (count);                                         \
                                                                                                   \
		while (lower_from < lower_to) {                                                    \
			(at) = lower_from + (lower_to - lower_from) / 2;                           \
			if (precedes)                                                              \
				lower_from = (at) + 1;                                             \
			else                                                                       \
				lower_to = (at);                                                   \
		}                                                                                  \
		(at) = lower_from;                                                                 \
	} while (0)

#endif
