/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arrays that grow.
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

/*
 * Items, moved if need be, with room for at least needed of them of size bytes each; doubles the
 * room, so that appending stays linear.  NULL without memory: items and *capacity are as before.
 * free() it.
 */
void *array_reserve(void *items, size_t *capacity, size_t needed, size_t size);

#endif
