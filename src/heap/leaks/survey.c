/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/survey.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "heap/leaks/owners.h"
#include "heap/leaks/roots/holder_names.h"

#define SAMPLE_MOST (200u << 10) /* chunks */
#define LARGE       (64u << 10)  /* such chunks are all in the sample */
#define PAIRS       (1u << 15)

/* So much of what a label's set holds is of a type. */
struct pair {
	uint32_t key; /* label and type; 0: free */
	uint64_t bytes, chunks;
};

struct total {
	uint64_t bytes, chunks;
};

struct survey {
	struct leak_look *look;
	struct node_block *block;
	struct types types;
	struct total *labels; /* by label */
	struct pair *pairs;   /* open hashing */
	size_t pair_count;
	uint64_t sampled;
	unsigned shift, lost_shift; /* of what is reachable, and of what is not */
};

/* ---- the sample ---- */

static bool is_chosen(uint64_t address, unsigned shift)
{
	uint64_t page = address / MEMORY_UNIT;

	return shift == 0 || page * UINT64_C(11400714819323198485) >> (64 - shift) == 0;
}

static unsigned shift_for(uint64_t chunks)
{
	unsigned shift = 0;

	while (chunks >> shift > SAMPLE_MOST)
		shift++;
	return shift;
}

static void take_words(struct survey *survey, struct specimen *specimen)
{
	unsigned word = survey->look->nodes.word;
	size_t count = min_size(specimen->length / word, TYPE_WORDS);

	for (size_t i = 0; i < count; i++)
		specimen->words[i] =
			memory_decode(&survey->look->memory, specimen->bytes + i * word);
	specimen->word_count = (unsigned)count;
}

struct piece {
	uint8_t bytes[TYPE_WORDS * 8];
	size_t length;
};

/* The start of a node's memory, as far as it is looked at. */
static void read_start(struct survey *survey, uint32_t node, struct piece *piece,
	struct specimen *specimen)
{
	struct node_block *block = survey->block;
	bool mapped = node_is_mapped(block->nodes, node);
	struct node_memory memory =
		mapped ? node_memory(block->nodes, node) : block_node(block, node);
	uint64_t length = min_u64(memory.size, sizeof(piece->bytes));

	if (mapped || memory.address + length > block->to) {
		/* What can no longer be read looks like what is not resident. */
		if (resident_copy(block->resident, memory.address, piece->bytes, (size_t)length) !=
			STATUS_OK)
			memset(piece->bytes, 0, (size_t)length);
	} else if (length > 0) {
		memcpy(piece->bytes, block_at(block, memory.address, memory.address + length),
			(size_t)length);
	}
	specimen->bytes = piece->bytes;
	specimen->length = (size_t)length;
	specimen->address = memory.address;
	take_words(survey, specimen);
}

static void count_pair(struct survey *survey, uint32_t label, uint32_t type, struct total more)
{
	uint32_t key = label << 16 | (type + 1), place = key * 2654435761u % PAIRS;

	for (; survey->pairs[place].key != 0 && survey->pairs[place].key != key;
		place = (place + 1) % PAIRS)
		;
	if (survey->pairs[place].key == 0) {
		if (survey->pair_count > PAIRS / 4 * 3)
			return;
		survey->pair_count++;
	}
	survey->pairs[place].key = key;
	survey->pairs[place].bytes += more.bytes;
	survey->pairs[place].chunks += more.chunks;
}

static void classify(struct survey *survey, uint32_t node, uint64_t bytes, bool lost)
{
	unsigned shift = bytes >= LARGE ? 0 : survey->shift;
	unsigned lost_shift = bytes >= LARGE ? 0 : survey->lost_shift;
	struct specimen specimen = { .size = bytes };
	struct leak_type *type;
	struct piece piece;
	uint32_t row;

	read_start(survey, node, &piece, &specimen);
	row = types_of(&survey->types, &specimen);
	if (row == TYPE_NONE)
		return;
	survey->sampled++;
	type = &survey->types.rows[row];
	if (lost && is_chosen(specimen.address, lost_shift))
		type->unreachable_bytes += bytes << lost_shift;
	if (!is_chosen(specimen.address, shift))
		return;
	type->bytes += bytes << shift;
	type->chunks += UINT64_C(1) << shift;
	if (!lost && survey->look->holders.labels)
		count_pair(survey, holders_get(&survey->look->holders, node), row,
			(struct total){ bytes << shift, UINT64_C(1) << shift });
}

static bool is_sampled(const struct survey *survey, uint64_t address, uint64_t bytes, bool lost)
{
	unsigned shift =
		lost && survey->lost_shift < survey->shift ? survey->lost_shift : survey->shift;

	return bytes >= LARGE || is_chosen(address, shift);
}

static void survey_node(struct survey *survey, uint32_t node, uint64_t address, uint64_t bytes)
{
	const struct leak_look *look = survey->look;
	bool lost = !(look->nodes.state[node] & NODE_MARKED);

	if (!lost && look->holders.labels) {
		struct total *total = &survey->labels[holders_get(&look->holders, node)];

		total->bytes += bytes;
		total->chunks++;
	}
	if (is_sampled(survey, address, bytes, lost))
		classify(survey, node, bytes, lost);
}

/* ---- all of the heap ---- */

static void survey_block(struct survey *survey, struct stretch *stretch, uint32_t index)
{
	const struct nodes *nodes = &survey->look->nodes;
	uint32_t slot = stretch_next(nodes, stretch, index << NODE_BLOCK_SHIFT);
	uint32_t last =
		(uint32_t)min_u64((uint64_t)(index + 1) << NODE_BLOCK_SHIFT, stretch->slots);

	block_enter(survey->block, stretch, index, survey->shift == 0 ? NODE_BLOCK_SLOTS : 0);
	while (slot < last && survey->block->status == STATUS_OK) {
		uint32_t next = stretch_next(nodes, stretch, slot + 1);
		uint64_t chunk = stretch_chunk(nodes, stretch, slot);
		uint64_t end =
			next < stretch->slots ? stretch_chunk(nodes, stretch, next) : stretch->end;

		if (node_in_use(nodes, stretch->first + slot))
			survey_node(survey, stretch->first + slot, chunk + nodes_header(nodes),
				end - chunk);
		slot = next;
	}
	block_leave(survey->block);
	if (!allowance_ask(survey->look->memory.allowance))
		survey->block->status = survey->look->memory.allowance->status;
}

static enum status survey_heap(struct survey *survey)
{
	struct nodes *nodes = &survey->look->nodes;

	for (size_t i = 0; i < nodes->stretch_count; i++)
		for (uint32_t n = 0; n < nodes->stretches[i].blocks; n++)
			if (survey->block->status == STATUS_OK)
				survey_block(survey, &nodes->stretches[i], n);
	for (uint32_t node = nodes->slots; node < nodes->count; node++)
		survey_node(survey, node, node_memory(nodes, node).address,
			node_bytes(nodes, node));
	return survey->block->status;
}

static void choose(struct survey *survey, struct sampling *sampling, uint64_t lost)
{
	if (!sampling->chosen)
		sampling->shift = shift_for(survey->look->nodes.in_use_chunks);
	sampling->chosen = true;
	survey->shift = sampling->shift;
	survey->lost_shift = shift_for(lost);
}

/* ---- the report ---- */

static int by_bytes(const void *a, const void *b)
{
	const struct leak_type *x = a, *y = b;

	return COMPARE(y->bytes + y->unreachable_bytes, x->bytes + x->unreachable_bytes);
}

/* What a holder holds most of, by what its sets hold. */
static void name_most(const struct survey *survey, struct leak_holder *holders,
	const struct holder_row *rows, size_t count)
{
	for (size_t i = 0; i < PAIRS; i++) {
		const struct pair *pair = &survey->pairs[i];
		const struct holder_set *set = &survey->look->holders.sets[pair->key >> 16];

		if (pair->key == 0 || pair->key >> 16 == LABEL_MANY)
			continue;
		for (unsigned k = 0; k < set->count; k++) {
			size_t row = holder_rows_find(rows, count, set->members[k]);

			if (row == SIZE_MAX || holders[row].type_bytes >= pair->bytes)
				continue;
			holders[row].type = (pair->key & 0xffff) - 1;
			holders[row].type_bytes = pair->bytes;
			holders[row].type_chunks = pair->chunks;
		}
	}
}

/* The bytes of each holder, of all sets that it is in. */
static void add_up(const struct survey *survey, struct holder_row *rows)
{
	const struct holders *holders = &survey->look->holders;

	for (size_t label = 0; label < holders->set_count; label++) {
		const struct holder_set *set = &holders->sets[label];
		const struct total *total = &survey->labels[label];

		for (unsigned k = 0; k < set->count; k++) {
			rows[set->members[k]].bytes += total->bytes;
			rows[set->members[k]].chunks += total->chunks;
			if (set->count == 1 && !set->more)
				rows[set->members[k]].exclusive += total->bytes;
		}
	}
}

static enum status take_holders(struct survey *survey, struct leak_report *report,
	struct objects *objects)
{
	const struct leak_look *look = survey->look;
	size_t count = look->holders.count;
	struct holder_row *rows = calloc(count + 1, sizeof(*rows));
	enum status status;

	if (!rows)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		rows[i].index = (uint16_t)i;
	add_up(survey, rows);
	status = holder_rows_name(report, rows, &count, look, objects);
	if (status == STATUS_OK)
		name_most(survey, report->holders, rows, count);
	report->holders_known = status == STATUS_OK;
	free(rows);
	return status;
}

/* Types become the report's; holders refer to them by their place. */
static enum status take_types(struct survey *survey, struct leak_report *report)
{
	size_t count = survey->types.count;
	size_t *places = calloc(count + 1, sizeof(*places));

	if (!places)
		return STATUS_NO_MEMORY;
	report->types = survey->types.rows;
	report->type_count = count;
	report->under_class_bytes = value_missing(VALUE_ABSENT);
	for (size_t i = 0; i < count; i++)
		if (value_known(report->types[i].under_bytes))
			report->under_class_bytes =
				value_of(value_or(report->under_class_bytes, 0) +
					 report->types[i].under_bytes.n);
	for (size_t i = 0; i < count; i++)
		report->types[i].place = i;
	if (count > 0)
		qsort(report->types, count, sizeof(*report->types), by_bytes);
	for (size_t i = 0; i < count; i++)
		places[report->types[i].place] = i;
	for (size_t i = 0; i < report->holder_count; i++)
		if (report->holders[i].type != LEAK_NO_TYPE)
			report->holders[i].type = places[report->holders[i].type];
	survey->types.rows = NULL;
	survey->types.count = 0;
	free(places);
	return STATUS_OK;
}

static enum status survey_all(struct survey *survey, struct leak_report *report,
	struct objects *objects)
{
	enum status status = types_open(&survey->types, &survey->look->nodes, objects);

	survey->labels = calloc((size_t)LABEL_MANY + 1, sizeof(*survey->labels));
	survey->pairs = calloc(PAIRS, sizeof(*survey->pairs));
	if (!survey->labels || !survey->pairs)
		return STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = survey_heap(survey);
	if (status == STATUS_OK && survey->look->holders.labels)
		status = take_holders(survey, report, objects);
	/* It costs half a look more, and the last look alone is what stays. */
	if (status == STATUS_OK && report->settled)
		status = owners_take(&survey->types, survey->look);
	if (status == STATUS_OK)
		status = survey->types.failed ? STATUS_NO_MEMORY : objects_shortage(objects);
	if (status == STATUS_OK)
		status = take_types(survey, report);
	report->sampled_chunks = survey->sampled;
	return status;
}

enum status survey_take(struct leak_report *report, struct leak_look *look,
	struct sampling *sampling)
{
	struct survey survey = { .look = look, .block = &look->marker.block };
	enum status status;

	choose(&survey, sampling, report->unreachable_chunks);
	status = survey_all(&survey, report, &look->objects);
	types_free(&survey.types);
	free(survey.labels);
	free(survey.pairs);
	return status;
}
