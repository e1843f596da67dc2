/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much more a process can take. */
#ifndef MEMTOP_DERIVE_PROCESS_ROOM_H
#define MEMTOP_DERIVE_PROCESS_ROOM_H

#include "base/value.h"

enum growth_limit { LIMIT_NONE, LIMIT_AVAILABLE, LIMIT_CGROUP, LIMIT_ADDRESS_SPACE, LIMIT_DATA };

/* As read, in bytes; what is not known, or not limited, limits nothing. */
struct growth_limits {
	struct value available; /* the machine's MemAvailable */
	/* Of the cgroup that limits it the most; file cache inside usage gives way at the limit. */
	struct value cgroup_limit, cgroup_usage, cgroup_file;
	struct value address_space_limit, size;
	struct value data_limit, data;
};

/* Bytes up to the nearest limit, not below 0; absent, LIMIT_NONE, where there is none. */
struct value room_left(const struct growth_limits *limits, enum growth_limit *nearest);

#endif
