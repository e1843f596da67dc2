/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/figure_path.h"

#include <stdio.h>

static void open_group(struct figure_path *path, const struct block *block)
{
	if (path->depth < FIGURE_PATH_GROUPS)
		path->outer[path->depth] = path->length;
	path->depth++;
	path->lists += block->is_list || path->lists > 0;
	if (block->key && path->length < sizeof(path->text))
		path->length += (size_t)snprintf(path->text + path->length,
			sizeof(path->text) - path->length, "%s.", block->key);
}

static void close_group(struct figure_path *path)
{
	if (path->depth == 0)
		return;
	path->depth--;
	path->lists -= path->lists > 0;
	if (path->depth < FIGURE_PATH_GROUPS)
		path->length = path->outer[path->depth];
}

bool figure_path_next(struct figure_path *path, const struct block *block)
{
	if (block->kind == BLOCK_OPEN)
		open_group(path, block);
	else if (block->kind == BLOCK_CLOSE)
		close_group(path);
	if (block->kind != BLOCK_FIGURE || !block->label->key || path->lists > 0 ||
		path->length >= sizeof(path->text))
		return false;
	snprintf(path->text + path->length, sizeof(path->text) - path->length, "%s",
		block->label->key);
	return true;
}
