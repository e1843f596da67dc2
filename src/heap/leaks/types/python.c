/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types of CPython: struct _typeobject of Include/cpython/object.h, 3.6 to 3.13, begins with the count
 * of references, the type of the type, the number of items, and then has tp_name, tp_basicsize,
 * tp_itemsize, in words.  The type of all types is its own type.
 */
#include "heap/leaks/types/types.h"

#define TYPE_FIELDS 6u
#define SIZE_MOST   (1u << 20)

static bool read_type(struct objects *objects, uint64_t type, uint64_t fields[static TYPE_FIELDS])
{
	const struct memory *memory = objects->memory;
	const struct mapping *mapping = map_list_find(&memory->maps, type);
	uint8_t bytes[TYPE_FIELDS * 8];

	if (!mapping || mapping->permissions[1] != 'w' ||
		!objects_read(objects, type, bytes, TYPE_FIELDS * (size_t)memory->word))
		return false;
	for (unsigned i = 0; i < TYPE_FIELDS; i++)
		fields[i] = memory_decode(memory, bytes + i * (size_t)memory->word);
	return fields[0] != 0 && fields[4] >= 2 * memory->word && fields[4] < SIZE_MOST &&
	       fields[5] < SIZE_MOST;
}

/* From type to type, a metaclass or two away, stands `type`, which is its own. */
static bool leads_to_type(struct objects *objects, uint64_t type)
{
	uint64_t fields[TYPE_FIELDS];

	for (unsigned i = 0; i < 4; i++) {
		if (!read_type(objects, type, fields))
			return false;
		if (fields[1] == type)
			return true;
		type = fields[1];
	}
	return false;
}

bool python_type(struct objects *objects, uint64_t type, char *name, size_t size)
{
	uint64_t fields[TYPE_FIELDS];

	return read_type(objects, type, fields) && leads_to_type(objects, fields[1]) &&
	       objects_text(objects, fields[3], name, size);
}
