/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/cache_search.h"

#include <time.h>

#include "base/clock.h"
#include "kernel/cache/cache.h"
#include "source/names/search.h"

/* ---- all file systems ---- */

struct running {
	struct cache_search *search;
	struct cache_lists lists;
	uint64_t since_ns;
	cache_search_listener *listener;
	void *context;
};

static uint64_t inode_of(void *context, int descriptor)
{
	struct cache_target target = { .descriptor = descriptor };
	const struct running *running = context;

	if (kernel_cache_find(&target, 1, &running->lists) != STATUS_OK)
		return 0;
	return target.inode;
}

static void progress(void *context, const struct cache_search_place *place)
{
	struct running *running = context;

	(void)place;
	running->search->spent_ns = clock_now_ns(CLOCK_MONOTONIC) - running->since_ns;
	if (running->listener)
		running->listener(running->context, running->search);
}

enum status cache_search_run(struct cache_search *search, struct kernel_bpf *bpf, double seconds,
	const atomic_bool *cancelled, cache_search_listener *listener, void *context)
{
	struct running running = { search, { .bpf = bpf }, clock_now_ns(CLOCK_MONOTONIC), listener,
		context };
	const struct names_request request = { .cancelled = cancelled,
		.until_ns = running.since_ns + (uint64_t)(seconds * 1e9),
		.context = &running,
		.inode_of = inode_of,
		.progress = progress };
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < search->count; i++)
		status = names_search(&search->places[i], &search->names, &request);
	search->spent_ns = clock_now_ns(CLOCK_MONOTONIC) - running.since_ns;
	return status;
}
