/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The symbols of a file that calls itself an ELF object: its bytes may be anything. */
#include <string.h>

#include "check.h"
#include "parse/elf/symbols.h"
#include "support/fuzz.h"

#define SYMBOLS_MOST 4096u

struct bytes {
	const uint8_t *at;
	size_t length;
};

/* A question for what is not there is a mistake of the caller, and not answered. */
static bool read_bytes(void *context, uint64_t offset, void *out, size_t length)
{
	const struct bytes *bytes = context;

	CHECK(offset <= bytes->length && length <= bytes->length - offset);
	memcpy(out, bytes->at + offset, length);
	return true;
}

static void check_symbol(const struct elf_symbols *symbols, const struct elf_source *source,
	size_t index)
{
	static char name[ELF_NAME_SIZE];
	const struct elf_symbol *symbol = &symbols->rows[index];
	size_t found;

	if (index > 0)
		CHECK(symbols->rows[index - 1].address <= symbol->address);
	found = elf_symbols_at(symbols, symbol->address);
	CHECK(found != ELF_NO_SYMBOL && symbols->rows[found].address == symbol->address);
	if (elf_symbol_name(symbols, source, index, name, sizeof(name)))
		CHECK(memchr(name, '\0', sizeof(name)) && name[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = { data, size };
	struct elf_source source = { &bytes, size, read_bytes };
	struct elf_symbols symbols;
	uint64_t bias;

	if (elf_symbols_read(&symbols, &source, SYMBOLS_MOST) == STATUS_OK) {
		CHECK(symbols.count <= SYMBOLS_MOST && symbols.load_count <= ELF_LOADS);
		for (size_t i = 0; i < symbols.count; i++)
			check_symbol(&symbols, &source, i);
		elf_bias(&symbols, UINT64_C(0x7f0000000000), 0, 4096, &bias);
		elf_symbols_end(&symbols);
		elf_symbols_at(&symbols, UINT64_MAX);
	}
	elf_symbols_free(&symbols);
	return 0;
}
