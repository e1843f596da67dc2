/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/kept_lines.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* Without memory for one more line it is not kept. */
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

struct entry {
	struct kept_line line;
	size_t place; /* in the order that it is in */
	bool is_new;  /* that of the document which is being printed */
	UT_hash_handle hh;
	char bytes[]; /* the text */
};

/* Entries as they were printed; NULL for those that went over to the next order. */
struct order {
	struct entry **at;
	size_t count, capacity;
};

struct kept_lines {
	struct entry *by_key;
	struct order before, now;
	size_t next; /* of before: rows mostly follow one another as they did */
	int16_t widths[KEPT_COLUMNS];
};

struct kept_lines *kept_lines_new(void)
{
	return calloc(1, sizeof(struct kept_lines));
}

int16_t *kept_lines_widths(struct kept_lines *lines)
{
	return lines->widths;
}

/* It is in no order any more. */
static void forget(struct kept_lines *lines, struct entry *entry)
{
	struct order *order = entry->is_new ? &lines->now : &lines->before;

	order->at[entry->place] = NULL;
	HASH_DEL(lines->by_key, entry); /* NOLINT(clang-analyzer-core.NullDereference) */
	free(entry);
}

static void forget_all(struct kept_lines *lines, struct order *order)
{
	for (size_t i = 0; i < order->count; i++)
		if (order->at[i])
			forget(lines, order->at[i]);
	order->count = 0;
}

void kept_lines_free(struct kept_lines *lines)
{
	if (!lines)
		return;
	forget_all(lines, &lines->before);
	forget_all(lines, &lines->now);
	free(lines->before.at);
	free(lines->now.at);
	free(lines);
}

/* False without memory. */
static bool put_in_order(struct kept_lines *lines, struct entry *entry)
{
	struct order *now = &lines->now;
	struct entry **at =
		array_reserve(now->at, &now->capacity, now->count + 1, sizeof(*now->at));

	if (!at)
		return false;
	now->at = at;
	entry->place = now->count;
	entry->is_new = true;
	at[now->count++] = entry;
	return true;
}

static struct entry *find(struct kept_lines *lines, uint64_t key)
{
	const struct order *before = &lines->before;
	struct entry *entry;

	while (lines->next < before->count && !before->at[lines->next])
		lines->next++;
	entry = lines->next < before->count ? before->at[lines->next] : NULL;
	if (!entry || entry->line.key != key)
		HASH_FIND(hh, lines->by_key, &key, sizeof(key), entry);
	return entry;
}

const struct kept_line *kept_lines_find(struct kept_lines *lines, uint64_t key, uint64_t version)
{
	struct entry *entry = find(lines, key);
	size_t place;

	if (!entry || entry->line.version != version || entry->is_new)
		return NULL;
	place = entry->place;
	if (!put_in_order(lines, entry))
		return NULL;
	lines->before.at[place] = NULL;
	return &entry->line;
}

void kept_lines_keep(struct kept_lines *lines, const struct kept_line *line)
{
	struct entry *entry = malloc(sizeof(*entry) + line->text.length), *old;
	struct entry *added = NULL;

	HASH_FIND(hh, lines->by_key, &line->key, sizeof(line->key), old);
	if (entry) {
		memcpy(entry->bytes, line->text.at, line->text.length);
		entry->line = *line;
		entry->line.text.at = entry->bytes;
	}
	if (old)
		forget(lines, old);
	if (entry && put_in_order(lines, entry)) {
		HASH_ADD(hh, lines->by_key, line.key, sizeof(entry->line.key), entry);
		HASH_FIND(hh, lines->by_key, &line->key, sizeof(line->key), added);
		if (!added)
			lines->now.count--;
	}
	if (!added)
		free(entry);
}

void kept_lines_end(struct kept_lines *lines)
{
	struct order swapped;

	forget_all(lines, &lines->before);
	swapped = lines->before;
	lines->before = lines->now;
	lines->now = swapped;
	lines->next = 0;
	for (size_t i = 0; i < lines->before.count; i++)
		if (lines->before.at[i])
			lines->before.at[i]->is_new = false;
}
