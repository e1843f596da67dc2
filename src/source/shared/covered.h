/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tmpfs that stands below the root of all mounts, where an initramfs was kept: no path leads there. */
#ifndef MEMTOP_SOURCE_SHARED_COVERED_H
#define MEMTOP_SOURCE_SHARED_COVERED_H

#include <stdbool.h>

#include "source/shared/mount_walk.h"

/*
 * Fills a walk, which begins zeroed, with what rootfs holds at least, if no mount that is seen shows it.  ustat(2) tells the
 * blocks and the inodes that are free of any file system by its device; rootfs may have as many of the one as of the
 * other (shmem_fill_super() of mm/shmem.c, 6.12), so the difference is what is taken, less a page for
 * each inode.  *found is false where there is none, or this machine cannot tell.  STATUS_OK or a shortage.
 */
enum status covered_rootfs_find(bool *found, struct mount_walk *walk,
	const struct kernel_root *root, const struct place_set *places);

#endif
