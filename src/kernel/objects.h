/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The objects of BPF programs that memtop carries, as clang made them of programs/NAME.bpf.c. */
#ifndef MEMTOP_KERNEL_OBJECTS_H
#define MEMTOP_KERNEL_OBJECTS_H

#include <stddef.h>

struct kernel_object {
	const char *name;
	const unsigned char *bytes; /* NULL: memtop was built without them */
	size_t size;
};

extern const struct kernel_object kernel_object_cache;
extern const struct kernel_object kernel_object_holders;
extern const struct kernel_object kernel_object_memcgs;
extern const struct kernel_object kernel_object_pages;
extern const struct kernel_object kernel_object_census;
extern const struct kernel_object kernel_object_shmem_users;
extern const struct kernel_object kernel_object_task_iterator;
extern const struct kernel_object kernel_object_tasks;

#endif
