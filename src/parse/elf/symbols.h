/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The variables of a program or library by address: .symtab and .dynsym of an ELF file, 32 or 64 bits,
 * of this machine's byte order.  The file is a stranger's: every offset, size and count in it may be
 * a lie, and nothing is read beyond its size.
 *
 *	status = elf_symbols_read(&symbols, &source, limit);
 *	index = elf_symbols_at(&symbols, address - elf_bias(&symbols, mapping_start, mapping_offset));
 *	elf_symbol_name(&symbols, &source, index, name, sizeof(name));
 *	elf_symbols_free(&symbols);
 */
#ifndef MEMTOP_PARSE_ELF_SYMBOLS_H
#define MEMTOP_PARSE_ELF_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#define ELF_NAME_SIZE 4096 /* a longer name is cut */
#define ELF_LOADS     16
#define ELF_NO_SYMBOL SIZE_MAX

/* Where the bytes of the file come from. */
struct elf_source {
	void *context;
	uint64_t size;
	/* False if not all of it could be read.  Asked for nothing beyond size. */
	bool (*read)(void *context, uint64_t offset, void *out, size_t length);
};

struct elf_symbol {
	uint64_t address; /* as the file has it */
	uint64_t size;
	uint64_t name; /* offset in the file */
};

struct elf_symbols {
	struct elf_symbol *rows; /* ascending by address */
	size_t count, capacity;
	bool cut; /* there are more than the limit */
	/* PT_LOAD: what is mapped from where. */
	struct elf_load {
		uint64_t offset, address, file_size, size;
	} loads[ELF_LOADS];
	size_t load_count;
};

/*
 * Reads the symbols of type OBJECT, at most limit of them.  STATUS_MALFORMED if it is no such file;
 * STATUS_NO_MEMORY.  elf_symbols_free() in any case.
 */
enum status elf_symbols_read(struct elf_symbols *symbols, const struct elf_source *source,
	size_t limit);
void elf_symbols_free(struct elf_symbols *symbols);

/* What was added to addresses of the file where it is mapped; false if no part of it is there. */
bool elf_bias(const struct elf_symbols *symbols, uint64_t mapping_start, uint64_t mapping_offset,
	uint64_t page_size, uint64_t *bias);

/* The first address behind all that is mapped of it, bss included; as the file has it. */
uint64_t elf_symbols_end(const struct elf_symbols *symbols);

/* The symbol that holds an address of the file, or ELF_NO_SYMBOL. */
size_t elf_symbols_at(const struct elf_symbols *symbols, uint64_t address);

/* Its name, NUL-terminated, of any bytes.  False if it has none that can be read. */
bool elf_symbol_name(const struct elf_symbols *symbols, const struct elf_source *source,
	size_t index, char *out, size_t size);

#endif
