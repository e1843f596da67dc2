/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The programs and libraries that are mapped, and the names of their variables.  Symbols are read when
 * an object is first asked for one, and only from a file that is what is mapped.
 */
#ifndef MEMTOP_HEAP_LEAKS_ROOTS_OBJECTS_H
#define MEMTOP_HEAP_LEAKS_ROOTS_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heap/memory.h"
#include "parse/elf/symbols.h"

struct object {
	const struct mapping *first; /* its lowest mapping */
	uint64_t low, high;          /* what is mapped of it, bss included */
	bool asked;                  /* for symbols */
	int file;                    /* -1: it cannot be read */
	enum status status;          /* a shortage that it could not be read for */
	uint64_t bias, file_size;
	struct elf_symbols symbols;
};

struct objects {
	struct memory *memory;
	struct object *rows; /* ascending */
	size_t count, capacity;
	size_t symbols_left; /* so many more may be read */
};

/* STATUS_NO_MEMORY.  The memory must last as long.  objects_free() in any case. */
enum status objects_find(struct objects *objects, struct memory *memory);
void objects_free(struct objects *objects);

/* What lacked to read one of them that was asked for a name, or STATUS_OK. */
enum status objects_shortage(const struct objects *objects);

/* The object that is mapped at address, or NULL. */
struct object *objects_at(struct objects *objects, uint64_t address);

/* The symbol that holds address, or ELF_NO_SYMBOL. */
size_t object_symbol(struct objects *objects, struct object *object, uint64_t address);

/* Its name, as the file has it.  False if it cannot be read. */
bool object_symbol_name(struct object *object, size_t symbol, char *out, size_t size);

/*
 * length bytes at address, from memory where they are resident, or from the file where what is mapped
 * cannot differ from it.  False if neither can be.
 */
bool objects_read(struct objects *objects, uint64_t address, void *out, size_t length);

/* A text that ends by NUL, of printable characters, and shorter than size.  False if none is there. */
bool objects_text(struct objects *objects, uint64_t address, char *out, size_t size);

#endif
