/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Buffers of perf events, by the mappings of processes that have such events open. */
#ifndef MEMTOP_SOURCE_KERNEL_MEMORY_PERF_MAPS_H
#define MEMTOP_SOURCE_KERNEL_MEMORY_PERF_MAPS_H

#include <stddef.h>
#include <stdint.h>

#include "source/errand.h"

struct perf_user {
	struct errand_item item;
	char name[16];
	uint64_t bytes, buffers;
};

struct perf_maps {
	struct perf_user *users;
	size_t count, capacity;
};

/* This process's maps are to be read. */
enum status perf_maps_want(struct perf_maps *maps, pid_t pid, const char *name);
/* Reads those of all, which may hang and is left behind then. */
enum status perf_maps_read(struct perf_maps *maps, struct errands *errands);
void perf_maps_free(struct perf_maps *maps);

#endif
