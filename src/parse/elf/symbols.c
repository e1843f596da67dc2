/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/elf/symbols.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"

#define HEADERS_MOST  65536u /* of sections; of segments the file has 16 bits */
#define BLOCK_SYMBOLS 1024u

struct reading {
	struct elf_symbols *symbols;
	const struct elf_source *source;
	size_t limit;
	bool wide; /* 64 bits */
	uint64_t section_offset, section_count, section_entry;
	uint64_t segment_offset, segment_count, segment_entry;
};

void elf_symbols_free(struct elf_symbols *symbols)
{
	free(symbols->rows);
	*symbols = (struct elf_symbols){ 0 };
}

static bool read_at(const struct reading *reading, uint64_t offset, void *out, uint64_t length)
{
	const struct elf_source *source = reading->source;

	if (offset > source->size || length > source->size - offset)
		return false;
	return length == 0 || source->read(source->context, offset, out, (size_t)length);
}

/* ---- headers ---- */

static bool is_elf(const unsigned char ident[static EI_NIDENT])
{
	static const uint16_t one = 1;
	unsigned char order = *(const unsigned char *)&one ? ELFDATA2LSB : ELFDATA2MSB;

	return memcmp(ident, ELFMAG, SELFMAG) == 0 && ident[EI_DATA] == order &&
	       (ident[EI_CLASS] == ELFCLASS64 || ident[EI_CLASS] == ELFCLASS32);
}

#define TAKE_HEADER(reading, header)                                                               \
	do {                                                                                       \
		(reading)->section_offset = (header).e_shoff;                                      \
		(reading)->section_count = (header).e_shnum;                                       \
		(reading)->section_entry = (header).e_shentsize;                                   \
		(reading)->segment_offset = (header).e_phoff;                                      \
		(reading)->segment_count = (header).e_phnum;                                       \
		(reading)->segment_entry = (header).e_phentsize;                                   \
	} while (0)

static bool read_header(struct reading *reading)
{
	unsigned char ident[EI_NIDENT];
	Elf64_Ehdr wide;
	Elf32_Ehdr narrow;

	if (!read_at(reading, 0, ident, sizeof(ident)) || !is_elf(ident))
		return false;
	reading->wide = ident[EI_CLASS] == ELFCLASS64;
	if (reading->wide) {
		if (!read_at(reading, 0, &wide, sizeof(wide)))
			return false;
		TAKE_HEADER(reading, wide);
		return reading->segment_entry == sizeof(Elf64_Phdr);
	}
	if (!read_at(reading, 0, &narrow, sizeof(narrow)))
		return false;
	TAKE_HEADER(reading, narrow);
	return reading->segment_entry == sizeof(Elf32_Phdr);
}

static bool read_load(const struct reading *reading, uint64_t offset, struct elf_load *load)
{
	Elf64_Phdr wide;
	Elf32_Phdr narrow;

	if (reading->wide) {
		if (!read_at(reading, offset, &wide, sizeof(wide)) || wide.p_type != PT_LOAD)
			return false;
		*load = (struct elf_load){ wide.p_offset, wide.p_vaddr, wide.p_filesz,
			wide.p_memsz };
		return true;
	}
	if (!read_at(reading, offset, &narrow, sizeof(narrow)) || narrow.p_type != PT_LOAD)
		return false;
	*load = (struct elf_load){ narrow.p_offset, narrow.p_vaddr, narrow.p_filesz,
		narrow.p_memsz };
	return true;
}

static void read_loads(const struct reading *reading)
{
	struct elf_symbols *symbols = reading->symbols;

	for (uint64_t i = 0; i < reading->segment_count && symbols->load_count < ELF_LOADS; i++) {
		uint64_t offset = reading->segment_offset + i * reading->segment_entry;

		if (offset < reading->segment_offset)
			return;
		if (read_load(reading, offset, &symbols->loads[symbols->load_count]))
			symbols->load_count++;
	}
}

/* ---- sections ---- */

struct section {
	uint32_t type, link;
	uint64_t offset, size, entry;
};

#define TAKE_SECTION(section, from)                                                                \
	(*(section) = (struct section){ (from).sh_type, (from).sh_link, (from).sh_offset,          \
		 (from).sh_size, (from).sh_entsize })

static bool read_section(const struct reading *reading, uint64_t index, struct section *section)
{
	uint64_t offset = reading->section_offset + index * reading->section_entry;
	Elf64_Shdr wide;
	Elf32_Shdr narrow;

	if (offset < reading->section_offset || index >= reading->section_count)
		return false;
	if (reading->wide) {
		if (reading->section_entry != sizeof(wide) ||
			!read_at(reading, offset, &wide, sizeof(wide)))
			return false;
		TAKE_SECTION(section, wide);
		return true;
	}
	if (reading->section_entry != sizeof(narrow) ||
		!read_at(reading, offset, &narrow, sizeof(narrow)))
		return false;
	TAKE_SECTION(section, narrow);
	return true;
}

/* ---- symbols ---- */

/* A symbol of either class. */
struct any_symbol {
	uint64_t address, size;
	uint32_t name;
	uint16_t section;
	unsigned char info;
};

static struct any_symbol symbol_of(const struct reading *reading, const unsigned char *at)
{
	Elf64_Sym wide;
	Elf32_Sym narrow;

	if (reading->wide) {
		memcpy(&wide, at, sizeof(wide));
		return (struct any_symbol){ wide.st_value, wide.st_size, wide.st_name,
			wide.st_shndx, wide.st_info };
	}
	memcpy(&narrow, at, sizeof(narrow));
	return (struct any_symbol){ narrow.st_value, narrow.st_size, narrow.st_name,
		narrow.st_shndx, narrow.st_info };
}

static enum status add_symbol(const struct reading *reading, const struct any_symbol *symbol,
	const struct section *strings)
{
	struct elf_symbols *symbols = reading->symbols;
	struct elf_symbol *grown;

	if (ELF64_ST_TYPE(symbol->info) != STT_OBJECT || symbol->section == SHN_UNDEF ||
		symbol->address == 0 || symbol->name >= strings->size)
		return STATUS_OK;
	if (symbols->count >= reading->limit) {
		symbols->cut = true;
		return STATUS_OK;
	}
	grown = array_reserve(symbols->rows, &symbols->capacity, symbols->count + 1,
		sizeof(*symbols->rows));
	if (!grown)
		return STATUS_NO_MEMORY;
	symbols->rows = grown;
	symbols->rows[symbols->count++] = (struct elf_symbol){ symbol->address, symbol->size,
		strings->offset + symbol->name };
	return STATUS_OK;
}

/* Whether a section lies in the file; then its end is no overflow either. */
static bool lies_within(const struct reading *reading, const struct section *section)
{
	return section->offset <= reading->source->size &&
	       section->size <= reading->source->size - section->offset;
}

static enum status read_table(const struct reading *reading, const struct section *table)
{
	size_t entry = reading->wide ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	unsigned char block[BLOCK_SYMBOLS * sizeof(Elf64_Sym)];
	struct section strings;
	uint64_t left = table->size / entry, at = table->offset;

	if (table->entry != entry || !lies_within(reading, table) ||
		!read_section(reading, table->link, &strings) || strings.type != SHT_STRTAB ||
		!lies_within(reading, &strings))
		return STATUS_OK;
	while (left > 0 && !reading->symbols->cut) {
		size_t count = (size_t)min_u64(left, BLOCK_SYMBOLS);

		if (!read_at(reading, at, block, count * entry))
			return STATUS_OK;
		for (size_t i = 0; i < count; i++) {
			struct any_symbol symbol = symbol_of(reading, block + i * entry);

			if (add_symbol(reading, &symbol, &strings) != STATUS_OK)
				return STATUS_NO_MEMORY;
		}
		at += count * entry;
		left -= count;
	}
	return STATUS_OK;
}

/* The symbols for the linker name all variables; those for the dynamic linker what others use. */
static enum status read_tables(const struct reading *reading)
{
	bool any = false;

	for (unsigned pass = 0; pass < 2 && !any; pass++) {
		for (uint64_t i = 0; i < min_u64(reading->section_count, HEADERS_MOST); i++) {
			struct section section;

			if (!read_section(reading, i, &section))
				break;
			if (section.type != (pass == 0 ? SHT_SYMTAB : SHT_DYNSYM))
				continue;
			any = true;
			if (read_table(reading, &section) != STATUS_OK)
				return STATUS_NO_MEMORY;
		}
	}
	return STATUS_OK;
}

static int compare(const void *a, const void *b)
{
	const struct elf_symbol *x = a, *y = b;

	/* Of several at one place the largest is the variable. */
	return FIRST_DIFFERENCE(COMPARE(x->address, y->address), COMPARE(x->size, y->size));
}

enum status elf_symbols_read(struct elf_symbols *symbols, const struct elf_source *source,
	size_t limit)
{
	struct reading reading = { .symbols = symbols, .source = source, .limit = limit };
	enum status status;

	*symbols = (struct elf_symbols){ 0 };
	if (!read_header(&reading))
		return STATUS_MALFORMED;
	read_loads(&reading);
	status = read_tables(&reading);
	if (symbols->count > 0)
		qsort(symbols->rows, symbols->count, sizeof(*symbols->rows), compare);
	return status;
}

/* ---- looking up ---- */

bool elf_bias(const struct elf_symbols *symbols, uint64_t mapping_start, uint64_t mapping_offset,
	uint64_t page_size, uint64_t *bias)
{
	for (size_t i = 0; i < symbols->load_count; i++) {
		const struct elf_load *load = &symbols->loads[i];
		uint64_t offset = load->offset & ~(page_size - 1);

		if (mapping_offset < offset ||
			mapping_offset - offset >= load->file_size + page_size)
			continue;
		*bias = mapping_start -
			((load->address & ~(page_size - 1)) + mapping_offset - offset);
		return true;
	}
	return false;
}

uint64_t elf_symbols_end(const struct elf_symbols *symbols)
{
	uint64_t end = 0;

	for (size_t i = 0; i < symbols->load_count; i++)
		end = max_u64(end, symbols->loads[i].address + symbols->loads[i].size);
	return end;
}

size_t elf_symbols_at(const struct elf_symbols *symbols, uint64_t address)
{
	size_t end;

	LOWER_BOUND(end, symbols->count, symbols->rows[end].address <= address);
	if (end == 0 ||
		address - symbols->rows[end - 1].address >= max_u64(symbols->rows[end - 1].size, 1))
		return ELF_NO_SYMBOL;
	return end - 1;
}

bool elf_symbol_name(const struct elf_symbols *symbols, const struct elf_source *source,
	size_t index, char *out, size_t size)
{
	const struct reading reading = { .source = source };
	uint64_t at = symbols->rows[index].name, length;

	if (at >= source->size || size < 2)
		return false;
	length = min_u64(source->size - at, size - 1);
	if (!read_at(&reading, at, out, length))
		return false;
	out[length] = '\0';
	return out[0] != '\0';
}
