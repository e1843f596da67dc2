/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The open files of a process that have no name any more, and its memfds, which never had one.
 *
 * To follow /proc/PID/fd/N is to ask the file system that the file is on, and one in user space or
 * over a network may never answer; a thread that waits for it then cannot even be killed.  So a file is
 * followed only where readlink(2) and the mount table say that its inode is answered from memory.
 */
#ifndef MEMTOP_SOURCE_INSPECT_OPEN_FILES_H
#define MEMTOP_SOURCE_INSPECT_OPEN_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "base/text.h"
#include "base/value.h"
#include "parse/system/mounts.h"
#include "source/file.h"

/*
 * The mounts that the kernel keeps for memfds: shared memory, and one for each size of huge pages.
 * They are in no mount table, and nothing else can be mounted there.
 */
struct memfd_mounts {
	uint64_t ids[4];           /* the first is of shared memory */
	size_t count;              /* 0 where the kernel makes no memfds (before 3.17) */
	enum value_state why_none; /* where count is 0 */
	dev_t devices[4];          /* of each, as /proc/PID/maps has it */
};
/* The place of a device among them, or -1. */
int memfd_mounts_device(const struct memfd_mounts *mounts, dev_t device);
enum status memfd_mounts_find(struct memfd_mounts *mounts, const struct kernel_root *root);

struct open_file {
	int64_t descriptor;
	bool followed; /* false: its file system may not answer, and nothing below is known */
	bool memfd;    /* in shared memory */
	bool regular;
	dev_t device;
	uint64_t inode, links, bytes; /* bytes of memory or disk that it takes */
	uint64_t size;                /* as far as it reaches */
	/* By the two functions that ask for more alone: what the link says, while it is told; what a dma-buf takes. */
	struct text target;
	struct value told_size;
	/* By open_files_all() alone, as long as the target; NULL: of a memfd.  Its type is empty if no table has it. */
	const struct mount *mount;
};

enum open_files {
	OPEN_FILES_DELETED, /* whose name is gone */
	OPEN_FILES_SHMEM, /* memfds in shared memory, and files on tmpfs that are open for writing */
	OPEN_FILES_ALL,   /* open_files_all() */
};

/*
 * Calls take for every descriptor of such a file.  Of tmpfs only mounts at usual places are looked at,
 * which is fast.  STATUS_DENIED, STATUS_GONE; what take returns other than STATUS_OK ends it.
 */
typedef enum status open_file_taker(void *context, const struct open_file *file);
enum status open_files_each(const struct kernel_root *root, pid_t pid,
	const struct memfd_mounts *mounts, enum open_files which, open_file_taker *take,
	void *context);

/*
 * The same for every descriptor of a file on the mounts that are named, which must all be such as answer
 * from memory, of memfds, huge pages, dma-bufs and secret memory.
 */
struct mount_ids {
	const uint64_t *ids; /* ascending */
	size_t count;
};
enum status open_files_of_mounts(const struct kernel_root *root, pid_t pid,
	const struct memfd_mounts *mounts, const struct mount_ids *ids, open_file_taker *take,
	void *context);

/*
 * The same for every descriptor of what has a name or once had one; own is the text of memtop's own
 * /proc/self/mountinfo, by which a mount is looked for before that of the process.
 */
enum status open_files_all(const struct kernel_root *root, pid_t pid,
	const struct memfd_mounts *mounts, struct text own, open_file_taker *take, void *context);

/* Whether a file system of that type answers from memory what is asked of an inode. */
bool mount_type_answers(struct text type);

#endif
