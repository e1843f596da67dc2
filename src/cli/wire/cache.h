/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page cache by file: the kernel's lists, with what files of /proc say at the same moment. */
#ifndef MEMTOP_CLI_WIRE_CACHE_H
#define MEMTOP_CLI_WIRE_CACHE_H

#include <stdatomic.h>

#include "base/status.h"
#include "kernel/bpf.h"
#include "sample/kernel/cache_report.h"

/* Fills a report, which begins zeroed.  cache_report_free() it in any case; message says why. */
enum status cache_report_read(struct cache_report *report, struct kernel_bpf *bpf,
	const atomic_bool *cancelled, struct message *message);

#endif
