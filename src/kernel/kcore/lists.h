/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the programs of cache.bpf.c do, done from here over /proc/kcore: the same calls with the same answers,
 * for a kernel that takes no programs.  The lists are not locked meanwhile, so each step asks whether the
 * link that led there leads back.
 */
#ifndef MEMTOP_KERNEL_KCORE_LISTS_H
#define MEMTOP_KERNEL_KCORE_LISTS_H

#include "base/status.h"
#include "sample/kernel/way.h"

struct kcore_lists;

/* What is read; those of the running kernel by kcore_lists_open(). */
struct kcore_files {
	int kcore, kallsyms, btf;
};

/*
 * Opens the files of the running kernel; takes up to 0.1 s, and 8 MiB for as long as it lasts.
 * STATUS_REFUSED: refusal says why, STATUS_NO_MEMORY.  kcore_lists_close() it.
 */
enum status kcore_lists_open(struct kcore_lists **lists, enum kcore_refusal *refusal);
void kcore_lists_close(struct kcore_lists *lists); /* NULL is allowed */

/* The same of these files, which become its own. */
enum status kcore_lists_take(struct kcore_lists **lists, const struct kcore_files *files,
	enum kcore_refusal *refusal);

/* As kernel_bpf_run() and kernel_bpf_memory(). */
enum status kcore_lists_run(struct kcore_lists *lists, const char *program, void *call);
void *kcore_lists_memory(struct kcore_lists *lists, const char *name, size_t *size);

#endif
