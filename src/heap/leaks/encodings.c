/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/encodings.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"

#define WANTED_MOST  4096u
#define TABLE_BITS   16u
#define TABLE_SIZE   (1u << TABLE_BITS)
#define BY_CHANCE    8u  /* a form that finds so many times what chance does is believed */
#define MANY         32u /* a form that chance can find is believed only of so many, and of most */
#define LOW_BITS     UINT64_C(0xffffffffffff)
#define ALIGNED      UINT64_C(15)
#define NARROW_LEAST 4096u /* smaller numbers are everywhere */
#define COMBINED     8u    /* words of a chunk that are looked at */
#define DISTINCT     4u
#define DISTINCT_MAX 64u

/* Forms that chance finds as good as never come first; then those of 32 bits. */
enum form { FORM_MISALIGNED, FORM_HIGH_TAG, FORM_SHIFTED, FORM_SWAPPED, FORM_NARROW, FORM_COUNT };

/* A chunk that stands for its component. */
struct wanted {
	uint64_t address, bytes; /* of the component */
	uint32_t forms;          /* that were found, a bit each */
};

/* From a value to what it stands for: index + 1, with CONTROL for an address that is none. */
struct encoding_table {
	uint64_t *values;
	uint32_t *rows;
};

#define CONTROL 0x80000000u

struct search {
	struct leak_look *look;
	struct wanted *wanted;
	size_t count;
	uint64_t candidates; /* of which the wanted are a sample */
	struct encoding_table whole, narrow;
	uint64_t found[FORM_COUNT], control[FORM_COUNT];
};

/* ---- tables ---- */

static size_t place_of(uint64_t value)
{
	return value * UINT64_C(11400714819323198485) >> (64 - TABLE_BITS);
}

static void put(struct encoding_table *table, uint64_t value, uint32_t row)
{
	size_t place = place_of(value);

	while (table->rows[place] != 0 && table->values[place] != value)
		place = (place + 1) % TABLE_SIZE;
	if (table->rows[place] != 0)
		return;
	table->values[place] = value;
	table->rows[place] = row;
}

static uint32_t get(const struct encoding_table *table, uint64_t value)
{
	size_t place = place_of(value);

	while (table->rows[place] != 0 && table->values[place] != value)
		place = (place + 1) % TABLE_SIZE;
	return table->rows[place];
}

static enum status open_table(struct encoding_table *table)
{
	table->values = calloc(TABLE_SIZE, sizeof(*table->values));
	table->rows = calloc(TABLE_SIZE, sizeof(*table->rows));
	return table->values && table->rows ? STATUS_OK : STATUS_NO_MEMORY;
}

static void close_table(struct encoding_table *table)
{
	free(table->values);
	free(table->rows);
}

/* ---- what is looked for ---- */

/* As the JVM, V8 and others make 32 bits of an address: its low part, or a distance in 8 or 16 bytes. */
static void put_narrow(struct search *search, uint64_t address, uint32_t row)
{
	uint64_t low = search->look->nodes.low;

	put(&search->narrow, (uint32_t)address, row);
	put(&search->narrow, (uint32_t)(address >> 3), row);
	put(&search->narrow, (uint32_t)(address >> 4), row);
	put(&search->narrow, (uint32_t)((address - low) >> 3), row);
	put(&search->narrow, (uint32_t)((address - low) >> 4), row);
}

static void want(struct search *search, struct components *components, uint32_t rank)
{
	const struct nodes *nodes = &search->look->nodes;
	uint32_t node = rankset_node(&components->residual->set, rank);
	uint64_t address = node_memory(nodes, node).address;
	uint32_t row = (uint32_t)++search->count;

	search->wanted[row - 1] =
		(struct wanted){ .address = address, .bytes = component_bytes(components, rank) };
	put(&search->whole, address, row);
	put(&search->whole, address + nodes->word, CONTROL | row);
	if (nodes->word < 8)
		return;
	put_narrow(search, address, row);
	/*
	 * The place where the next chunk's header is, or inside: the address of no chunk, but close, so
	 * that memory full of small numbers has the one as often as the other.
	 */
	put_narrow(search, address + ALIGNED + 1, CONTROL | row);
}

/* All that stand for their components, or as many as can be looked for, evenly. */
static enum status choose(struct search *search, struct components *components)
{
	uint32_t count = components->residual->set.count;
	uint64_t step, seen = 0;

	for (uint32_t rank = 0; rank < count; rank++)
		search->candidates += component_is_chosen(components, rank);
	step = (search->candidates + WANTED_MOST - 1) / WANTED_MOST;
	search->wanted =
		calloc(min_u64(search->candidates, WANTED_MOST) + 1, sizeof(*search->wanted));
	if (!search->wanted)
		return STATUS_NO_MEMORY;
	for (uint32_t rank = 0; rank < count; rank++)
		if (component_is_chosen(components, rank) && seen++ % step == 0)
			want(search, components, rank);
	return STATUS_OK;
}

/* ---- looking ---- */

static void note(struct search *search, const struct encoding_table *table, uint64_t value,
	enum form form)
{
	uint32_t row = get(table, value);

	if (row == 0)
		return;
	if (row & CONTROL) {
		search->control[form]++;
		return;
	}
	search->found[form]++;
	search->wanted[row - 1].forms |= 1u << form;
}

static inline bool is_near(const struct search *search, uint64_t value)
{
	return nodes_near(&search->look->nodes, value);
}

static void look_aligned(struct search *search, uint64_t word)
{
	uint64_t low = word & LOW_BITS;

	if (word != low && is_near(search, low))
		note(search, &search->whole, low & ~ALIGNED, FORM_HIGH_TAG);
	if (is_near(search, word >> 16))
		note(search, &search->whole, word >> 16 & ~ALIGNED, FORM_SHIFTED);
	if (is_near(search, __builtin_bswap64(word)))
		note(search, &search->whole, __builtin_bswap64(word), FORM_SWAPPED);
	/* Half of a plain pointer is not looked at: it would be found with it. */
	if (is_near(search, word))
		return;
	if ((uint32_t)word > NARROW_LEAST)
		note(search, &search->narrow, (uint32_t)word, FORM_NARROW);
	if (word >> 32 > NARROW_LEAST)
		note(search, &search->narrow, word >> 32, FORM_NARROW);
}

static void look_at_words(struct search *search, const uint8_t *bytes, size_t length)
{
	uint64_t word, next = 0;

	if (length < 8)
		return;
	memcpy(&word, bytes, sizeof(word));
	for (size_t at = 0; at + 8 <= length; at += 8, word = next) {
		look_aligned(search, word);
		if (at + 16 > length)
			return;
		memcpy(&next, bytes + at + 8, sizeof(next));
		if (word == 0 && next == 0)
			continue;
		for (unsigned shift = 8; shift < 64; shift += 8) {
			uint64_t across = word >> shift | next << (64 - shift);

			if (is_near(search, across))
				note(search, &search->whole, across, FORM_MISALIGNED);
		}
	}
}

/* In a process of 32 bits an address has no room for tags: only what is packed or swapped is. */
static void look_at_narrow_words(struct search *search, const uint8_t *bytes, size_t length)
{
	for (size_t at = 0; at + 4 <= length; at++) {
		uint32_t word;

		memcpy(&word, bytes + at, sizeof(word));
		if (at % 4 == 0)
			note(search, &search->whole, __builtin_bswap32(word), FORM_SWAPPED);
		else if (is_near(search, word))
			note(search, &search->whole, word, FORM_MISALIGNED);
	}
}

static void look_at_piece(void *context, uint64_t address, const uint8_t *bytes, size_t length)
{
	struct search *search = context;

	(void)address;
	if (search->look->nodes.word == 8)
		look_at_words(search, bytes, length);
	else
		look_at_narrow_words(search, bytes, length);
}

static enum status look_everywhere(struct search *search)
{
	struct leak_look *look = search->look;
	struct resident *resident = &look->marker.resident;
	enum status status = STATUS_OK;

	for (size_t i = 0; i < look->roots.count && status == STATUS_OK; i++) {
		const struct root *root = &look->roots.rows[i];

		resident->anonymous_only = root->anonymous_only;
		status = resident_each(resident, root->from, root->to, look_at_piece, search);
	}
	resident->anonymous_only = false;
	for (size_t i = 0; i < look->nodes.stretch_count && status == STATUS_OK; i++)
		status = resident_each(resident, align_down(look->nodes.stretches[i].base, 8),
			look->nodes.stretches[i].end, look_at_piece, search);
	for (size_t i = 0; i < look->nodes.mapped_count && status == STATUS_OK; i++)
		status = resident_each(resident, look->nodes.mapped[i].memory,
			look->nodes.mapped[i].memory + look->nodes.mapped[i].size, look_at_piece,
			search);
	return status;
}

/* ---- two addresses combined ---- */

/*
 * A doubly linked list may keep one word for both neighbours, the one address XOR the other.  It looks
 * like a multiple of the alignment that is no larger than the heap, another one in nearly each chunk;
 * in a list whose chunks were made one after the other the neighbour's address turns it into that of
 * a chunk.
 */
struct combined {
	uint64_t like, neighbour; /* chunks with such a word; with a neighbour that it fits */
	uint64_t values[DISTINCT_MAX];
	size_t distinct;
};

static bool is_start(struct nodes *nodes, uint64_t address)
{
	uint32_t node = nodes_near(nodes, address) ? nodes_find(nodes, address) : NODE_NONE;

	return node != NODE_NONE && node_memory(nodes, node).address == address;
}

static bool fits_neighbour(struct nodes *nodes, uint64_t address, uint64_t word)
{
	uint64_t at = address;

	for (unsigned i = 0; i < 2; i++) {
		/* The byte before a chunk is the last of the one before it. */
		uint32_t other = nodes_find(nodes, at - 1);

		if (other == NODE_NONE || node_is_mapped(nodes, other))
			break;
		at = node_memory(nodes, other).address;
		if (at != address && (at ^ word) != address && is_start(nodes, at ^ word))
			return true;
	}
	return false;
}

static void note_value(struct combined *combined, uint64_t value)
{
	for (size_t i = 0; i < combined->distinct; i++)
		if (combined->values[i] == value)
			return;
	if (combined->distinct < DISTINCT_MAX)
		combined->values[combined->distinct++] = value;
}

static void look_combined(struct search *search, struct combined *combined, unsigned word)
{
	struct nodes *nodes = &search->look->nodes;
	uint64_t span = nodes->high - nodes->low;

	for (size_t i = 0; i < search->count; i++) {
		uint64_t address = search->wanted[i].address, value;

		if (!memory_word(&search->look->memory, address + (uint64_t)word * nodes->word,
			    &value) ||
			value == 0 || (value & ALIGNED) != 0 || value / 2 > span ||
			is_near(search, value))
			continue;
		combined->like++;
		note_value(combined, value);
		combined->neighbour += fits_neighbour(nodes, address, value);
	}
}

static bool is_combined(struct search *search)
{
	for (unsigned word = 0; word < COMBINED; word++) {
		struct combined combined = { 0 };

		if (search->count < MANY)
			return false;
		look_combined(search, &combined, word);
		if (combined.neighbour * 2 >= search->count && combined.distinct >= DISTINCT)
			return true;
		if (combined.like * 10 >= search->count * 9 &&
			combined.distinct >= min_u64(search->count / 2, DISTINCT_MAX))
			return true;
	}
	return false;
}

/* ---- what it comes to ---- */

/* Which forms are believed, as bits. */
static uint32_t believed(const struct search *search)
{
	uint32_t forms = 0;

	for (enum form form = 0; form < FORM_COUNT; form++) {
		bool strong = form < FORM_NARROW;

		if (search->found[form] <= search->control[form] * BY_CHANCE)
			continue;
		if (strong || search->found[form] >= max_u64(MANY, search->count / 2))
			forms |= 1u << form;
	}
	return forms;
}

static void conclude(struct search *search, struct encoded *encoded, uint64_t all)
{
	uint32_t forms = believed(search);
	bool most;

	encoded->tried = search->count;
	for (size_t i = 0; i < search->count; i++) {
		if (!(search->wanted[i].forms & forms))
			continue;
		encoded->found++;
		encoded->bytes += search->wanted[i].bytes;
	}
	/* Of a sample, or where most are, the rest is taken to be like it. */
	most = encoded->found * 2 >= encoded->tried && encoded->found > 0;
	if (most || is_combined(search))
		encoded->bytes = all;
	else if (search->candidates > search->count)
		encoded->bytes =
			(uint64_t)((double)all * (double)encoded->found / (double)encoded->tried);
	encoded->bytes = min_u64(encoded->bytes, all);
}

enum status encodings_search(struct encoded *encoded, struct leak_look *look,
	struct components *components)
{
	struct search search = { .look = look };
	enum status status = open_table(&search.whole);

	*encoded = (struct encoded){ 0 };
	if (status == STATUS_OK)
		status = open_table(&search.narrow);
	if (status == STATUS_OK)
		status = choose(&search, components);
	if (status == STATUS_OK && search.count > 0)
		status = look_everywhere(&search);
	if (status == STATUS_OK)
		conclude(&search, encoded, components->bytes);
	close_table(&search.whole);
	close_table(&search.narrow);
	free(search.wanted);
	return status;
}
