/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/sysvipc/shm: the segments of System V shared memory of one IPC namespace, one a line. */
#ifndef MEMTOP_PARSE_KERNEL_SYSVIPC_H
#define MEMTOP_PARSE_KERNEL_SYSVIPC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"
#include "base/value.h"

struct sysv_segment {
	int32_t key;
	uint64_t id;  /* shmid: also the number of its inode */
	bool removed; /* IPC_RMID was asked: it goes with the last process that is attached */
	uint64_t size_bytes;
	pid_t creator;
	uint64_t attached;       /* how often it is, not by how many processes */
	int64_t changed_seconds; /* since 1970: when it was made, or its owner or mode changed */
	struct value resident, swapped; /* bytes; absent before 2.6.31 */
};

/* Takes the next well-formed line off rest; others, the heading among them, are passed over. */
bool sysvipc_next(struct sysv_segment *segment, struct text *rest);

#endif
