/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thread that reads the kernel.  It publishes a sample at a time; a thread that wants one takes a
 * reference and is never kept waiting by a read.
 *
 *	collector_new(&collector, &request, ports, &message);
 *	feed = collector_feed(collector);
 *	poll(feed.descriptor) ... sample = feed.take(feed.context) ...
 *	collector_free(collector);
 */
#ifndef MEMTOP_SOURCE_COLLECTOR_H
#define MEMTOP_SOURCE_COLLECTOR_H

#include "base/status.h"
#include "ports/feed.h"
#include "ports/memcg_counters.h"
#include "ports/retained.h"
#include "ports/sweep.h"

struct collector;

/* What the collector reads through others. */
struct collector_ports {
	struct retained_source retained; /* read may be NULL where that column is not asked for */
	struct memcg_counters (*memcg_counters)(void); /* new ones; NULL: there are none */
	struct bpf_state bpf; /* what is known without looking: setting and refusal */
	struct sweep sweep;   /* becomes the collector's, in any case; zeroed: statm of each */
};

/* Starts the thread; copies the request.  STATUS_FAILED: message says what. */
enum status collector_new(struct collector **collector, const struct feed_request *request,
	struct collector_ports ports, struct message *message);
/* Ends the thread; does not wait for a read of the kernel that hangs. */
void collector_free(struct collector *collector);

/* The collector behind the interface that ui and out know; context is the collector. */
struct feed collector_feed(struct collector *collector);

/* What its samples have as boot_id. */
const char *collector_boot_id(const struct collector *collector);

#endif
