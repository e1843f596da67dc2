/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/types/types.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"

#define NAME_PLACES (2 * TYPES_MOST)
#define TEXT_LOOKED 64u /* bytes */
#define TEXT_LEAST  4u

enum status types_open(struct types *types, struct nodes *nodes, struct objects *objects)
{
	*types = (struct types){ .nodes = nodes, .objects = objects };
	types->by_name = calloc(NAME_PLACES, sizeof(*types->by_name));
	types->classes = calloc(TYPES_CACHED, sizeof(*types->classes));
	types->pythons = calloc(TYPES_CACHED, sizeof(*types->pythons));
	return types->by_name && types->classes && types->pythons ? STATUS_OK : STATUS_NO_MEMORY;
}

void types_free(struct types *types)
{
	for (size_t i = 0; i < types->count; i++)
		free(types->rows[i].name);
	free(types->rows);
	free(types->by_name);
	free(types->classes);
	free(types->pythons);
	*types = (struct types){ 0 };
}

/* ---- rows ---- */

static uint32_t hash_name(const char *name, enum leak_type_kind kind)
{
	uint32_t hash = 2166136261u ^ (uint32_t)kind;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return hash;
}

static uint32_t add_row(struct types *types, const char *name, enum leak_type_kind kind,
	bool certain)
{
	struct leak_type *grown = array_reserve(types->rows, &types->capacity, types->count + 1,
		sizeof(*types->rows));
	char *copy = strdup(name);

	if (grown)
		types->rows = grown;
	if (!grown || !copy) {
		free(copy);
		types->failed = true;
		return TYPE_NONE;
	}
	types->rows[types->count] = (struct leak_type){ .name = copy,
		.kind = kind,
		.certain = certain,
		.growth_bytes = value_missing(VALUE_PENDING),
		.under_bytes = value_missing(VALUE_ABSENT) };
	return (uint32_t)types->count++;
}

uint32_t types_row(struct types *types, const char *name, enum leak_type_kind kind, bool certain)
{
	uint32_t place = hash_name(name, kind) % NAME_PLACES, row;

	for (; types->by_name[place] != 0; place = (place + 1) % NAME_PLACES) {
		const struct leak_type *type = &types->rows[types->by_name[place] - 1];

		if (type->kind == kind && strcmp(type->name, name) == 0)
			return types->by_name[place] - 1;
	}
	if (types->count >= TYPES_MOST)
		return (uint32_t)types->count - 1;
	row = add_row(types, name, kind, certain);
	if (row != TYPE_NONE)
		types->by_name[place] = row + 1;
	return row;
}

/* ---- what names itself ---- */

typedef bool namer(struct objects *objects, uint64_t pointer, char *name, size_t size);

/* The row of what a pointer says, TYPE_NONE if it says nothing: asked once for most pointers. */
static uint32_t named(struct types *types, struct type_cached *cache, uint64_t pointer,
	enum leak_type_kind kind, namer *ask)
{
	struct type_cached *cached =
		&cache[pointer * UINT64_C(11400714819323198485) >> 32 & (TYPES_CACHED - 1)];
	char name[TYPE_NAME_SIZE];

	if (pointer == 0 || pointer % types->nodes->word != 0)
		return TYPE_NONE;
	if (cached->pointer == pointer)
		return cached->type;
	cached->pointer = pointer;
	cached->type = TYPE_NONE;
	if (ask(types->objects, pointer, name, sizeof(name)))
		cached->type = types_row(types, name, kind, true);
	return cached->type;
}

uint32_t types_class(struct types *types, uint64_t pointer)
{
	return objects_at(types->objects, pointer)
		       ? named(types, types->classes, pointer, LEAK_TYPE_CLASS, cxx_class)
		       : TYPE_NONE;
}

/* A count of references, then the type; behind the collector's two words, where it is watched. */
static uint32_t python_at(struct types *types, const struct specimen *specimen)
{
	for (unsigned at = 0; at <= 2; at += 2) {
		uint64_t references = at + 1 < specimen->word_count ? specimen->words[at] : 0;
		uint32_t type;

		/* Those of what never dies are about 2 to the 30th or 32nd (3.12 on). */
		if (references == 0 || references > UINT64_C(1) << 33)
			continue;
		type = named(types, types->pythons, specimen->words[at + 1], LEAK_TYPE_PYTHON,
			python_type);
		if (type != TYPE_NONE)
			return type;
	}
	return TYPE_NONE;
}

/* ---- what is guessed ---- */

static bool is_text(const struct specimen *specimen)
{
	size_t length = min_size(specimen->length, TEXT_LOOKED), i;

	for (i = 0; i < length && specimen->bytes[i]; i++) {
		unsigned char c = specimen->bytes[i];

		if (c < ' ' && c != '\n' && c != '\t' && c != '\r')
			return false;
		if (c == 0x7f || (c >= 0x80 && c < 0xc2 && i == 0))
			return false;
	}
	return i >= TEXT_LEAST;
}

static bool is_mostly_pointers(struct types *types, const struct specimen *specimen)
{
	unsigned pointers = 0, looked = specimen->word_count;

	for (unsigned i = 0; i < looked; i++)
		if (nodes_near(types->nodes, specimen->words[i]) &&
			nodes_find(types->nodes, specimen->words[i]) != NODE_NONE)
			pointers++;
	return looked > 0 && pointers * 2 >= looked;
}

static uint32_t guess(struct types *types, const struct specimen *specimen)
{
	enum leak_generic generic = leak_generic_of_size(specimen->size);

	if (is_text(specimen))
		generic = LEAK_GENERIC_TEXT;
	else if (is_mostly_pointers(types, specimen))
		generic = LEAK_GENERIC_POINTERS;
	return types_row(types, leak_generic_name(generic),
		generic == LEAK_GENERIC_TEXT       ? LEAK_TYPE_TEXT
		: generic == LEAK_GENERIC_POINTERS ? LEAK_TYPE_POINTERS
						   : LEAK_TYPE_DATA,
		false);
}

uint32_t types_of(struct types *types, const struct specimen *specimen)
{
	uint32_t type =
		specimen->word_count > 0 ? types_class(types, specimen->words[0]) : TYPE_NONE;
	char name[128];

	if (type == TYPE_NONE)
		type = python_at(types, specimen);
	if (type != TYPE_NONE)
		return type;
	if (container_node(types->nodes, types->objects, specimen, name, sizeof(name)))
		return types_row(types, name, LEAK_TYPE_CONTAINER, false);
	return guess(types, specimen);
}
