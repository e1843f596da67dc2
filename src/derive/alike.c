/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/alike.h"

#include <stdbool.h>
#include <string.h>

#include "base/shared.h"

#define WORDS (sizeof(struct derived_row) / sizeof(uint64_t))
_Static_assert(sizeof(struct derived_row) % sizeof(uint64_t) == 0, "words");

/* Where it stands if it was seen: FNV-1a by words. */
static size_t place_of(const struct derived_row *derived)
{
	uint64_t words[WORDS], hash = 0xcbf29ce484222325;

	memcpy(words, derived, sizeof(words));
	for (size_t i = 0; i < WORDS; i++)
		hash = (hash ^ words[i]) * 0x100000001b3;
	return (hash ^ hash >> 32) % ALIKE_MOST;
}

static bool is_same(const struct derived_row *a, const struct derived_row *b)
{
	return memcmp(a->figure, b->figure, sizeof(a->figure)) == 0 &&
	       memcmp(a->figure_state, b->figure_state, sizeof(a->figure_state)) == 0 &&
	       a->trend_confidence == b->trend_confidence &&
	       a->doubling_seconds == b->doubling_seconds &&
	       a->trend_since_ns == b->trend_since_ns && a->pace_since_ns == b->pace_since_ns;
}

/* It has another holder then, or others have what follows from it. */
static bool is_shared(const struct row *row)
{
	return atomic_load_explicit(&row->references, memory_order_acquire) != 1 ||
	       !shared_alone(row->derived);
}

void alike_share(struct alike *alike, struct row *row)
{
	struct derived_row **seen;

	if (!row->derived || is_shared(row))
		return;
	seen = &alike->seen[place_of(row->derived)];
	if (*seen && is_same(*seen, row->derived)) {
		shared_unref(row->derived);
		row->derived = shared_ref(*seen);
		return;
	}
	shared_unref(*seen);
	*seen = shared_ref(row->derived);
}

void alike_free(struct alike *alike)
{
	for (size_t i = 0; i < ALIKE_MOST; i++)
		shared_unref(alike->seen[i]);
}
