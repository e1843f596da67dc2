/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/system/node.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"

void memory_nodes_free(struct memory_nodes *nodes)
{
	free(nodes->nodes);
	*nodes = (struct memory_nodes){ 0 };
}

/* The node of that id, made if there is none; NULL: no memory, or too many. */
static struct memory_node *node_of(struct memory_nodes *nodes, uint64_t id)
{
	size_t at = 0;
	struct memory_node *grown;

	if (id >= NODES_MOST)
		return NULL;
	while (at < nodes->count && nodes->nodes[at].id < id)
		at++;
	if (at < nodes->count && nodes->nodes[at].id == id)
		return &nodes->nodes[at];
	grown = reallocarray(nodes->nodes, nodes->count + 1, sizeof(*grown));
	if (!grown)
		return NULL;
	nodes->nodes = grown;
	memmove(&grown[at + 1], &grown[at], (nodes->count - at) * sizeof(*grown));
	nodes->count++;
	grown[at] = (struct memory_node){ .id = (unsigned)id };
	for (int i = 0; i < NODE_FIGURES; i++)
		grown[at].figure[i] = value_missing(VALUE_ABSENT);
	return &grown[at];
}

static void add(struct value *sum, uint64_t n)
{
	uint64_t total;

	if (__builtin_add_overflow(value_or(*sum, 0), n, &total) || total > INT64_MAX)
		total = INT64_MAX;
	*sum = value_of(total);
}

/* ---- lists ---- */

enum status nodes_parse_list(struct memory_nodes *nodes, const char *text, size_t length)
{
	struct text whole = text_of(text, length), rest = text_of(text, 0);

	*nodes = (struct memory_nodes){ 0 };
	text_next_line(&whole, &rest);
	while (rest.length > 0) {
		struct text range = text_next_field(&rest, ',');
		struct text first = text_next_field(&range, '-');
		uint64_t from, to;

		if (!text_to_number(first, &from))
			return STATUS_MALFORMED;
		to = from;
		if ((range.length > 0 && !text_to_number(range, &to)) || to >= NODES_MOST)
			return STATUS_MALFORMED;
		for (; from <= to; from++)
			if (!node_of(nodes, from))
				return STATUS_NO_MEMORY;
	}
	return nodes->count > 0 ? STATUS_OK : STATUS_MALFORMED;
}

/* ---- a node's meminfo ---- */

static const struct {
	const char *name;
	enum node_figure figure;
} meminfo_fields[] = {
	{ "MemTotal", NODE_TOTAL },
	{ "MemFree", NODE_FREE },
	{ "FilePages", NODE_FILE },
	{ "AnonPages", NODE_ANONYMOUS },
	{ "Shmem", NODE_SHMEM },
	{ "Slab", NODE_SLAB },
	{ "Active(file)", NODE_ACTIVE_FILE },
	{ "Inactive(file)", NODE_INACTIVE_FILE },
	{ "SReclaimable", NODE_SLAB_RECLAIMABLE },
	{ "Unevictable", NODE_UNEVICTABLE },
};

/* "Node 0 MemFree:   123 kB" */
static void take_meminfo_line(struct memory_node *node, struct text line)
{
	struct text name, number;
	uint64_t n;

	text_next_word(&line);
	text_next_word(&line);
	name = text_next_word(&line);
	number = text_next_word(&line);
	if (name.length == 0 || name.at[name.length - 1] != ':' || !text_to_number(number, &n) ||
		n > INT64_MAX / 1024)
		return;
	name.length--;
	for (size_t i = 0; i < COUNT_OF(meminfo_fields); i++)
		if (text_equals(name, meminfo_fields[i].name))
			node->figure[meminfo_fields[i].figure] = value_of(n * 1024);
}

enum status node_parse_meminfo(struct memory_node *node, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	struct value *file = &node->figure[NODE_FILE];

	for (int i = 0; i < NODE_FIGURES; i++)
		node->figure[i] = value_missing(VALUE_ABSENT);
	while (text_next_line(&rest, &line))
		take_meminfo_line(node, line);
	/* FilePages counts shared memory, too. */
	if (value_known(node->figure[NODE_SHMEM]))
		*file = value_subtract(*file, node->figure[NODE_SHMEM]);
	return value_known(node->figure[NODE_TOTAL]) ? STATUS_OK : STATUS_MALFORMED;
}

/* ---- "N0=1 N1=2" ---- */

/* Takes "N12=345" apart. */
static bool take_node(struct text word, uint64_t *id, uint64_t *n)
{
	struct text name;

	if (word.length < 4 || word.at[0] != 'N')
		return false;
	word = text_of(word.at + 1, word.length - 1);
	name = text_next_field(&word, '=');
	return text_to_number(name, id) && text_to_number(word, n);
}

static enum status add_pages(struct memory_nodes *nodes, struct text line, enum node_figure figure,
	uint64_t unit)
{
	struct text word;
	uint64_t id, n, bytes;

	while ((word = text_next_word(&line)).length > 0) {
		struct memory_node *node;

		if (!take_node(word, &id, &n))
			continue;
		node = node_of(nodes, id);
		if (!node && id < NODES_MOST)
			return STATUS_NO_MEMORY;
		if (!node || __builtin_mul_overflow(n, unit, &bytes)) {
			nodes->malformed++;
			continue;
		}
		add(&node->figure[figure], bytes);
	}
	return STATUS_OK;
}

/* ---- memory.numa_stat ---- */

struct numa_stat_line {
	const char *name;
	enum node_figure figure;
};

static const struct numa_stat_line lines_v1[] = {
	{ "hierarchical_total", NODE_TOTAL },
	{ "hierarchical_file", NODE_FILE },
	{ "hierarchical_anon", NODE_ANONYMOUS },
	{ "hierarchical_unevictable", NODE_UNEVICTABLE },
	{ NULL, 0 },
};

static const struct numa_stat_line lines_v2[] = {
	{ "anon", NODE_ANONYMOUS },
	{ "file", NODE_FILE },
	{ "shmem", NODE_SHMEM },
	{ "active_file", NODE_ACTIVE_FILE },
	{ "inactive_file", NODE_INACTIVE_FILE },
	{ "slab_reclaimable", NODE_SLAB },
	{ "slab_unreclaimable", NODE_SLAB },
	{ "slab_reclaimable", NODE_SLAB_RECLAIMABLE },
	{ "unevictable", NODE_UNEVICTABLE },
	{ NULL, 0 },
};

static enum status take_stat_line(struct memory_nodes *nodes, const struct numa_stat_line *known,
	uint64_t unit, struct text line)
{
	/* v1 has "total=12 N0=5", v2 "anon N0=5". */
	struct text rest = line, word = text_next_word(&rest);
	struct text name = text_next_field(&word, '=');
	enum status status = STATUS_OK;

	for (; known->name && status == STATUS_OK; known++)
		if (text_equals(name, known->name))
			status = add_pages(nodes, rest, known->figure, unit);
	return status;
}

/* What v2 does not sum up: memory that is on a node, as far as it is told by node. */
static void complete_v2(struct memory_node *node)
{
	struct value *figure = node->figure;

	figure[NODE_TOTAL] = value_add(figure[NODE_ANONYMOUS], figure[NODE_FILE]);
	if (value_known(figure[NODE_SLAB]))
		figure[NODE_TOTAL] = value_add(figure[NODE_TOTAL], figure[NODE_SLAB]);
	if (value_known(figure[NODE_SHMEM]))
		figure[NODE_FILE] = value_subtract(figure[NODE_FILE], figure[NODE_SHMEM]);
}

enum status nodes_parse_numa_stat(struct memory_nodes *nodes, int version, uint64_t page_size,
	const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	enum status status = STATUS_OK;

	*nodes = (struct memory_nodes){ 0 };
	while (status == STATUS_OK && text_next_line(&rest, &line))
		status = take_stat_line(nodes, version == 2 ? lines_v2 : lines_v1,
			version == 2 ? 1 : page_size, line);
	for (size_t i = 0; version == 2 && i < nodes->count; i++)
		complete_v2(&nodes->nodes[i]);
	if (status == STATUS_OK && nodes->count == 0)
		status = STATUS_MALFORMED;
	return status;
}

/* ---- numa_maps ---- */

static bool is_shared_memory(struct text name)
{
	static const char *const begins[] = { "/dev/shm/", "/SYSV", "/memfd:", "/dev/zero" };

	for (size_t i = 0; i < COUNT_OF(begins); i++)
		if (text_starts(name, begins[i]))
			return true;
	return false;
}

struct numa_mapping {
	enum node_figure figure;
	uint64_t page_size;
};

static struct numa_mapping mapping_of(struct text line)
{
	struct numa_mapping mapping = { NODE_ANONYMOUS, 4096 };
	struct text word;
	uint64_t n;

	while ((word = text_next_word(&line)).length > 0) {
		struct text name = text_next_field(&word, '=');

		if (text_equals(name, "file"))
			mapping.figure = is_shared_memory(word) ? NODE_SHMEM : NODE_FILE;
		else if (text_equals(name, "kernelpagesize_kB") && text_to_number(word, &n) &&
			 n > 0 && n < (uint64_t)1 << 32)
			mapping.page_size = n * 1024;
	}
	return mapping;
}

enum status nodes_add_numa_mapping(struct memory_nodes *nodes, struct text line)
{
	struct numa_mapping mapping = mapping_of(line);
	enum status status = add_pages(nodes, line, mapping.figure, mapping.page_size);

	return status == STATUS_OK ? add_pages(nodes, line, NODE_TOTAL, mapping.page_size) : status;
}

enum status nodes_parse_numa_maps(struct memory_nodes *nodes, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	enum status status = STATUS_OK;

	*nodes = (struct memory_nodes){ 0 };
	while (status == STATUS_OK && text_next_line(&rest, &line))
		status = nodes_add_numa_mapping(nodes, line);
	return status;
}
