/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What follows from the objects of shared memory: sums, and what frees one that no process has. */
#ifndef MEMTOP_DERIVE_SHARED_H
#define MEMTOP_DERIVE_SHARED_H

#include "sample/kernel/shared.h"

/* Bytes. */
struct shared_sums {
	struct value named;     /* present in objects of Shmem */
	struct value hidden;    /* of Shmem, in no object that was found */
	struct value undecided; /* allocated in objects of which it is not told what is in swap */
	struct value hugetlb, secret, dmabuf;
	struct value orphaned; /* allocated; at least, where some could not be told */
	struct value deleted;  /* of files and segments without a name that a process still holds */
};
struct shared_sums shared_sums(const struct shared_report *report);

/* A key that tells objects of one report apart, and finds them again in the next. */
uint64_t shared_object_key(const struct shared_object *object);

/*
 * The command for a shell that frees what no process has: "ipcrm -m 5", "rm /dev/shm/x".  Returns the length;
 * 0: a process has it, or it does not fit.
 */
size_t shared_free_command(char *out, size_t size, const struct shared_report *report,
	const struct shared_object *object);

#endif
