/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/kernel/slabinfo.h"

#include "base/macros.h"

/* Takes the last word off text. */
static struct text take_last_word(struct text *text)
{
	struct text word;
	size_t start;

	*text = text_trim(*text);
	start = text->length;
	while (start > 0 && text->at[start - 1] != ' ' && text->at[start - 1] != '\t')
		start--;
	word = text_of(text->at + start, text->length - start);
	text->length = start;
	return word;
}

/* "name 1 2 3 4 5": taken from the end, because a name may contain blanks. */
static bool take_objects(struct slab_cache *cache, struct text part)
{
	uint64_t *const numbers[] = {
		&cache->pages_per_slab,
		&cache->objects_per_slab,
		&cache->object_size,
		&cache->objects,
		&cache->active_objects,
	};

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		if (!text_to_number(take_last_word(&part), numbers[i]))
			return false;
	}
	cache->name = text_trim(part);
	return cache->name.length > 0;
}

/* " slabdata 1 2 3" */
static bool take_slabs(struct slab_cache *cache, struct text part)
{
	return text_equals(text_next_word(&part), "slabdata") &&
	       text_next_number(&part, &cache->active_slabs) &&
	       text_next_number(&part, &cache->slabs);
}

/* The line has three parts: objects : tunables : slabdata. */
static bool parse_line(struct slab_cache *cache, struct text line)
{
	static const char mark[] = " : ";
	const char *tunables = memmem(line.at, line.length, mark, sizeof(mark) - 1), *slabs;
	size_t behind;

	if (!tunables)
		return false;
	behind = line.length - (size_t)(tunables + 3 - line.at);
	slabs = memmem(tunables + 3, behind, mark, sizeof(mark) - 1);
	if (!slabs)
		return false;
	return take_objects(cache, text_of(line.at, (size_t)(tunables - line.at))) &&
	       take_slabs(cache, text_of(slabs + 3, line.length - (size_t)(slabs + 3 - line.at)));
}

bool slabinfo_next(struct slab_cache *cache, struct text *rest)
{
	struct text line;

	while (text_next_line(rest, &line)) {
		if (line.length > 0 && line.at[0] != '#' && parse_line(cache, line))
			return true;
	}
	return false;
}
