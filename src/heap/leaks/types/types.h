/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a chunk is, by what is in it: an object of a C++ class or of Python says so itself; nodes of
 * containers, text and arrays of pointers are told by their pattern, which is a guess.
 */
#ifndef MEMTOP_HEAP_LEAKS_TYPES_TYPES_H
#define MEMTOP_HEAP_LEAKS_TYPES_TYPES_H

#include "heap/leaks/graph/nodes.h"
#include "heap/leaks/roots/objects.h"
#include "sample/leak_report.h"

#define TYPE_WORDS     16u /* so many of a chunk are looked at */
#define TYPE_NAME_SIZE 4096u
#define TYPE_NONE      UINT32_MAX
#define TYPES_MOST     8192u

/* The start of a chunk. */
struct specimen {
	uint64_t words[TYPE_WORDS]; /* pointer-sized each */
	unsigned word_count;
	const uint8_t *bytes;
	size_t length;
	uint64_t address; /* of the program's memory */
	uint64_t size;    /* of the chunk, with its header */
};

struct type_cached {
	uint64_t pointer;
	uint32_t type;
};

#define TYPES_CACHED (1u << 14)

struct types {
	struct nodes *nodes;
	struct objects *objects;
	struct leak_type *rows;
	size_t count, capacity;
	bool failed;                           /* there was no memory for one of them */
	uint32_t *by_name;                     /* open hashing: 0: free, else index + 1 */
	struct type_cached *classes, *pythons; /* what pointers were found to be */
};

/* STATUS_NO_MEMORY.  Nodes and objects must last as long.  types_free() in any case. */
enum status types_open(struct types *types, struct nodes *nodes, struct objects *objects);
void types_free(struct types *types);

/* The index of its row, or TYPE_NONE without memory. */
uint32_t types_of(struct types *types, const struct specimen *specimen);

/* The row of the class whose vtable a pointer leads into, TYPE_NONE: it is none. */
uint32_t types_class(struct types *types, uint64_t pointer);

/* The row of that name and kind, made if need be; the last row once there are too many. */
uint32_t types_row(struct types *types, const char *name, enum leak_type_kind kind, bool certain);

/*
 * Each gives the name of what a pointer leads to.  False: it is none.
 * cxx: the class of whose vtable it is the address point; python: the type object.
 */
bool cxx_class(struct objects *objects, uint64_t vtable, char *name, size_t size);
bool python_type(struct objects *objects, uint64_t type, char *name, size_t size);

/* The node of a container of the C++ library, by its pattern. */
bool container_node(struct nodes *nodes, struct objects *objects, const struct specimen *specimen,
	char *name, size_t size);

#endif
