/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/duplicate.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "source/other_root.h"

/* Less errno. */
#define NOT_TO_BE_HAD (-2)

int duplicate_descriptor(struct duplicate_from *from, int descriptor)
{
#if defined(SYS_pidfd_open) && defined(SYS_pidfd_getfd)
	if (from->pidfd == DUPLICATE_UNKNOWN) {
		errno = EPERM; /* numbers of another PID namespace */
		from->pidfd = pids_are_ours() ? (int)syscall(SYS_pidfd_open, from->pid, 0) : -1;
		if (from->pidfd < 0)
			from->pidfd = NOT_TO_BE_HAD - errno;
	}
	if (from->pidfd >= 0)
		return (int)syscall(SYS_pidfd_getfd, from->pidfd, descriptor, 0);
	errno = NOT_TO_BE_HAD - from->pidfd;
#else
	(void)from, (void)descriptor;
	errno = ENOSYS;
#endif
	return -1;
}

void duplicate_end(struct duplicate_from *from)
{
	if (from->pidfd >= 0)
		close(from->pidfd);
	from->pidfd = DUPLICATE_UNKNOWN;
}
