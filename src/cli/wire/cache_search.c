/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/cache_search.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "base/clock.h"
#include "base/compiler/statx.h"
#include "kernel/cache/cache.h"
#include "source/names/search.h"

/* ---- all file systems ---- */

struct running {
	struct cache_search *search;
	const struct cache_search_place *place; /* that is searched */
	struct cache_lists lists;
	uint64_t since_ns;
	cache_search_listener *listener;
	void *context;
};

/*
 * The wanted inode of that number, as the one that the descriptor holds has on its file system.  Subvolumes of btrfs have
 * devices of their own, so that none of theirs is taken for another's.
 */
static uint64_t inode_by_number(const struct cache_search_place *place, int descriptor)
{
	const struct cache_wanted *wanted, *end = place->wanted + place->count;
	struct statx found;

	if (statx(descriptor, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_INO, &found) != 0 ||
		found.stx_dev_major != place->major || found.stx_dev_minor != place->minor)
		return 0;
	wanted = cache_search_wanted(place, found.stx_ino);
	if (!wanted || (wanted + 1 < end && wanted[1].number == wanted->number))
		return 0;
	return wanted->inode;
}

static uint64_t inode_of(void *context, int descriptor)
{
	struct cache_target target = { .descriptor = descriptor };
	const struct running *running = context;

	if (!running->lists.bpf)
		return inode_by_number(running->place, descriptor);
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
	struct running running = { .search = search,
		.lists = { .bpf = bpf },
		.since_ns = clock_now_ns(CLOCK_MONOTONIC),
		.listener = listener,
		.context = context };
	const struct names_request request = { .cancelled = cancelled,
		.until_ns = running.since_ns + (uint64_t)(seconds * 1e9),
		.context = &running,
		.inode_of = inode_of,
		.progress = progress };
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < search->count; i++) {
		running.place = &search->places[i];
		status = names_search(&search->places[i], &search->names, &request);
	}
	search->spent_ns = clock_now_ns(CLOCK_MONOTONIC) - running.since_ns;
	return status;
}
