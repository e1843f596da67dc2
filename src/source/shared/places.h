/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where shared memory can have names: the mounts of tmpfs and its kin in all mount namespaces, each file
 * system once.
 */
#ifndef MEMTOP_SOURCE_SHARED_PLACES_H
#define MEMTOP_SOURCE_SHARED_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "source/inspect/open_files.h"

#define PLACES_MOUNTS_MOST 4096 /* mounts, all namespaces together */
#define PLACE_POINT_SIZE   512  /* of a path; a mount at a longer one is not looked into */

/* A mount: one way to a file system. */
struct mount_place {
	uint64_t device;
	pid_t pid;     /* of a process in that mount namespace; 0: memtop's own */
	bool is_whole; /* its root is the file system's */
	bool is_huge;  /* of huge pages */
	char type[16];
	char point[PLACE_POINT_SIZE];
};

/* What an errand needs to tell files of these mounts; it is copied whole. */
struct place_set {
	struct memfd_mounts kernel; /* the kernel's own */
	uint64_t mounts[PLACES_MOUNTS_MOST], devices[PLACES_MOUNTS_MOST];
	size_t mount_count, device_count;
};

struct places {
	struct mount_place *rows; /* by device, the best way first */
	size_t count, capacity;
	struct place_set set; /* ascending */
	bool partly;          /* there are more */
};

/* Looks at the mount namespaces of these processes.  places_free() it in any case. */
enum status places_find(struct places *places, const struct kernel_root *root, const pid_t *pids,
	size_t count);
void places_free(struct places *places);

bool place_set_has_device(const struct place_set *set, uint64_t device);

#endif
