/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "screen/fake/cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>

#include "base/event.h"

#define GIB (UINT64_C(1) << 30)

static void look(void *context, enum cache_look how)
{
	const struct fake_cache *cache = context;

	if (how != CACHE_LOOK_NOT)
		event_ring(cache->event);
}

/* The arrays become the report's. */
static void fill(struct cache_report *report)
{
	*report = (struct cache_report){ .method = KERNEL_BY_BPF,
		.superblocks = calloc(1, sizeof(*report->superblocks)),
		.files = calloc(1, sizeof(*report->files)),
		.holders = calloc(1, sizeof(*report->holders)),
		.has_holders = true,
		.page_bytes = 4096,
		.inodes = 1,
		.cached_bytes = value_of(4 * GIB),
		.buffers_bytes = value_of(0),
		.shmem_bytes = value_of(0),
		.total_bytes = value_of(16 * GIB),
		.swap_bytes = value_of(0),
		.dirty_background_bytes = value_of(GIB) };
	if (!report->superblocks || !report->files || !report->holders)
		abort();
	report->superblock_count = report->superblock_room = 1;
	report->file_count = report->file_room = 1;
	report->holder_count = report->holder_room = 1;
	report->superblocks[0] = (struct cache_superblock){ .address = 1,
		.major = 8,
		.minor = 1,
		.content = CACHE_OF_FILES,
		.type = "ext4" };
	report->files[0] = (struct cache_file){ .inode = 1,
		.number = 42,
		.cached_bytes = 3 * GIB,
		.size_bytes = 3 * GIB,
		.directory = CACHE_NONE,
		.name = cache_report_keep_name(report, "journal"),
		.deleted = true };
	report->holders[0] = (struct cache_holder){ .file = 0, .pid = 8, .name = "nginx" };
}

static bool take(void *context, struct cache_news *news)
{
	const struct fake_cache *cache = context;
	eventfd_t rung;

	if (eventfd_read(cache->event, &rung) != 0)
		return false;
	*news = (struct cache_news){ .status = STATUS_OK };
	fill(&news->report);
	return true;
}

static enum status search(void *context, const struct cache_report *report)
{
	(void)context, (void)report;
	return STATUS_OK;
}

static bool take_search(void *context, struct cache_search_news *news)
{
	(void)context, (void)news;
	return false;
}

static enum status name(void *context, struct cache_report *report)
{
	(void)context, (void)report;
	return STATUS_OK;
}

struct cache_feed fake_cache_feed(struct fake_cache *cache, const char *kind)
{
	*cache = (struct fake_cache){ .kind = kind,
		.event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
	return (struct cache_feed){ cache, cache->event, look, take, search, take_search, name };
}
