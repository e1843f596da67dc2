/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nodes of containers by their pattern.  libstdc++: std::map and std::set (bits/stl_tree.h) have
 * colour, parent, left, right; std::list (bits/stl_list.h) next, previous; std::unordered_map and
 * std::forward_list next alone.  libc++'s trees have left, right, parent, a byte; its lists previous
 * before next, which looks the same here.  Neighbours are chunks of the same size.
 */
#include "heap/leaks/types/types.h"

#include <stdio.h>

enum lead { LEADS_NOWHERE, LEADS_TO_NODE, LEADS_TO_HOLDER };

/* What a word leads to, for a node of that size: one of its kind, or what may hold the container. */
static enum lead lead_of(struct nodes *nodes, struct objects *objects, uint64_t word, uint64_t size)
{
	uint32_t node;

	if (word == 0 || word % nodes->word != 0)
		return LEADS_NOWHERE;
	if (!nodes_near(nodes, word))
		return objects_at(objects, word) ? LEADS_TO_HOLDER : LEADS_NOWHERE;
	node = nodes_find(nodes, word);
	if (node == NODE_NONE)
		return LEADS_NOWHERE;
	return node_memory(nodes, node).address == word && node_bytes(nodes, node) == size
		       ? LEADS_TO_NODE
		       : LEADS_TO_HOLDER;
}

/* A child: none, or a node. */
static bool is_child(struct nodes *nodes, struct objects *objects, uint64_t word, uint64_t size)
{
	return word == 0 || lead_of(nodes, objects, word, size) == LEADS_TO_NODE;
}

static bool is_tree(struct nodes *nodes, struct objects *objects, const struct specimen *specimen,
	unsigned parent, unsigned left)
{
	const uint64_t *words = specimen->words;
	enum lead lead;

	if (words[parent] == specimen->address || words[left] == specimen->address ||
		!is_child(nodes, objects, words[left], specimen->size) ||
		!is_child(nodes, objects, words[left + 1], specimen->size))
		return false;
	lead = lead_of(nodes, objects, words[parent], specimen->size);
	return lead == LEADS_TO_NODE ||
	       (lead == LEADS_TO_HOLDER && (words[left] != 0 || words[left + 1] != 0));
}

static const char *kind_of(struct nodes *nodes, struct objects *objects,
	const struct specimen *specimen)
{
	const uint64_t *words = specimen->words;
	enum lead first, second;

	/* Of colour the compiler writes four bytes; the rest of the word is whatever was there. */
	if (specimen->word_count >= 5 && (uint32_t)words[0] <= 1 &&
		is_tree(nodes, objects, specimen, 1, 2))
		return "std::map or std::set node";
	if (specimen->word_count >= 4 && (words[3] & 0xff) <= 1 &&
		is_tree(nodes, objects, specimen, 2, 0))
		return "std::map or std::set node";
	if (specimen->word_count < 3 || words[0] == specimen->address)
		return NULL;
	first = lead_of(nodes, objects, words[0], specimen->size);
	second = lead_of(nodes, objects, words[1], specimen->size);
	if (words[0] != words[1] && words[1] != specimen->address && first != LEADS_NOWHERE &&
		second != LEADS_NOWHERE && (first == LEADS_TO_NODE || second == LEADS_TO_NODE))
		return "std::list node";
	return first == LEADS_TO_NODE ? "hash table or list node" : NULL;
}

bool container_node(struct nodes *nodes, struct objects *objects, const struct specimen *specimen,
	char *name, size_t size)
{
	const char *kind = kind_of(nodes, objects, specimen);

	if (!kind)
		return false;
	snprintf(name, size, "%s, %llu bytes", kind, (unsigned long long)specimen->size);
	return true;
}
