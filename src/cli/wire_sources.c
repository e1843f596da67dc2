/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire_sources.h"

#include "cli/wire/shared_inodes.h"
#include "heap/glibc/header.h"

static const struct inspect *start_inspect(void *context, struct message *message)
{
	struct live_sources *live = context;

	if (!live->inspector && inspector_new(&live->inspector, heap_header_is_glibc,
					live->inspect_limit, message) != STATUS_OK)
		return NULL;
	live->inspect = inspector_interface(live->inspector);
	return &live->inspect;
}

static const struct heap_feed *start_heap(void *context, struct message *message)
{
	struct live_sources *live = context;

	if (!live->watcher &&
		examiner_new(&live->watcher, live->inspect_limit, message) != STATUS_OK)
		return NULL;
	live->heap = heap_feed_of(live->watcher);
	return &live->heap;
}

static const struct leak_feed *start_leaks(void *context, struct message *message)
{
	struct live_sources *live = context;

	if (!live->searcher &&
		examiner_new(&live->searcher, live->inspect_limit, message) != STATUS_OK)
		return NULL;
	live->leaks = leak_feed_of(live->searcher);
	return &live->leaks;
}

static const struct cache_feed *start_cache(void *context, struct message *message)
{
	struct live_sources *live = context;

	if (!live->cache_watcher && cache_watcher_new(&live->cache_watcher, live->bpf,
					    live->inspect_limit, message) != STATUS_OK)
		return NULL;
	live->cache = cache_watcher_feed(live->cache_watcher);
	return &live->cache;
}

static const struct census_feed *start_census(void *context, struct message *message)
{
	struct live_sources *live = context;

	if (!live->census_taker && census_taker_new(&live->census_taker, live->census_files,
					   live->bpf, message) != STATUS_OK)
		return NULL;
	live->census = census_taker_feed(live->census_taker);
	return &live->census;
}

static const struct prober *start_prober(void *context, struct message *message)
{
	struct live_sources *live = context;

	if (!live->probing && prober_new(&live->probing, message) != STATUS_OK)
		return NULL;
	live->prober = prober_interface(live->probing);
	return &live->prober;
}

static const struct kernel_log *start_kernel_log(void *context, struct message *message)
{
	struct live_sources *live = context;

	if (!live->reader && log_reader_new(&live->reader, KERNEL_LOG_PATH, message) != STATUS_OK)
		return NULL;
	live->kernel_log = log_reader_interface(live->reader);
	return &live->kernel_log;
}

static const struct shared_feed *start_shared(void *context, struct message *message)
{
	struct live_sources *live = context;
	struct kernel_inodes inodes;

	if (!live->sharing) {
		inodes = shared_inodes_new(live->bpf, false);
		if (shared_reader_new(&live->sharing, &inodes, message) != STATUS_OK)
			return NULL;
	}
	live->shared = shared_reader_feed(live->sharing);
	return &live->shared;
}

struct sources live_sources(struct live_sources *live)
{
	if (live->files_only)
		return (struct sources){ .context = live, .inspect = start_inspect };
	return (struct sources){ .context = live,
		.inspect = start_inspect,
		.heap = start_heap,
		.leaks = start_leaks,
		.cache = start_cache,
		.census = start_census,
		.prober = start_prober,
		.kernel_log = start_kernel_log,
		.shared = start_shared };
}

void live_sources_free(struct live_sources *live)
{
	shared_reader_free(live->sharing);
	log_reader_free(live->reader);
	prober_free(live->probing);
	census_taker_free(live->census_taker);
	cache_watcher_free(live->cache_watcher);
	examiner_free(live->searcher);
	examiner_free(live->watcher);
	inspector_free(live->inspector);
}
