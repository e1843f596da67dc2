/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the iterator of holders.bpf.c writes of each open regular file. */
#ifndef MEMTOP_KERNEL_PROGRAMS_HOLDERS_H
#define MEMTOP_KERNEL_PROGRAMS_HOLDERS_H

struct holder_record {
	unsigned long long inode;
	int pid;
	unsigned int reserved;
	char name[16];
};

#endif
