/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Symbols by address: of this very program, and of files that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/macros.h"
#include "parse/elf/symbols.h"

#define MANY 100000u

/* What is looked for; not static, so that it has a symbol wherever the program has any. */
extern int a_variable_with_a_name[7];
int a_variable_with_a_name[7] = { 1 };

struct image {
	unsigned char *bytes;
	size_t length;
};

static bool read_image(void *context, uint64_t offset, void *out, size_t length)
{
	const struct image *image = context;

	assert_true(offset <= image->length && length <= image->length - offset);
	memcpy(out, image->bytes + offset, length);
	return true;
}

static void read_self(struct image *image)
{
	int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat stat;

	assert_true(file >= 0);
	assert_int_equal(fstat(file, &stat), 0);
	image->length = (size_t)stat.st_size;
	image->bytes = malloc(image->length);
	assert_non_null(image->bytes);
	assert_int_equal(read(file, image->bytes, image->length), image->length);
	close(file);
}

static enum status read_symbols(struct elf_symbols *symbols, struct image *image)
{
	struct elf_source source = { image, image->length, read_image };

	return elf_symbols_read(symbols, &source, MANY);
}

/* Where the program itself is mapped: the first object of the dynamic linker's list. */
static int note_base(struct dl_phdr_info *info, size_t size, void *context)
{
	(void)size;
	*(uint64_t *)context = info->dlpi_addr;
	return 1;
}

static void a_variable_has_its_name(void **state)
{
	struct elf_symbols symbols;
	struct image image;
	struct elf_source source = { &image, 0, read_image };
	uint64_t base = 0, address;
	char name[ELF_NAME_SIZE];
	size_t symbol;

	(void)state;
	read_self(&image);
	source.size = image.length;
	assert_int_equal(read_symbols(&symbols, &image), STATUS_OK);
	dl_iterate_phdr(note_base, &base);
	address = (uint64_t)(uintptr_t)&a_variable_with_a_name[6] - base;
	symbol = elf_symbols_at(&symbols, address);
	assert_int_not_equal(symbol, ELF_NO_SYMBOL);
	assert_true(elf_symbol_name(&symbols, &source, symbol, name, sizeof(name)));
	assert_string_equal(name, "a_variable_with_a_name");
	assert_true(elf_symbols_end(&symbols) > address);
	/* What is behind it is another one, or none. */
	assert_int_not_equal(elf_symbols_at(&symbols, address + sizeof(int)), symbol);
	elf_symbols_free(&symbols);
	free(image.bytes);
}

/* A short buffer gets a short name. */
static void a_name_is_cut(void **state)
{
	struct elf_symbols symbols;
	struct image image;
	struct elf_source source = { &image, 0, read_image };
	char name[4];

	(void)state;
	read_self(&image);
	source.size = image.length;
	assert_int_equal(read_symbols(&symbols, &image), STATUS_OK);
	assert_true(symbols.count > 0);
	for (size_t i = 0; i < symbols.count; i++)
		if (elf_symbol_name(&symbols, &source, i, name, sizeof(name)))
			assert_true(strlen(name) < sizeof(name));
	elf_symbols_free(&symbols);
	free(image.bytes);
}

static void a_file_that_is_no_object(void **state)
{
	static unsigned char texts[][64] = { "", "\177ELF", "#!/bin/sh\n", "\177ELF\2\1\1" };
	struct elf_symbols symbols;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct image image = { texts[i], sizeof(texts[i]) };

		assert_int_equal(read_symbols(&symbols, &image), STATUS_MALFORMED);
		elf_symbols_free(&symbols);
	}
}

/* Every offset, size and count of its headers is a lie in turn; read_image() sees what is asked for. */
static void a_file_that_lies(void **state)
{
	static const uint64_t lies[] = { 0, 1, UINT64_C(1) << 31, UINT64_MAX, UINT64_MAX - 63 };
	struct elf_symbols symbols;
	struct image image;

	(void)state;
	read_self(&image);
	for (size_t at = 16; at + 8 <= sizeof(Elf64_Ehdr); at += 2) {
		for (size_t i = 0; i < COUNT_OF(lies); i++) {
			unsigned char kept[8];

			memcpy(kept, image.bytes + at, sizeof(kept));
			memcpy(image.bytes + at, &lies[i], sizeof(kept));
			read_symbols(&symbols, &image);
			elf_symbols_free(&symbols);
			memcpy(image.bytes + at, kept, sizeof(kept));
		}
	}
	/* Cut anywhere, too. */
	for (size_t length = image.length; length > 0; length -= length / 8 + 1) {
		struct image cut = { image.bytes, length };

		read_symbols(&symbols, &cut);
		elf_symbols_free(&symbols);
	}
	free(image.bytes);
}

static void what_was_added_to_addresses(void **state)
{
	struct elf_symbols symbols = { .loads = { { 0, 0x400000, 0x1800, 0x1800 },
					       { 0x2e10, 0x403e10, 0x200, 0x900 } },
		.load_count = 2 };
	uint64_t bias = 1;

	(void)state;
	assert_true(elf_bias(&symbols, 0x400000, 0, 4096, &bias));
	assert_int_equal(bias, 0);
	assert_true(elf_bias(&symbols, 0x555555000000, 0, 4096, &bias));
	assert_int_equal(bias, 0x555555000000 - 0x400000);
	assert_int_equal(elf_symbols_end(&symbols), 0x404710);
	assert_false(elf_bias(&symbols, 0x555555000000, 0x900000, 4096, &bias));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_variable_has_its_name),
		cmocka_unit_test(a_name_is_cut),
		cmocka_unit_test(a_file_that_is_no_object),
		cmocka_unit_test(a_file_that_lies),
		cmocka_unit_test(what_was_added_to_addresses),
	};

	return cmocka_run_group_tests_name("parse/elf", tests, NULL, NULL);
}
