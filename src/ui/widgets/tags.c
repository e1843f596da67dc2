/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/tags.h"

#include <stdlib.h>

#include "base/hash.h"

struct tag {
	struct tag_key key;
	UT_hash_handle hh;
};

static struct tag *find(const struct tags *tags, struct tag_key key)
{
	struct tag *tag = NULL;

	HASH_FIND(hh, tags->set, &key, sizeof(key), tag);
	return tag;
}

static void drop(struct tags *tags, struct tag *tag)
{
	/* The analyzer does not see that removing the last tag sets the set to NULL. */
	HASH_DEL(tags->set, tag); /* NOLINT(clang-analyzer-unix.Malloc) */
	free(tag);
}

bool tags_has(const struct tags *tags, struct tag_key key)
{
	return tags->set && find(tags, key);
}

void tags_add(struct tags *tags, struct tag_key key)
{
	struct tag *tag;

	if (tags_has(tags, key))
		return;
	tag = calloc(1, sizeof(*tag));
	if (!tag)
		return;
	tag->key = key;
	HASH_ADD(hh, tags->set, key, sizeof(tag->key), tag);
	/* A tag that does not show does nothing. */
	if (!hash_has(tag))
		free(tag);
}

void tags_remove(struct tags *tags, struct tag_key key)
{
	struct tag *tag = find(tags, key);

	if (tag)
		drop(tags, tag);
}

void tags_clear(struct tags *tags)
{
	struct tag *tag, *next;

	HASH_ITER(hh, tags->set, tag, next)
	drop(tags, tag);
}

size_t tags_count(const struct tags *tags)
{
	return HASH_COUNT(tags->set);
}

void tags_prune(struct tags *tags, const struct sample *sample)
{
	struct tag *tag, *next;

	HASH_ITER(hh, tags->set, tag, next)
	{
		const struct row *row = sample_find(sample, (pid_t)tag->key.id);

		if (!row || row->identity->start_ticks != tag->key.start)
			drop(tags, tag);
	}
}
