/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows that the user chose: processes that are tagged, branches of a tree that are folded. */
#ifndef MEMTOP_UI_WIDGETS_TAGS_H
#define MEMTOP_UI_WIDGETS_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sample/sample.h"

/* A process is its start and its PID, so a reused PID is another one; what has no start has 0. */
struct tag_key {
	uint64_t start;
	uint64_t id; /* as wide as start: no padding that would have to be equal */
};

struct tag;

struct tags {
	struct tag *set; /* NULL: empty */
};

static inline struct tag_key tag_of_row(const struct row *row)
{
	return (struct tag_key){ row->identity->start_ticks, (uint64_t)row->pid };
}

bool tags_has(const struct tags *tags, struct tag_key key);
void tags_add(struct tags *tags, struct tag_key key);
void tags_remove(struct tags *tags, struct tag_key key);
void tags_clear(struct tags *tags);
size_t tags_count(const struct tags *tags);

/* Drops the tags of processes that the sample does not have any more. */
void tags_prune(struct tags *tags, const struct sample *sample);

#endif
