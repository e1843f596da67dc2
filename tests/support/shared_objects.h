/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process with one object of shared memory of each kind, the first of 1 MiB, the next of 2 MiB, and so
 * on; and one of secret memory.
 */
#ifndef MEMTOP_TESTS_SUPPORT_SHARED_OBJECTS_H
#define MEMTOP_TESTS_SUPPORT_SHARED_OBJECTS_H

#include <stdbool.h>
#include <sys/types.h>

enum object {
	MEMFD_OPEN = 1,
	MEMFD_SEALED,
	MEMFD_IN_FLIGHT, /* sent through a socket, and not received */
	MEMFD_MAPPED,    /* and closed */
	POSIX_FILE,      /* no process has it open or maps it */
	POSIX_MAPPED,    /* unlinked and closed */
	SYSV_ATTACHED,
	SYSV_ORPHAN,  /* not attached, and its creator has ended */
	SYSV_REMOVED, /* attached */
	ANONYMOUS,
	TMPFS_DELETED,   /* open */
	TMPFS_NAMELESS,  /* O_TMPFILE, open */
	TMPFS_ELSEWHERE, /* in another mount namespace */
	SECRET,
	OBJECTS
};

struct objects {
	pid_t pid;       /* has all of them but those that no process has, and the one elsewhere */
	pid_t elsewhere; /* of the mount namespace of TMPFS_ELSEWHERE */
	bool has_secret;
	int orphan; /* its shmid */
};

/*
 * Goes into mount and IPC namespaces of its own, with an empty /dev/shm, and starts them; they end with
 * the caller.  False where that cannot be had.
 */
bool objects_start(struct objects *objects);
void objects_end(struct objects *objects);

/* Bytes of the object. */
#define OBJECT_BYTES(object) ((size_t)(object) << 20)

#endif
