/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which objects of shared memory a process has open or mapped. */
#ifndef MEMTOP_SOURCE_SHARED_HOLDERS_H
#define MEMTOP_SOURCE_SHARED_HOLDERS_H

#include "base/text.h"
#include "sample/kernel/shared.h"
#include "source/errand.h"
#include "source/shared/places.h"

/* So many mappings and descriptors of a process count. */
#define HOLDER_USES_MOST 65536

struct shared_use {
	enum shared_kind kind;
	bool is_mapped;   /* else it is open */
	bool is_followed; /* size and what follows are known */
	bool is_sysv;     /* its inode is a number of System V's list, in its own namespace */
	bool deleted;
	uint64_t device, inode, size;
	struct value bytes, sealed;
	uint32_t name; /* in names */
};

/* What an errand fills; its context is a struct place_set.  holder_drop() it. */
struct shared_holder {
	struct errand_item item;
	enum status files, maps; /* STATUS_OK: all of them were seen */
	char name[16];           /* comm */
	uint64_t ipc_space;      /* its namespace; 0: it cannot be told */
	struct shared_use *uses;
	size_t count, capacity;
	struct string_pool names;
};

extern const struct errand_kind holder_kind;
void holder_drop(void *holder);

/* The inode of the IPC namespace of /proc/NAME; 0: it cannot be told. */
uint64_t holder_ipc_space(const struct kernel_root *root, const char *name);

#endif
