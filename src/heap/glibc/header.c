/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/glibc/header.h"

#include <string.h>

#define PAGE 4096

/* How far behind the start of its heap an arena stands: by version and word size. */
static bool is_arena_offset(uint64_t offset, size_t word)
{
	return word == 8 ? offset == 0x20 || offset == 0x30 : offset == 0x10 || offset == 0x18;
}

static uint64_t word_at(const unsigned char *header, size_t index, size_t word)
{
	uint64_t wide;
	uint32_t narrow;

	if (word == sizeof(wide)) {
		memcpy(&wide, header + index * word, sizeof(wide));
		return wide;
	}
	memcpy(&narrow, header + index * word, sizeof(narrow));
	return narrow;
}

static bool plausible_size(uint64_t size, uint64_t reserved, uint64_t most)
{
	return size > 0 && size % PAGE == 0 && reserved % PAGE == 0 && size <= reserved &&
	       reserved <= most;
}

bool heap_header_is_glibc(uint64_t address, const unsigned char *header, size_t length)
{
	size_t word = address >> 32 ? 8 : 4;
	uint64_t most = word == 8 ? UINT64_C(64) << 20 : UINT64_C(1) << 20;
	uint64_t arena, previous;

	if (length < 4 * word || address % most)
		return false;
	arena = word_at(header, 0, word);
	previous = word_at(header, 1, word);
	if (!plausible_size(word_at(header, 2, word), word_at(header, 3, word), most) ||
		!is_arena_offset(arena % most, word))
		return false;
	return previous ? previous % most == 0 && arena - arena % most != address
			: arena - arena % most == address;
}
