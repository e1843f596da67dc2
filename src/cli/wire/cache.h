/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page cache by file: the kernel's lists, with what files of /proc say at the same moment. */
#ifndef MEMTOP_CLI_WIRE_CACHE_H
#define MEMTOP_CLI_WIRE_CACHE_H

#include <stdatomic.h>

#include "base/status.h"
#include "kernel/cache/lists.h"
#include "ports/cache.h"
#include "sample/kernel/cache_report.h"

/* What is loaded, or open, for it.  pages: and holders: NULL where the kernel has not taken these: they are not known then. */
struct cache_programs {
	struct cache_lists lists;
	struct kernel_bpf *pages, *holders;
	struct kernel_refusal refusal;               /* why the lists are not read by BPF */
	enum value_state uncounted, without_holders; /* where pages, or holders, is NULL */
};

/*
 * Loads the programs, unless the setting bpf forbids it; where none is loaded, opens /proc/kcore.  STATUS_REFUSED:
 * neither can be had, and programs->refusal says why.  STATUS_NO_MEMORY.
 */
enum status cache_programs_load(struct cache_programs *programs, bool allowed);
void cache_programs_unload(struct cache_programs *programs);

/* Whether what was refused may be had at another time, for it was memory or descriptors that were short. */
bool cache_programs_may_yet(const struct cache_programs *programs);

/*
 * Fills a report, which begins zeroed, with all files, or with those below targets, which are found in the
 * kernel first (cache_report_keep_below()).  cache_report_free() it in any case; message says why.
 */
enum status cache_report_read(struct cache_report *report, const struct cache_programs *programs,
	const struct cache_below *below, const atomic_bool *cancelled, struct message *message);

/*
 * The same in two steps: the files, and then of the largest what their pages are and which processes have them open.  What
 * of that could not be read is said in the report; STATUS_NO_MEMORY.
 */
enum status cache_report_list(struct cache_report *report, const struct cache_programs *programs,
	const struct cache_below *below, const atomic_bool *cancelled, struct message *message);
enum status cache_report_complete(struct cache_report *report,
	const struct cache_programs *programs, const atomic_bool *cancelled);

/*
 * The same where neither can be had, of programs that were refused: the files that processes have open, which a
 * child asks.
 */
enum status cache_report_ask_holders(struct cache_report *report,
	const struct cache_programs *programs, const atomic_bool *cancelled,
	struct message *message);

/* Looks again and again in a thread of its own. */
struct cache_watcher;

/*
 * At rest.  allowed: whether programs may be loaded; inspect_limit: see the setting.  STATUS_NO_MEMORY;
 * STATUS_FAILED: message says why.
 */
enum status cache_watcher_new(struct cache_watcher **watcher, bool allowed, unsigned inspect_limit,
	struct message *message);
void cache_watcher_free(struct cache_watcher *watcher); /* NULL is allowed */
struct cache_feed cache_watcher_feed(struct cache_watcher *watcher);

/*
 * The news of one look, whose thread may hang: what is not there after so long is STATUS_UNANSWERED, and the
 * message says so.
 */
void cache_feed_look(const struct cache_feed *feed, int wait_ms, struct cache_news *news);

#endif
