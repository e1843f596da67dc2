/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells by one number whether anything of several is another than before. */
#ifndef MEMTOP_BASE_TAG_H
#define MEMTOP_BASE_TAG_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* What it begins with; never 0, which stands for what cannot be told. */
#define TAG_BEGIN UINT64_C(0xcbf29ce484222325)

/* FNV-1a (Fowler, Noll, Vo), of whole numbers. */
static inline uint64_t tag_add(uint64_t tag, uint64_t number)
{
	return (tag ^ number) * UINT64_C(0x100000001b3);
}

static inline uint64_t tag_add_ints(uint64_t tag, const int *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		tag = tag_add(tag, (uint64_t)(int64_t)numbers[i]);
	return tag;
}

/* Eight bytes at a time, and how many there are. */
static inline uint64_t tag_add_text(uint64_t tag, struct text text)
{
	size_t length = text.length;

	while (text.length >= 8)
		tag = tag_add(tag, text_next_eight(&text));
	return tag_add(tag_add(tag, text_last_of_eight(text, 0)), length);
}

static inline uint64_t tag_add_string(uint64_t tag, const char *string)
{
	for (; *string; string++)
		tag = tag_add(tag, (unsigned char)*string);
	return tag_add(tag, 0);
}

#endif
