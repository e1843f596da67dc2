/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/system/nodes.h"

#include <stdio.h>

#define NODES "devices/system/node/"

/* Kernels before 2.6.33 do not tell which nodes have memory. */
static enum status read_list(struct memory_nodes *nodes, const struct kernel_root *root,
	struct file_buffer *buffer)
{
	enum status status = file_read(buffer, root->sys, NODES "has_memory");

	if (status == STATUS_ABSENT)
		status = file_read(buffer, root->sys, NODES "online");
	return status == STATUS_OK ? nodes_parse_list(nodes, buffer->text, buffer->length) : status;
}

/* Kernels before 2.6.24 do not tell which have processors: then all do. */
static enum status mark_without_cpus(struct memory_nodes *nodes, const struct kernel_root *root,
	struct file_buffer *buffer)
{
	struct memory_nodes with = { 0 };
	enum status status = file_read(buffer, root->sys, NODES "has_cpu");

	if (status == STATUS_OK)
		status = nodes_parse_list(&with, buffer->text, buffer->length);
	if (status == STATUS_OK)
		for (size_t i = 0, at = 0; i < nodes->count; i++) {
			while (at < with.count && with.nodes[at].id < nodes->nodes[i].id)
				at++;
			nodes->nodes[i].without_cpus =
				at == with.count || with.nodes[at].id != nodes->nodes[i].id;
		}
	memory_nodes_free(&with);
	return status_is_shortage(status) ? status : STATUS_OK;
}

enum status system_nodes_read(struct memory_nodes *nodes, const struct kernel_root *root,
	struct file_buffer *buffer)
{
	enum status status;

	*nodes = (struct memory_nodes){ 0 };
	status = read_list(nodes, root, buffer);
	if (status == STATUS_OK && nodes->count >= 2)
		status = mark_without_cpus(nodes, root, buffer);
	if (status != STATUS_OK || nodes->count < 2) {
		memory_nodes_free(nodes);
		return status_is_shortage(status) ? status : STATUS_OK;
	}
	for (size_t i = 0; i < nodes->count; i++) {
		struct memory_node *node = &nodes->nodes[i];
		char path[64];

		snprintf(path, sizeof(path), NODES "node%u/meminfo", node->id);
		status = file_read(buffer, root->sys, path);
		if (status == STATUS_OK)
			status = node_parse_meminfo(node, buffer->text, buffer->length);
		for (int figure = 0; status != STATUS_OK && figure < NODE_FIGURES; figure++)
			node->figure[figure] = value_missing(value_state_of(status));
	}
	return STATUS_OK;
}
