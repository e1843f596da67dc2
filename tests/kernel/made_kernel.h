/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel of four files: its memory as /proc/kcore has it, its structures as BTF, its one symbol. */
#ifndef MEMTOP_TESTS_KERNEL_MADE_KERNEL_H
#define MEMTOP_TESTS_KERNEL_MADE_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/kcore/lists.h"

#define MADE_KERNEL_AT   UINT64_C(0xffff888000000000)
#define MADE_KERNEL_SIZE ((size_t)1 << 16)

/* Where its structures are: from the beginning of its memory. */
enum {
	MADE_HEAD = 0x100, /* super_blocks */
	MADE_DISK = 0x1000,
	MADE_TMPFS = 0x2000,
	MADE_UNMADE = 0x3000, /* a superblock without a root yet */
	MADE_ROOT = 0x4000,   /* dentries of the disk: /, /dir, /dir/file */
	MADE_DIR = 0x4100,
	MADE_NAME = 0x4200,
	MADE_MEMFD_NAME = 0x4300, /* of tmpfs, a root of its own */
	MADE_TMPFS_ROOT = 0x4400,
	MADE_FILE = 0x5000, /* inodes */
	MADE_NAMELESS = 0x6000,
	MADE_EMPTY = 0x7000,
	MADE_MEMFD = 0x8000,
	MADE_STRINGS = 0x9000,
};

/* Offsets of members of its inodes. */
enum { MADE_INODE_LIST = 0x80, MADE_INODE_SB = 0x28, MADE_INODE_PAGES = 0xd8 };

struct made_kernel {
	unsigned char memory[MADE_KERNEL_SIZE];
	unsigned char btf[4096];
	size_t btf_size;
	const char *symbols;
};

void made_kernel_init(struct made_kernel *kernel);

void made_kernel_put(struct made_kernel *kernel, uint64_t at, uint64_t word);

/* Its files, which kcore_lists_take() closes. */
struct kcore_files made_kernel_files(const struct made_kernel *kernel);

#endif
