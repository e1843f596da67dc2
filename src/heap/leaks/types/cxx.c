/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Classes of C++ by their vtables, as the Itanium C++ ABI lays them out: before the address point stand
 * the offset to the top, 0 or negative, and the type_info, whose second word is the mangled name;
 * behind it the functions.  All of that is data, and there in stripped programs, too.
 */
#include "heap/leaks/types/types.h"

#include <string.h>

#include "heap/leaks/types/demangle.h"

/* "7Session": what type_info has; a * before it says that pointers to it are compared. */
static bool name_type(struct objects *objects, uint64_t info, unsigned word, char *name,
	size_t size)
{
	char text[TYPE_NAME_SIZE];
	uint8_t bytes[8];
	uint64_t at;

	if (!objects_at(objects, info) || !objects_read(objects, info + word, bytes, word))
		return false;
	at = memory_decode(objects->memory, bytes);
	if (!objects_at(objects, at) || !objects_text(objects, at, text, sizeof(text)))
		return false;
	/* A name begins with its length, or with what it is in: N, St, S, Z. */
	if (!strchr("0123456789NSZ", text[text[0] == '*']))
		return false;
	demangle_type(name, size, text + (text[0] == '*'));
	return true;
}

/* Without run-time type information the symbol, "vtable for Session". */
static bool name_symbol(struct objects *objects, uint64_t vtable, char *name, size_t size)
{
	static const char vtable_for[] = "vtable for ";
	struct object *object = objects_at(objects, vtable);
	size_t symbol = object ? object_symbol(objects, object, vtable) : ELF_NO_SYMBOL;
	char mangled[TYPE_NAME_SIZE];

	if (symbol == ELF_NO_SYMBOL ||
		!object_symbol_name(object, symbol, mangled, sizeof(mangled)) ||
		strncmp(mangled, "_ZTV", 4) != 0)
		return false;
	demangle(name, size, mangled);
	if (strncmp(name, vtable_for, strlen(vtable_for)) == 0)
		memmove(name, name + strlen(vtable_for), strlen(name + strlen(vtable_for)) + 1);
	return true;
}

static bool is_executable(const struct objects *objects, uint64_t address)
{
	const struct mapping *mapping = map_list_find(&objects->memory->maps, address);

	return mapping && mapping->permissions[2] == 'x';
}

bool cxx_class(struct objects *objects, uint64_t vtable, char *name, size_t size)
{
	unsigned word = objects->memory->word;
	uint64_t top, info, function;
	uint8_t bytes[3 * 8];

	if (!objects_read(objects, vtable - 2 * (uint64_t)word, bytes, 3 * (size_t)word))
		return false;
	top = memory_decode(objects->memory, bytes);
	info = memory_decode(objects->memory, bytes + word);
	function = memory_decode(objects->memory, bytes + 2 * (size_t)word);
	/* Of a base's vtable it is negative, and small. */
	if (top != 0 && (word == 8 ? -top : (uint32_t)-top) > 1u << 20)
		return false;
	if (!is_executable(objects, function))
		return false;
	return name_type(objects, info, word, name, size) ||
	       name_symbol(objects, vtable, name, size);
}
