/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what belongs to the machine and not to a process: meminfo, zoneinfo, vmstat, PSI, swap. */
#ifndef MEMTOP_SOURCE_SYSTEM_SYSTEM_H
#define MEMTOP_SOURCE_SYSTEM_SYSTEM_H

#include "ports/feed.h"
#include "sample/sample.h"
#include "source/file.h"

struct system_reader;

/* The root stays the caller's and must outlive the reader.  NULL: no memory. */
struct system_reader *system_reader_new(const struct kernel_root *root);
void system_reader_free(struct system_reader *reader);

/*
 * Fills sample->system: every part says by its status or value whether it could be read.  With texts in
 * the request the sample keeps the files whole, and those of which nothing else is made; processors are
 * read if its cost has them.  STATUS_OK, or a shortage that no part of it can say.
 */
enum status system_read(struct system_reader *reader, struct sample *sample,
	const struct feed_request *request);

#endif
