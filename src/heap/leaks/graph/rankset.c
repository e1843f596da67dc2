/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/graph/rankset.h"

#include <sys/mman.h>

#include "base/array.h"

#define GROUP_NODES 512u
#define GROUP_WORDS (GROUP_NODES / 64)

void *memory_take(struct allowance *allowance, size_t size)
{
	void *memory;

	if (allowance_take(allowance, size) != STATUS_OK)
		return NULL;
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		return NULL;
	/* It is looked into in no order. */
	madvise(memory, size, MADV_HUGEPAGE);
	return memory;
}

void memory_drop(struct allowance *allowance, void *memory, size_t size)
{
	if (!memory)
		return;
	munmap(memory, size);
	allowance_return(allowance, size);
}

enum status memory_why(const struct allowance *allowance)
{
	return allowance->status != STATUS_OK ? allowance->status : STATUS_NO_MEMORY;
}

static size_t before_bytes(const struct rankset *set)
{
	return set->words / GROUP_WORDS * sizeof(*set->before);
}

size_t rankset_bytes(const struct rankset *set)
{
	return set->words * sizeof(*set->member) + before_bytes(set);
}

enum status rankset_open(struct rankset *set, uint32_t nodes, struct allowance *allowance)
{
	*set = (struct rankset){ .nodes = nodes,
		.words = ((size_t)nodes / GROUP_NODES + 1) * GROUP_WORDS,
		.allowance = allowance };
	set->member = memory_take(allowance, set->words * sizeof(*set->member));
	if (set->member)
		set->before = memory_take(allowance, before_bytes(set));
	return set->before ? STATUS_OK : memory_why(allowance);
}

void rankset_free(struct rankset *set)
{
	memory_drop(set->allowance, set->member, set->words * sizeof(*set->member));
	memory_drop(set->allowance, set->before, before_bytes(set));
	*set = (struct rankset){ 0 };
}

static uint32_t bits(uint64_t word)
{
	return (uint32_t)__builtin_popcountll(word);
}

void rankset_close(struct rankset *set)
{
	set->count = 0;
	for (size_t i = 0; i < set->words; i++) {
		if (i % GROUP_WORDS == 0)
			set->before[i / GROUP_WORDS] = set->count;
		set->count += bits(set->member[i]);
	}
}

uint32_t rankset_rank(const struct rankset *set, uint32_t node)
{
	uint32_t rank = set->before[node / GROUP_NODES];
	size_t word = (size_t)node / GROUP_NODES * GROUP_WORDS;

	for (; word < node / 64; word++)
		rank += bits(set->member[word]);
	return rank + bits(set->member[word] & ((UINT64_C(1) << (node % 64)) - 1));
}

/* The group whose members include that rank. */
static size_t group_of(const struct rankset *set, uint32_t rank)
{
	size_t end;

	LOWER_BOUND(end, set->words / GROUP_WORDS, set->before[end] <= rank);
	return end - 1;
}

uint32_t rankset_node(const struct rankset *set, uint32_t rank)
{
	size_t group = group_of(set, rank), word = group * GROUP_WORDS;
	uint64_t rest;

	rank -= set->before[group];
	while (rank >= bits(set->member[word]))
		rank -= bits(set->member[word++]);
	rest = set->member[word];
	while (rank-- > 0)
		rest &= rest - 1;
	return (uint32_t)(word * 64 + (size_t)__builtin_ctzll(rest));
}

uint32_t rankset_next(const struct rankset *set, uint32_t node, uint32_t last)
{
	while (node < last) {
		uint64_t rest = set->member[node / 64] >> (node % 64);

		if (rest) {
			node += (uint32_t)__builtin_ctzll(rest);
			return node < last ? node : last;
		}
		node = (node / 64 + 1) * 64;
	}
	return last;
}
