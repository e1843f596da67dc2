/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/net/sockstat: what the sockets of this network namespace use. */
#ifndef MEMTOP_PARSE_SYSTEM_SOCKSTAT_H
#define MEMTOP_PARSE_SYSTEM_SOCKSTAT_H

#include <stddef.h>

#include "base/status.h"
#include "base/value.h"

struct sockstat {
	struct value sockets; /* of all families */
	struct value tcp_in_use, tcp_orphans, tcp_time_wait, tcp_allocated;
	struct value udp_in_use;
	struct value tcp_pages, udp_pages; /* of buffers; over all namespaces */
	struct value fragment_bytes;
};

enum status sockstat_parse(struct sockstat *sockstat, const char *text, size_t length);

#endif
