/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/heap_sizes.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/i18n.h"
#include "base/macros.h"

#define EXACT_BELOW   65536u
#define EXACT_LOG     16
#define QUARTERS      4
#define ROUGH_CLASSES ((64 - EXACT_LOG) * QUARTERS)

static size_t exact_classes(const struct size_counts *counts)
{
	return EXACT_BELOW / counts->step;
}

static size_t slot_count(const struct size_counts *counts)
{
	return exact_classes(counts) + ROUGH_CLASSES;
}

enum status size_counts_init(struct size_counts *counts, unsigned step)
{
	counts->step = step;
	counts->slots = calloc(slot_count(counts), sizeof(*counts->slots));
	return counts->slots ? STATUS_OK : STATUS_NO_MEMORY;
}

static size_t slot_of(const struct size_counts *counts, uint64_t size)
{
	unsigned log, quarter;

	if (size < EXACT_BELOW)
		return size / counts->step;
	log = 63 - (unsigned)__builtin_clzll(size);
	quarter = size >> (log - 2) & (QUARTERS - 1);
	return exact_classes(counts) + (size_t)(log - EXACT_LOG) * QUARTERS + quarter;
}

static uint64_t slot_bytes(const struct size_counts *counts, size_t slot)
{
	size_t rough;

	if (slot < exact_classes(counts))
		return (uint64_t)slot * counts->step;
	rough = slot - exact_classes(counts);
	return (QUARTERS + (uint64_t)(rough % QUARTERS)) << (EXACT_LOG + rough / QUARTERS - 2);
}

void size_counts_add(struct size_counts *counts, uint64_t size, bool in_use)
{
	struct size_class *slot = &counts->slots[slot_of(counts, size)];

	if (in_use) {
		slot->in_use++;
		slot->in_use_bytes += size;
	} else {
		slot->free++;
		slot->free_bytes += size;
	}
}

enum status size_counts_finish(const struct size_counts *counts, struct size_classes *classes)
{
	size_t used = 0;

	for (size_t i = 0; i < slot_count(counts); i++)
		used += counts->slots[i].in_use + counts->slots[i].free > 0;
	*classes = (struct size_classes){ .rows = array_new(used, sizeof(*classes->rows)) };
	if (!classes->rows)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < slot_count(counts); i++) {
		struct size_class *row = &classes->rows[classes->count];

		if (counts->slots[i].in_use + counts->slots[i].free == 0)
			continue;
		*row = counts->slots[i];
		row->chunk_bytes = slot_bytes(counts, i);
		row->single = i < exact_classes(counts);
		classes->count++;
	}
	return STATUS_OK;
}

void size_counts_free(struct size_counts *counts)
{
	free(counts->slots);
	counts->slots = NULL;
}

void size_classes_free(struct size_classes *classes)
{
	free(classes->rows);
	*classes = (struct size_classes){ 0 };
}

static struct size_change change_of(const struct size_class *before, const struct size_class *now)
{
	struct size_change change = { .now = *now };

	change.in_use = (int64_t)(now->in_use - before->in_use);
	change.free = (int64_t)(now->free - before->free);
	change.in_use_bytes = (int64_t)(now->in_use_bytes - before->in_use_bytes);
	change.free_bytes = (int64_t)(now->free_bytes - before->free_bytes);
	return change;
}

/* The same class without chunks: what the walk that does not have it would say. */
static struct size_class emptied(const struct size_class *row)
{
	return (struct size_class){ .chunk_bytes = row->chunk_bytes, .single = row->single };
}

static int compare_changes(const void *a, const void *b)
{
	const struct size_change *left = a, *right = b;

	return FIRST_DIFFERENCE(COMPARE(right->in_use_bytes, left->in_use_bytes),
		COMPARE(left->now.chunk_bytes, right->now.chunk_bytes));
}

enum status size_classes_diff(struct size_change **rows, size_t *count,
	const struct size_classes *before, const struct size_classes *now)
{
	size_t i = 0, j = 0;

	*count = 0;
	*rows = array_new(before->count + now->count, sizeof(**rows));
	if (!*rows)
		return STATUS_NO_MEMORY;
	while (i < before->count || j < now->count) {
		bool ended = i == before->count;
		bool has_old = !ended && (j == now->count || before->rows[i].chunk_bytes <=
								     now->rows[j].chunk_bytes);
		bool has_new = j < now->count &&
			       (ended || now->rows[j].chunk_bytes <= before->rows[i].chunk_bytes);
		struct size_class old = has_old ? before->rows[i] : emptied(&now->rows[j]);
		struct size_class new = has_new ? now->rows[j] : emptied(&before->rows[i]);

		i += has_old;
		j += has_new;
		(*rows)[(*count)++] = change_of(&old, &new);
	}
	qsort(*rows, *count, sizeof(**rows), compare_changes);
	return STATUS_OK;
}

/* Sizes on 64-bit glibc and libstdc++: the request plus 8, rounded up to 16. */
static const struct {
	uint64_t chunk_bytes;
	const char *text;
} hints[] = {
	{ 32, N_("up to 24 bytes: std::list<int> or std::forward_list node, short string") },
	{ 48, N_("up to 40 bytes: std::map or std::set node with 8 bytes in it") },
	{ 64, N_("up to 56 bytes: std::map node with 24 bytes in it") },
	{ 80, N_("up to 72 bytes: std::set<std::string> node") },
	{ 112, N_("up to 104 bytes: std::map<std::string, std::string> node") },
	{ 480, N_("fopen() stream") },
	{ 560, N_("fopen() stream") },
	{ 592, N_("malloc's cache of one thread (glibc 2.26 to 2.29)") },
	{ 656, N_("malloc's cache of one thread (glibc 2.30 to 2.41)") },
	{ 768, N_("malloc's cache of one thread (glibc 2.42 on)") },
	{ 1040, N_("buffer of a terminal's stream (1 KiB)") },
	{ 4112, N_("buffer of a file's stream (4 KiB)") },
	{ 32832, N_("opendir() stream") },
	{ 72720, N_("libstdc++'s reserve for exceptions (before GCC 13)") },
	{ 73744, N_("libstdc++'s reserve for exceptions (GCC 13 on)") },
};

const char *size_class_hint(uint64_t chunk_bytes, unsigned word)
{
	for (size_t i = 0; word == 8 && i < COUNT_OF(hints); i++) {
		if (hints[i].chunk_bytes == chunk_bytes)
			return _(hints[i].text);
	}
	return NULL;
}
