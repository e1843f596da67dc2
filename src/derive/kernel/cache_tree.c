/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/kernel/cache_tree.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/macros.h"

/* Read while it changed, a directory can stand above itself: nothing lies deeper. */
#define DEPTH_MOST 4096

/* Nodes: first the directories of the report, then its superblocks. */
struct node {
	struct cache_share share;
	size_t below; /* directories in it */
	uint32_t parent, child, sibling;
};

struct tree {
	const struct cache_report *report;
	struct node *nodes;
	size_t count;
	uint32_t *order; /* of nodes: least first */
};

static uint32_t node_of_superblock(const struct tree *tree, uint32_t superblock)
{
	return (uint32_t)tree->report->directory_count + superblock;
}

/* The root of a file system is the file system's node, and so is what is above an unknown name. */
static uint32_t node_of_directory(const struct tree *tree, uint32_t directory, uint32_t superblock)
{
	const struct cache_report *report = tree->report;

	if (directory == CACHE_NONE || !report->directories[directory].known ||
		report->directories[directory].parent == CACHE_NONE)
		return node_of_superblock(tree, superblock);
	return directory;
}

static void set_parents(struct tree *tree)
{
	const struct cache_report *report = tree->report;

	for (size_t i = 0; i < tree->count; i++)
		tree->nodes[i].parent = tree->nodes[i].child = tree->nodes[i].sibling = CACHE_NONE;
	for (size_t i = 0; i < report->directory_count; i++) {
		const struct cache_directory *directory = &report->directories[i];

		if (node_of_directory(tree, (uint32_t)i, directory->superblock) == i)
			tree->nodes[i].parent =
				node_of_directory(tree, directory->parent, directory->superblock);
	}
}

static void add_upwards(struct tree *tree, uint32_t node, const struct cache_share *share)
{
	for (int depth = 0; node != CACHE_NONE && depth < DEPTH_MOST; depth++) {
		cache_share_add(&tree->nodes[node].share, share);
		node = tree->nodes[node].parent;
	}
}

static void add_all(struct tree *tree)
{
	const struct cache_report *report = tree->report;

	for (size_t i = 0; i < report->file_count; i++) {
		const struct cache_file *file = &report->files[i];
		struct cache_share share = cache_share_of(report, file);

		add_upwards(tree, node_of_directory(tree, file->directory, file->superblock),
			&share);
	}
	for (size_t i = 0; i < report->directory_count; i++) {
		const struct cache_directory *directory = &report->directories[i];
		struct cache_share rest = cache_share_of_rest(report, directory);

		if (rest.files > 0)
			add_upwards(tree,
				node_of_directory(tree, (uint32_t)i, directory->superblock), &rest);
	}
	for (size_t i = 0; i < report->superblock_count; i++) {
		struct cache_share rest = { .files = report->superblocks[i].rest_files,
			.cached = report->superblocks[i].rest_bytes };

		add_upwards(tree, node_of_superblock(tree, (uint32_t)i), &rest);
	}
	for (size_t i = 0; i < report->directory_count; i++) {
		uint32_t above =
			tree->nodes[i].share.cached > 0 ? tree->nodes[i].parent : CACHE_NONE;

		for (int depth = 0; above != CACHE_NONE && depth < DEPTH_MOST; depth++) {
			tree->nodes[above].below++;
			above = tree->nodes[above].parent;
		}
	}
}

static int least_first(const void *a, const void *b, void *context)
{
	const struct node *nodes = context;
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;

	return FIRST_DIFFERENCE(COMPARE(nodes[one].share.cached, nodes[other].share.cached),
		COMPARE(other, one));
}

/* Each goes in front of its siblings, so that the largest of them stands first. */
static void link_children(struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		tree->order[i] = (uint32_t)i;
	qsort_r(tree->order, tree->count, sizeof(*tree->order), least_first, tree->nodes);
	for (size_t i = 0; i < tree->count; i++) {
		struct node *node = &tree->nodes[tree->order[i]];

		if (node->parent == CACHE_NONE)
			continue;
		node->sibling = tree->nodes[node->parent].child;
		tree->nodes[node->parent].child = tree->order[i];
	}
}

/* ---- lines ---- */

struct lines {
	const struct tree *tree;
	const struct cache_grouping_request *request;
	struct cache_groups *groups;
};

static bool is_shown(const struct lines *lines, uint32_t node)
{
	uint64_t cached = node == CACHE_NONE ? 0 : lines->tree->nodes[node].share.cached;

	return cached > 0 && cached >= lines->request->least;
}

static struct cache_group *add_line(struct lines *lines, uint32_t at, unsigned depth)
{
	const struct cache_report *report = lines->tree->report;
	const struct node *node = &lines->tree->nodes[at];
	struct cache_group *group = &lines->groups->groups[lines->groups->count++];
	bool is_directory = at < report->directory_count;

	*group =
		(struct cache_group){ .superblock =
					      is_directory ? report->directories[at].superblock
							   : at - (uint32_t)report->directory_count,
			.directory = is_directory ? at : CACHE_NONE,
			.cgroup = CACHE_NONE,
			.share = node->share,
			.depth = depth,
			.count = node->below + 1,
			.last_child = !is_shown(lines, node->sibling) };
	group->key = is_directory ? report->directories[at].dentry
				  : report->superblocks[group->superblock].address;
	group->folded = node->below > 0 && lines->request->is_folded &&
			lines->request->is_folded(lines->request->context, group->key);
	return group;
}

/* Preorder, without a stack: each node knows its parent. */
static void add_lines(struct lines *lines, uint32_t root)
{
	const struct node *nodes = lines->tree->nodes;
	unsigned depth = 0;
	uint32_t at = root;

	while (at != CACHE_NONE && lines->groups->count < lines->tree->count) {
		bool folded = add_line(lines, at, depth)->folded;

		if (!folded && is_shown(lines, nodes[at].child)) {
			at = nodes[at].child;
			depth++;
			continue;
		}
		while (at != root && !is_shown(lines, nodes[at].sibling)) {
			at = nodes[at].parent;
			depth--;
		}
		at = at == root ? CACHE_NONE : nodes[at].sibling;
	}
}

static enum status list(struct cache_groups *groups, const struct tree *tree,
	const struct cache_grouping_request *request)
{
	struct lines lines = { tree, request, groups };

	groups->groups = array_new(tree->count, sizeof(*groups->groups));
	if (!groups->groups)
		return STATUS_NO_MEMORY;
	for (size_t i = tree->count; i-- > 0;)
		if (tree->order[i] >= tree->report->directory_count &&
			tree->nodes[tree->order[i]].share.cached > 0)
			add_lines(&lines, tree->order[i]);
	return STATUS_OK;
}

enum status cache_tree_make(struct cache_groups *groups, const struct cache_report *report,
	const struct cache_grouping_request *request)
{
	struct tree tree = { .report = report,
		.count = report->directory_count + report->superblock_count };
	enum status status = STATUS_NO_MEMORY;

	tree.nodes = array_new(tree.count, sizeof(*tree.nodes));
	tree.order = array_new(tree.count, sizeof(*tree.order));
	if (tree.nodes && tree.order) {
		set_parents(&tree);
		add_all(&tree);
		link_children(&tree);
		status = list(groups, &tree, request);
	}
	free(tree.nodes);
	free(tree.order);
	return status;
}
