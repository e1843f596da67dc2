/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/shared/covered.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* File systems that the kernel mounts before all others have the first devices; rootfs is the second. */
#define DEVICES_MOST 9

/* struct ustat of include/linux/types.h on machines of 64 bits; s390x has another one. */
struct free_of {
	int blocks;
	unsigned long inodes;
	char names[12];
};

#if defined(SYS_ustat) && LONG_MAX > INT_MAX && !defined(__s390x__)
static bool ask(struct free_of *left, unsigned device)
{
	return syscall(SYS_ustat, device, left) == 0;
}
#else
static bool ask(struct free_of *left, unsigned device)
{
	(void)left, (void)device;
	return false;
}
#endif

/* With limits of its own (from 6.18 on) the one says nothing of the other. */
static enum status read_options(bool *has, const struct kernel_root *root)
{
	struct file_buffer buffer = { 0 };
	enum status status = file_read(&buffer, root->proc, "cmdline");

	*has = status != STATUS_OK || memmem(buffer.text, buffer.length, "initramfs_options=", 18);
	file_buffer_free(&buffer);
	return status_is_shortage(status) ? status : STATUS_OK;
}

static bool find(struct mount_walk *walk, const struct place_set *places)
{
	for (unsigned minor = 1; minor <= DEVICES_MOST; minor++) {
		uint64_t device = makedev(0, minor);
		struct free_of left = { 0 };

		if (place_set_has_device(places, device) ||
			memfd_mounts_device(&places->kernel, device) >= 0 || !ask(&left, minor) ||
			left.blocks <= 0 || left.inodes <= (unsigned long)left.blocks)
			continue;
		walk->place.device = device;
		snprintf(walk->place.type, sizeof(walk->place.type), "rootfs");
		snprintf(walk->place.point, sizeof(walk->place.point), "rootfs 0:%u", minor);
		walk->limit = value_missing(VALUE_ABSENT);
		walk->used = value_of((left.inodes - (unsigned long)left.blocks) *
				      (unsigned long)sysconf(_SC_PAGESIZE));
		walk->partly = true;
		return true;
	}
	return false;
}

enum status covered_rootfs_find(bool *found, struct mount_walk *walk,
	const struct kernel_root *root, const struct place_set *places)
{
	bool has_options;
	enum status status = read_options(&has_options, root);

	*found = status == STATUS_OK && !has_options && find(walk, places);
	return status;
}
