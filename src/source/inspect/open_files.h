/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The open files of a process that have no name any more, and its memfds, which never had one.
 *
 * To follow /proc/PID/fd/N is to ask the file system that the file is on, and one in user space or
 * over a network may never answer; whoever waits for it then cannot even be killed.  So a file is
 * followed only where readlink(2) and the mount table say that its inode is answered from memory.
 */
#ifndef MEMTOP_SOURCE_INSPECT_OPEN_FILES_H
#define MEMTOP_SOURCE_INSPECT_OPEN_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "base/value.h"
#include "source/file.h"

/*
 * The mounts that the kernel keeps for memfds: shared memory, and one for each size of huge pages.
 * They are in no mount table, and nothing else can be mounted there.
 */
struct memfd_mounts {
	uint64_t ids[4];           /* the first is of shared memory */
	size_t count;              /* 0 where the kernel makes no memfds (before 3.17) */
	enum value_state why_none; /* where count is 0 */
	dev_t device;              /* of shared memory, as /proc/PID/maps has it */
};
void memfd_mounts_find(struct memfd_mounts *mounts, const struct kernel_root *root);

struct open_file {
	int64_t descriptor;
	bool followed; /* false: its file system may not answer, and nothing below is known */
	bool memfd;    /* in shared memory */
	bool regular;
	dev_t device;
	uint64_t inode, links, bytes; /* bytes of memory or disk that it takes */
};

enum open_files {
	OPEN_FILES_DELETED, /* whose name is gone */
	OPEN_FILES_SHMEM, /* memfds in shared memory, and files on tmpfs that are open for writing */
};

/*
 * Calls take for every descriptor of such a file.  Of tmpfs only mounts at usual places are looked at,
 * which is fast.  STATUS_DENIED, STATUS_GONE; what take returns other than STATUS_OK ends it.
 */
typedef enum status open_file_taker(void *context, const struct open_file *file);
enum status open_files_each(const struct kernel_root *root, pid_t pid,
	const struct memfd_mounts *mounts, enum open_files which, open_file_taker *take,
	void *context);

#endif
