/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a view gets what is in no sample.  A source is started when the first view asks for it, and
 * any may be missing: a recording has samples alone.
 */
#ifndef MEMTOP_PORTS_SOURCES_H
#define MEMTOP_PORTS_SOURCES_H

#include "base/status.h"
#include "ports/cache.h"
#include "ports/census.h"
#include "ports/heap.h"
#include "ports/inspect.h"
#include "ports/kernel_log.h"
#include "ports/leaks.h"
#include "ports/shared.h"
#include "sample/probe_report.h"

/*
 * Each gives the same source every time, good for as long as the sources are; NULL if it cannot be
 * started: message says why.  A function that is NULL stands for a source that there is not.
 */
struct sources {
	void *context;
	const struct inspect *(*inspect)(void *context, struct message *message);
	const struct heap_feed *(*heap)(void *context, struct message *message);
	const struct leak_feed *(*leaks)(void *context, struct message *message);
	const struct cache_feed *(*cache)(void *context, struct message *message);
	const struct census_feed *(*census)(void *context, struct message *message);
	const struct prober *(*prober)(void *context, struct message *message);
	const struct kernel_log *(*kernel_log)(void *context, struct message *message);
	const struct shared_feed *(*shared)(void *context, struct message *message);
};

#endif
