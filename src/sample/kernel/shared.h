/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The objects of shared memory, as they were found at one moment: each once, however many processes share it. */
#ifndef MEMTOP_SAMPLE_KERNEL_SHARED_H
#define MEMTOP_SAMPLE_KERNEL_SHARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "base/text.h"
#include "base/value.h"
#include "sample/kernel/way.h"

enum shared_kind {
	SHARED_TMPFS, /* a file, or what is left of a mount */
	SHARED_SYSV,
	SHARED_POSIX, /* a file in /dev/shm itself, as shm_open(3) makes them */
	SHARED_MEMFD,
	SHARED_ANONYMOUS, /* mapped MAP_SHARED | MAP_ANONYMOUS; also what drivers have there */
	SHARED_HUGETLB,   /* in none of the kernel's sums of shared memory */
	SHARED_SECRET,    /* memfd_secret(2): in Cached and Unevictable, not in Shmem */
	SHARED_DMABUF,    /* counted where the memory is from, if at all */
	SHARED_KINDS
};
extern const char *const shared_kind_names[SHARED_KINDS]; /* "tmpfs" ... */

/* Whether the kernel counts it in Shmem. */
bool shared_kind_is_shmem(enum shared_kind kind);

struct shared_process {
	pid_t pid;
	char name[16]; /* comm; "" of one that has ended */
};

/* Neighbours in shared_report.users. */
struct shared_span {
	size_t first, count;
};

/* Names are offsets into shared_report.strings. */
struct shared_object {
	enum shared_kind kind;
	size_t name;            /* path, or what the kernel calls it */
	size_t mount;           /* index of the mount that it is on, or SHARED_NO_MOUNT */
	bool is_rest;           /* no object of its own: what else the mount holds */
	uint64_t device, inode; /* device as of makedev(3) */
	struct value size;      /* what it could hold */
	struct value allocated; /* present or in swap */
	struct value present, swap;
	bool deleted;        /* it has no name any more, or never had one */
	struct value sealed; /* memfd: 0 or 1 */
	struct value key;    /* System V */
	struct value attached;
	struct shared_span mapped_by, open_by;
	bool has_creator, creator_lives;
	struct shared_process creator;
	struct value orphaned; /* 1: no process maps it, has it open, or made it and lives */
};

#define SHARED_NO_MOUNT SIZE_MAX

struct shared_mount {
	size_t point; /* string */
	size_t type;  /* string: tmpfs, devtmpfs, rootfs, hugetlbfs */
	uint64_t device;
	pid_t pid;          /* of a process that sees it there; 0: memtop does */
	size_t root;        /* string: what leads to that process's root; "" if memtop sees it */
	struct value limit; /* size=, bytes; absent: none */
	struct value used;
	bool partly; /* not all of its files were looked at */
};

struct shared_report {
	enum status status;
	enum kernel_method method;
	struct kernel_refusal refusal; /* of a better method */
	int64_t wall_ns;
	struct value shmem, total, swap_used; /* of meminfo: bytes */
	struct value huge_total, huge_free;   /* bytes in pools */
	struct shared_object *objects;        /* by allocated, the largest first */
	size_t count, capacity;
	struct shared_process *users;
	size_t user_count, user_capacity;
	struct shared_mount *mounts;
	size_t mount_count, mount_capacity;
	struct string_pool strings;
	uint64_t processes; /* that were looked at */
	uint64_t denied;    /* of which nothing may be seen, or not all */
	uint64_t unanswered;
	bool some_hidden; /* there may be processes that /proc does not show here */
};

void shared_report_free(struct shared_report *report);

/* A new one, zeroed; NULL without memory, and the status says so. */
struct shared_object *shared_report_add(struct shared_report *report);
struct shared_mount *shared_report_add_mount(struct shared_report *report);
void shared_report_add_user(struct shared_report *report, const struct shared_process *process);

/* Largest first. */
void shared_report_sort(struct shared_report *report);

#endif
