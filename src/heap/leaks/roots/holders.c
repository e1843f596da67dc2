/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/roots/holders.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/array.h"

#define TABLE_BITS 17 /* twice as many places as there are labels */
#define TABLE_SIZE (1u << TABLE_BITS)
#define JOIN_BITS  14
#define SETS_MOST  (LABEL_MANY - 1)

static uint32_t place_of(uint64_t key, unsigned bits)
{
	return (uint32_t)(key * UINT64_C(11400714819323198485) >> (64 - bits));
}

/* The empty set is there from the start, and is label 0. */
static enum status open_sets(struct holders *holders)
{
	holders->by_key = calloc(TABLE_SIZE, sizeof(*holders->by_key));
	holders->by_members = calloc(TABLE_SIZE, sizeof(*holders->by_members));
	holders->joins = calloc(1u << JOIN_BITS, sizeof(*holders->joins));
	holders->sets = array_reserve(NULL, &holders->set_capacity, 1, sizeof(*holders->sets));
	if (!holders->by_key || !holders->by_members || !holders->joins || !holders->sets)
		return STATUS_NO_MEMORY;
	holders->sets[0] = (struct holder_set){ 0 };
	holders->set_count = 1;
	return STATUS_OK;
}

enum status holders_open(struct holders *holders, uint32_t node_count, struct allowance *allowance)
{
	size_t bytes = ((size_t)node_count + 1) * sizeof(holder_label);

	*holders = (struct holders){ 0 };
	if (!allowance_has_room(allowance, bytes))
		return STATUS_OK;
	(void)allowance_take(allowance, bytes); /* it has room */
	holders->label_count = (size_t)node_count + 1;
	holders->allowance = allowance;
	holders->labels = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (holders->labels == MAP_FAILED) {
		holders->labels = NULL;
		return STATUS_NO_MEMORY;
	}
	return open_sets(holders);
}

/* What is mapped for them; a half of it is touched while a label has a byte. */
static size_t label_bytes(const struct holders *holders)
{
	return holders->label_count * sizeof(holder_label);
}

void holders_free(struct holders *holders)
{
	if (holders->labels) {
		munmap(holders->labels, label_bytes(holders));
		allowance_return(holders->allowance, label_bytes(holders));
	}
	free(holders->rows);
	free(holders->sets);
	free(holders->by_key);
	free(holders->by_members);
	free(holders->joins);
	*holders = (struct holders){ 0 };
}

static bool same_set(const struct holder_set *a, const struct holder_set *b)
{
	if (a->count != b->count || a->more != b->more)
		return false;
	for (unsigned i = 0; i < a->count; i++)
		if (a->members[i] != b->members[i])
			return false;
	return true;
}

static uint64_t hash_set(const struct holder_set *set)
{
	uint64_t key = set->more;

	for (unsigned i = 0; i < set->count; i++)
		key = key << 20 | (set->members[i] + 1u);
	return key;
}

/* The label of a set, made if need be. */
static holder_label label_of(struct holders *holders, const struct holder_set *set)
{
	uint32_t place = place_of(hash_set(set), TABLE_BITS);
	struct holder_set *grown;

	for (; holders->by_members[place] != 0; place = (place + 1) % TABLE_SIZE) {
		uint32_t label = holders->by_members[place] - 1;

		if (same_set(&holders->sets[label], set))
			return (holder_label)label;
	}
	if (holders->set_count >= SETS_MOST)
		return LABEL_MANY;
	grown = array_reserve(holders->sets, &holders->set_capacity, holders->set_count + 1,
		sizeof(*holders->sets));
	holders->failed |= !grown;
	if (!grown)
		return LABEL_MANY;
	holders->sets = grown;
	holders->sets[holders->set_count] = *set;
	holders->by_members[place] = (uint32_t)holders->set_count + 1;
	return (holder_label)holders->set_count++;
}

static holder_label add_holder(struct holders *holders, struct holder holder, uint32_t place)
{
	struct holder_set set = { .members = { (uint16_t)holders->count }, .count = 1 };
	struct holder *grown;

	if (holders->count >= SETS_MOST)
		return LABEL_MANY;
	grown = array_reserve(holders->rows, &holders->capacity, holders->count + 1,
		sizeof(*holders->rows));
	holders->failed |= !grown;
	if (!grown)
		return LABEL_MANY;
	holders->rows = grown;
	holder.alone = label_of(holders, &set);
	holders->rows[holders->count++] = holder;
	holders->by_key[place] = (uint32_t)holders->count;
	return holder.alone;
}

holder_label holders_label(struct holders *holders, uint64_t key, uint64_t from, size_t root)
{
	uint32_t place;

	if (!holders->labels)
		return LABEL_NONE;
	place = place_of(key, TABLE_BITS);
	for (; holders->by_key[place] != 0; place = (place + 1) % TABLE_SIZE) {
		const struct holder *holder = &holders->rows[holders->by_key[place] - 1];

		if (holder->key == key)
			return holder->alone;
	}
	return add_holder(holders, (struct holder){ .key = key, .from = from, .root = root },
		place);
}

static void add_member(struct holder_set *set, uint16_t member)
{
	unsigned at = set->count;

	for (unsigned i = 0; i < set->count; i++)
		if (set->members[i] == member)
			return;
	if (set->count == SET_MEMBERS) {
		set->more = true;
		return;
	}
	for (; at > 0 && set->members[at - 1] > member; at--)
		set->members[at] = set->members[at - 1];
	set->members[at] = member;
	set->count++;
}

static holder_label join_sets(struct holders *holders, holder_label a, holder_label b)
{
	struct holder_set set = holders->sets[a];
	const struct holder_set *more = &holders->sets[b];

	for (unsigned i = 0; i < more->count; i++)
		add_member(&set, more->members[i]);
	set.more = set.more || more->more;
	return label_of(holders, &set);
}

holder_label holders_join(struct holders *holders, holder_label had, holder_label more)
{
	uint32_t key = (uint32_t)had << 16 | more;
	struct join *join;

	if (had == more || more == LABEL_NONE)
		return had;
	if (had == LABEL_NONE)
		return more;
	if (had <= holders->settled || had == LABEL_MANY || more == LABEL_MANY)
		return had <= holders->settled ? had : LABEL_MANY;
	join = &holders->joins[place_of(key, JOIN_BITS)];
	if (join->key != key) {
		join->joined = join_sets(holders, had, more);
		join->key = key;
	}
	return join->joined;
}

/* From the end on, so that none is written over before it is read. */
static void widen(struct holders *holders)
{
	const uint8_t *narrow = holders->labels;
	holder_label *wide = holders->labels;

	for (size_t i = holders->label_count; i-- > 0;)
		wide[i] = narrow[i];
	holders->is_wide = true;
}

void holders_put(struct holders *holders, uint32_t node, holder_label label)
{
	if (!holders->is_wide && label > UINT8_MAX)
		widen(holders);
	if (holders->is_wide)
		((holder_label *)holders->labels)[node] = label;
	else
		((uint8_t *)holders->labels)[node] = (uint8_t)label;
}

holder_label *holders_reuse(struct holders *holders)
{
	if (!holders->labels)
		return NULL;
	/* What is untouched takes no memory, and reads as 0. */
	if (madvise(holders->labels, label_bytes(holders), MADV_DONTNEED) != 0)
		memset(holders->labels, 0, label_bytes(holders));
	holders->is_wide = true;
	return holders->labels;
}

void holders_settle(struct holders *holders)
{
	if (holders->labels && holders->set_count > 0)
		holders->settled = (holder_label)(holders->set_count - 1);
}
