/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of the kernel's ABI that its programs and their readers compare with. */
#ifndef MEMTOP_KERNEL_PROGRAMS_MAGIC_H
#define MEMTOP_KERNEL_PROGRAMS_MAGIC_H

/* What a file is: include/uapi/linux/stat.h */
#define FORMAT  0170000
#define REGULAR 0100000
#define PIPE    0010000

/* What a superblock is: include/uapi/linux/magic.h */
#define TMPFS     0x01021994
#define RAMFS     0x858458f6
#define HUGETLB   0x958458f6
#define SECRETMEM 0x5345434d
#define DMABUF    0x444d4142
#define DEVICES   0x62646576

#endif
