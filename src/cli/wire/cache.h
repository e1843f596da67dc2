/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page cache by file: the kernel's lists, with what files of /proc say at the same moment. */
#ifndef MEMTOP_CLI_WIRE_CACHE_H
#define MEMTOP_CLI_WIRE_CACHE_H

#include <stdatomic.h>

#include "base/status.h"
#include "kernel/bpf.h"
#include "ports/cache.h"
#include "sample/kernel/cache_report.h"

/* Loads the programs, unless the setting bpf forbids it; message says why it cannot be done. */
enum status cache_bpf_load(struct kernel_bpf **bpf, bool allowed, struct message *message);

/* Fills a report, which begins zeroed.  cache_report_free() it in any case; message says why. */
enum status cache_report_read(struct cache_report *report, struct kernel_bpf *bpf,
	const atomic_bool *cancelled, struct message *message);

/* Looks again and again in a thread of its own. */
struct cache_watcher;

/* At rest.  allowed: whether programs may be loaded.  STATUS_FAILED: message says why. */
enum status cache_watcher_new(struct cache_watcher **watcher, bool allowed,
	struct message *message);
void cache_watcher_free(struct cache_watcher *watcher); /* NULL is allowed */
struct cache_feed cache_watcher_feed(struct cache_watcher *watcher);

#endif
