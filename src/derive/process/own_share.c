/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/own_share.h"

#include "base/macros.h"
#include "derive/process/growth.h"

/*
 * A process that reads through a file in tmpfs, or a segment that others filled, gets resident shared
 * memory that was there before.  What it maps has grown by so much since it was first seen; where
 * that cannot be seen, the machine's shared memory tells at least whether any has grown.
 */
static void follow_shared(struct own_share *own, uint64_t shared, uint64_t risen,
	struct value grown)
{
	if (!own->begun) {
		own->shared = own->shared_first = shared;
	} else if (value_known(grown)) {
		own->shared = min_u64(shared, own->shared_first + (uint64_t)grown.n);
	} else if (shared > own->shared_seen) {
		own->shared += min_u64(shared - own->shared_seen, risen);
	} else {
		own->shared -= min_u64(own->shared_seen - shared, own->shared);
	}
	own->shared_seen = shared;
	own->begun = true;
}

/* What it held in memfds when that was first asked is nothing that it gained. */
static uint64_t newly_held(struct own_share *own, const struct row *row)
{
	struct value held = row_metric(row, METRIC_HELD_SHMEM, 0);

	if (!value_known(held))
		return 0;
	if (!own->held_known)
		own->held_first = (uint64_t)held.n;
	own->held_known = true;
	return (uint64_t)held.n;
}

struct value own_share_take(struct own_share *share, const struct row *row, uint64_t risen)
{
	struct value own = growth_own_parts(row);
	uint64_t shared = value_or(row_metric(row, METRIC_SHARED, 0), 0), held;

	if (own.state != VALUE_OK)
		return own;
	follow_shared(share, shared, risen, row_metric(row, METRIC_SHMEM_GROWN, 0));
	held = newly_held(share, row);
	own.n += (int64_t)(share->shared - shared + held);
	return value_subtract(own, value_of(share->held_first));
}

/* Where more than this was given up, it counts as another figure. */
#define LAZY_FREED_LEAST (256 * 1024)

bool own_share_take_lazy_free(struct own_share *share, const struct row *row, uint64_t now_ns,
	bool *another)
{
	const struct value lazy_freed = { .n = row->metric[METRIC_LAZY_FREE],
		.state = (enum value_state)row->metric_state[METRIC_LAZY_FREE] };
	const bool read_now = row->budgeted_ns[BUDGETED_LAZY_FREE] == now_ns;

	if (!value_known(lazy_freed)) {
		share->lazy_freed_known = false;
		share->lazy_freed = 0;
	} else if (read_now) {
		*another = !share->lazy_freed_known && lazy_freed.n > LAZY_FREED_LEAST;
		share->lazy_freed_known = true;
		share->lazy_freed = (uint64_t)lazy_freed.n;
	}
	return share->lazy_freed == 0 || read_now;
}
