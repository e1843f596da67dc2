/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statx(2), also where the C library has none, as musl before 1.2.5. */
#ifndef MEMTOP_BASE_COMPILER_STATX_H
#define MEMTOP_BASE_COMPILER_STATX_H

#include <fcntl.h>
#include <sys/stat.h>

#include "config.h"

#ifndef HAVE_STATX
#include <linux/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef AT_STATX_DONT_SYNC
#define AT_STATX_DONT_SYNC 0x4000
#endif

static inline int statx(int directory, const char *path, int flags, unsigned mask,
	struct statx *found)
{
	return (int)syscall(SYS_statx, directory, path, flags, mask, found);
}
#endif

#endif
