/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "derive/process/room.h"

#include "base/macros.h"

struct value room_left(const struct growth_limits *limits, enum growth_limit *nearest)
{
	struct value unyielding =
		value_subtract(limits->cgroup_usage, value_of(value_or(limits->cgroup_file, 0)));
	const struct value rooms[] = {
		[LIMIT_NONE] = value_missing(VALUE_ABSENT),
		[LIMIT_AVAILABLE] = limits->available,
		[LIMIT_CGROUP] = value_subtract(limits->cgroup_limit, unyielding),
		[LIMIT_ADDRESS_SPACE] = value_subtract(limits->address_space_limit, limits->size),
		[LIMIT_DATA] = value_subtract(limits->data_limit, limits->data),
	};
	struct value least = value_missing(VALUE_ABSENT);

	*nearest = LIMIT_NONE;
	for (size_t i = 0; i < COUNT_OF(rooms); i++) {
		/* It may be the least of them. */
		if (rooms[i].state == VALUE_NO_MEMORY || rooms[i].state == VALUE_FAILED) {
			*nearest = LIMIT_NONE;
			return value_missing(rooms[i].state);
		}
		if (!value_known(rooms[i]) || (value_known(least) && rooms[i].n >= least.n))
			continue;
		least = rooms[i];
		*nearest = (enum growth_limit)i;
	}
	return least;
}
