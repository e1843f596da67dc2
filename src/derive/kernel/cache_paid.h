/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the page cache one cgroup pays for, by file: its own, and that of all below it. */
#ifndef MEMTOP_DERIVE_KERNEL_CACHE_PAID_H
#define MEMTOP_DERIVE_KERNEL_CACHE_PAID_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "sample/kernel/cache_report.h"

struct cache_paid_file {
	uint32_t file;    /* its index in the report */
	uint64_t bytes;   /* that the cgroup pays for; other cgroups may pay for the rest */
	uint64_t removed; /* of those: cgroups below it whose directory is no more */
};

struct cache_paid {
	struct cache_paid_file *files; /* most first: those of file systems, then those of tmpfs */
	size_t file_count;             /* of file systems */
	size_t shared_count;           /* of tmpfs, memfd and System V */
	uint64_t file_bytes, shared_bytes;
};

/* The id is the inode of the cgroup's directory.  STATUS_NO_MEMORY; then there is none. */
enum status cache_paid_find(struct cache_paid *paid, const struct cache_report *report,
	uint64_t id);
void cache_paid_free(struct cache_paid *paid);

#endif
