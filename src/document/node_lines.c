/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/node_lines.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"

#define NODE_ID NODE_FIGURES

static const struct label labels[NODE_FIGURES + 1] = {
	[NODE_TOTAL] = { "total_bytes", N_("in all"),
		N_("Of the machine: the node's memory. Of a cgroup or process: what it has there."),
		UNIT_BYTES },
	[NODE_FREE] = { "free_bytes", N_("free"), N_("Free memory there."), UNIT_BYTES },
	[NODE_FILE] = { "file_bytes", N_("file"), N_("Page cache there, without shared memory."),
		UNIT_BYTES },
	[NODE_ANONYMOUS] = { "anonymous_bytes", N_("anonymous"),
		N_("Heaps, stacks and other memory without a file there; of a cgroup of v1 with shared memory."),
		UNIT_BYTES },
	[NODE_SHMEM] = { "shmem_bytes", N_("shared"), N_("Shared memory and files in tmpfs there."),
		UNIT_BYTES },
	[NODE_SLAB] = { "slab_bytes", N_("slab"), N_("Kernel objects there."), UNIT_BYTES },
	[NODE_ACTIVE_FILE] = { "active_file_bytes", NULL,
		N_("Page cache there that was used again."), UNIT_BYTES },
	[NODE_INACTIVE_FILE] = { "inactive_file_bytes", NULL,
		N_("Page cache there that was not used lately."), UNIT_BYTES },
	[NODE_SLAB_RECLAIMABLE] = { "slab_reclaimable_bytes", NULL,
		N_("Kernel objects there that can be dropped."), UNIT_BYTES },
	[NODE_UNEVICTABLE] = { "unevictable_bytes", NULL,
		N_("Memory there that may not be "
		   "reclaimed."),
		UNIT_BYTES },
	[NODE_ID] = { "node", N_("node"), N_("The number of the node."), UNIT_NONE },
};

static void node_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct memory_node *node = &((const struct memory_nodes *)context)->nodes[row];

	out->value = id == NODE_ID ? value_of((uint64_t)node->id) : node->figure[id];
}

/* "node 0   31.2G in all,  12.0G free ..." */
static void say_node(struct document *document, const struct memory_node *node)
{
	char line[512], size[UNITS_SIZE];
	int used = snprintf(line, sizeof(line), _("node %-3u"), node->id);

	for (int i = 0; i < NODE_FIGURES; i++) {
		if (!labels[i].title || node->figure[i].state == VALUE_ABSENT || used < 0 ||
			(size_t)used >= sizeof(line))
			continue;
		units_value(size, node->figure[i], UNIT_BYTES, SCALE_AUTO);
		used += snprintf(line + used, sizeof(line) - (size_t)used, "  %6s %s", size,
			_(labels[i].title));
	}
	document_say(document, EMPHASIS_NONE, "%s", line);
}

static void put_table(struct document *document, const struct memory_nodes *nodes,
	enum value_state state, bool on_screen)
{
	struct document_column columns[COUNT_OF(labels)];
	unsigned places = on_screen ? ON_SCREEN : FOR_PROGRAMS;

	columns[0] = (struct document_column){ &labels[NODE_ID], places, 5, NODE_ID };
	for (unsigned i = 0; i < NODE_FIGURES; i++)
		columns[i + 1] = (struct document_column){ &labels[i],
			labels[i].title ? places : places & FOR_PROGRAMS, 9, i };
	document_table(document,
		&(struct document_table){ .key = on_screen ? NULL : "nodes",
			.columns = document_copy(document, columns, sizeof(columns)),
			.column_count = COUNT_OF(columns),
			.context = nodes,
			.row_count = nodes->count,
			.state = state,
			.cell = node_cell,
			.sorted = -1,
			.is_main = on_screen });
}

void document_node_table(struct document *document, const struct memory_nodes *nodes)
{
	put_table(document, nodes, VALUE_OK, true);
}

void document_nodes(struct document *document, const char *title, const struct memory_nodes *nodes,
	enum value_state state)
{
	put_table(document, nodes, state, false);
	if (nodes->count == 0)
		return;
	document_line(document, EMPHASIS_STRONG, _(title));
	for (size_t i = 0; i < nodes->count; i++)
		say_node(document, &nodes->nodes[i]);
}
