/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the census of all pages comes from: the small interface between kernel/, and ui/ and cli/. */
#ifndef MEMTOP_PORTS_CENSUS_H
#define MEMTOP_PORTS_CENSUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/messages.h"
#include "base/status.h"
#include "sample/kernel/census.h"

/* How a census ended. */
struct census_news {
	enum status status;     /* STATUS_OK: census is filled */
	struct message message; /* why not */
	struct census census;
};

struct census_feed {
	void *context;
	/* Becomes readable when a census ended or came a step further. */
	int descriptor;
	/* Counts all pages, once; false ends a census that goes on.  Never waits. */
	void (*count)(void *context, bool on);
	/* The one that ended and was not taken yet; false: there is none. */
	bool (*take)(void *context, struct census_news *news);
	/* How far it is, in bytes of RAM; false if none goes on. */
	bool (*progress)(void *context, uint64_t *done, uint64_t *total);
};

#endif
