/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sources of the machine that memtop runs on, each started when it is first asked for. */
#ifndef MEMTOP_CLI_WIRE_SOURCES_H
#define MEMTOP_CLI_WIRE_SOURCES_H

#include "cli/wire/cache.h"
#include "cli/wire/census.h"
#include "cli/wire/heap.h"
#include "cli/wire/leaks.h"
#include "ports/sources.h"
#include "probe/probe.h"
#include "source/inspect/inspector.h"
#include "source/kernel_log.h"
#include "source/shared/reader.h"

/* Zero it first, but for the settings; what is not NULL was started. */
struct live_sources {
	unsigned inspect_limit;
	bool bpf;        /* BPF programs may be loaded */
	bool files_only; /* what is shown is another root: the running kernel is not asked */
	struct inspector *inspector;
	struct inspect inspect;
	struct examiner *watcher;
	struct heap_feed heap;
	struct examiner *searcher;
	struct leak_feed leaks;
	struct cache_watcher *cache_watcher;
	struct cache_feed cache;
	const struct census_files *census_files; /* opened while the right was there */
	struct census_taker *census_taker;
	struct census_feed census;
	struct prober_state *probing;
	struct prober prober;
	struct log_reader *reader;
	struct kernel_log kernel_log;
	struct shared_reader *sharing;
	struct shared_feed shared;
};
void live_sources_free(struct live_sources *live);

struct sources live_sources(struct live_sources *live);

#endif
