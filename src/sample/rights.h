/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this process may do, as the kernel and its settings have it just now. */
#ifndef MEMTOP_SAMPLE_RIGHTS_H
#define MEMTOP_SAMPLE_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/value.h"

/* include/uapi/linux/capability.h of 5.8 and 5.9, which may be newer than the system's headers. */
#define RIGHTS_PERFMON            38
#define RIGHTS_BPF                39
#define RIGHTS_CHECKPOINT_RESTORE 40

/* The bit of a capability (CAP_KILL, CAP_SYS_PTRACE ...) in a set of them. */
#define RIGHTS_BIT(capability) (UINT64_C(1) << (capability))

struct rights {
	uint32_t uid;                /* effective */
	uint64_t held;               /* effective capabilities, those that others imply included */
	bool whole_machine;          /* in the first user namespace: they count for all processes */
	struct value hidepid;        /* of /proc: 0 to 2, 4 for "ptraceable" */
	bool hidepid_group;          /* a member of the group that sees all the same */
	struct value ptrace_scope;   /* of Yama, 0 to 3; absent without Yama */
	struct value dmesg_restrict; /* 0 or 1 */
	struct value memory_lock;    /* RLIMIT_MEMLOCK, bytes; absent: no limit */
	bool makes_groups, reclaims_group, drops_caches; /* may write what that takes */
};

#endif
