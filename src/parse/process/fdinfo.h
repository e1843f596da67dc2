/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/fdinfo/N of an epoll set: what the process wants to be told with each event. */
#ifndef MEMTOP_PARSE_PROCESS_FDINFO_H
#define MEMTOP_PARSE_PROCESS_FDINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* "tfd: 5 events: 19 data: 55f0 ...": its data.  False: another line. */
bool fdinfo_parse_epoll(struct text line, uint64_t *data);

#endif
