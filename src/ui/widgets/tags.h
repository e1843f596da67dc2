/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes marked by the user.  A process is its PID and its start: a reused PID is not tagged. */
#ifndef MEMTOP_UI_WIDGETS_TAGS_H
#define MEMTOP_UI_WIDGETS_TAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "sample/sample.h"

struct tag;

struct tags {
	struct tag *set; /* NULL: empty */
};

bool tags_has(const struct tags *tags, const struct row *row);
void tags_add(struct tags *tags, const struct row *row);
void tags_remove(struct tags *tags, const struct row *row);
void tags_clear(struct tags *tags);
size_t tags_count(const struct tags *tags);

/* Drops the tags of processes that the sample does not have any more. */
void tags_prune(struct tags *tags, const struct sample *sample);

#endif
