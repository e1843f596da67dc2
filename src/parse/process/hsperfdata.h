/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The counters that HotSpot keeps in the file /tmp/hsperfdata_USER/PID, which it maps: what jstat
 * prints.  Its writer may lie: nothing in it is believed before it is checked.
 */
#ifndef MEMTOP_PARSE_PROCESS_HSPERFDATA_H
#define MEMTOP_PARSE_PROCESS_HSPERFDATA_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/value.h"

/* In bytes where they do not say otherwise; absent where the file has no such counter. */
struct hsperfdata {
	struct value used;      /* of all spaces, after the last collection */
	struct value old_used;  /* of the old generation; absent where there is none */
	struct value committed; /* taken from the system for all spaces */
	struct value limit;     /* the most that all generations may become */
	struct value metaspace_used;
	struct value collections; /* of all collectors; a number */
	size_t malformed;         /* entries that reach past the end */
};

/* STATUS_MALFORMED if it does not begin as such a file of version 2 does. */
enum status hsperfdata_parse(struct hsperfdata *data, const uint8_t *bytes, size_t length);

#endif
