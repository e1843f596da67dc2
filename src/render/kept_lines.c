/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/kept_lines.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* The lines of one document in their order. */
struct kept_page {
	struct kept_line *lines;
	size_t count, capacity;
	char *text;
	size_t length, room;
};

/* Where in the document before a key is: made when a row does not follow the one that it followed there. */
struct key_index {
	uint32_t *places; /* + 1; 0: none */
	size_t size;      /* a power of two */
	bool is_made;
};

struct kept_lines {
	struct kept_page before, now;
	size_t next; /* of before: rows mostly follow one another as they did */
	struct key_index index;
	int16_t widths[KEPT_COLUMNS];
};

struct kept_lines *kept_lines_new(void)
{
	return calloc(1, sizeof(struct kept_lines));
}

void kept_lines_free(struct kept_lines *lines)
{
	if (!lines)
		return;
	free(lines->before.lines);
	free(lines->before.text);
	free(lines->now.lines);
	free(lines->now.text);
	free(lines->index.places);
	free(lines);
}

int16_t *kept_lines_widths(struct kept_lines *lines)
{
	return lines->widths;
}

/* ---- finding ---- */

/* Multiplied by 2^64 divided by the golden ratio, neighbours are far apart (Knuth 6.4). */
static size_t first_slot(const struct key_index *index, uint64_t key)
{
	return (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (index->size - 1);
}

/* Without memory nothing is found by it. */
static void make_index(struct key_index *index, const struct kept_page *page)
{
	index->is_made = true;
	while (index->size < page->count * 2 || index->size == 0) {
		free(index->places);
		index->places = NULL;
		index->size = index->size ? index->size * 2 : 64;
	}
	if (!index->places)
		index->places = calloc(index->size, sizeof(*index->places));
	else
		memset(index->places, 0, index->size * sizeof(*index->places));
	for (size_t i = 0; index->places && i < page->count; i++) {
		size_t slot = first_slot(index, page->lines[i].key);

		while (index->places[slot])
			slot = (slot + 1) & (index->size - 1);
		index->places[slot] = (uint32_t)i + 1;
	}
}

/* Its place in the document before, or the number of lines there. */
static size_t place_of(struct kept_lines *lines, uint64_t key)
{
	struct key_index *index = &lines->index;

	if (!index->is_made)
		make_index(index, &lines->before);
	if (!index->places)
		return lines->before.count;
	for (size_t slot = first_slot(index, key); index->places[slot];
		slot = (slot + 1) & (index->size - 1))
		if (lines->before.lines[index->places[slot] - 1].key == key)
			return index->places[slot] - 1;
	return lines->before.count;
}

const struct kept_line *kept_lines_find(struct kept_lines *lines, uint64_t key, uint64_t version)
{
	const struct kept_page *before = &lines->before;
	size_t place = lines->next;

	if (place >= before->count || before->lines[place].key != key) {
		place = place_of(lines, key);
		if (place == before->count)
			return NULL;
	}
	lines->next = place + 1;
	return before->lines[place].version == version ? &before->lines[place] : NULL;
}

/* ---- keeping ---- */

/* False without memory. */
static bool make_room(struct kept_page *page, size_t count, size_t length)
{
	struct kept_line *lines =
		array_reserve(page->lines, &page->capacity, page->count + count, sizeof(*lines));
	char *text;

	if (!lines)
		return false;
	page->lines = lines;
	text = array_reserve(page->text, &page->room, page->length + length, 1);
	if (!text)
		return false;
	page->text = text;
	return page->count + count < UINT32_MAX;
}

/* There is room for them. */
static void append(struct kept_page *page, const struct kept_line *first, size_t count,
	struct text text)
{
	struct kept_line *to = page->lines + page->count;

	for (size_t i = 0; i < count; i++) {
		to[i] = first[i];
		to[i].start = page->length + (first[i].start - first->start);
	}
	memcpy(page->text + page->length, text.at, text.length);
	page->count += count;
	page->length += text.length;
}

struct text kept_lines_again(struct kept_lines *lines, const struct kept_line *first, size_t count)
{
	const struct kept_line *last = &first[count - 1];
	const struct text text = text_of(lines->before.text + first->start,
		last->start + last->length - first->start);

	if (make_room(&lines->now, count, text.length))
		append(&lines->now, first, count, text);
	return text;
}

void kept_lines_keep(struct kept_lines *lines, const struct kept_line *line, struct text text)
{
	struct kept_line kept = *line;

	kept.start = 0;
	kept.length = text.length;
	if (make_room(&lines->now, 1, text.length))
		append(&lines->now, &kept, 1, text);
}

void kept_lines_end(struct kept_lines *lines)
{
	const struct kept_page page = lines->before;

	lines->before = lines->now;
	lines->now = page;
	lines->now.count = lines->now.length = 0;
	lines->next = 0;
	lines->index.is_made = false;
}
