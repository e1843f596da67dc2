/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A log of saved meminfos as a record: of each the machine, and no processes. */
#ifndef MEMTOP_STORE_MEMINFO_RECORD_H
#define MEMTOP_STORE_MEMINFO_RECORD_H

#include "base/moment.h"
#include "parse/meminfo/log.h"
#include "ports/store.h"

/*
 * The last entry at or before that moment, and at the least the first.  STATUS_ABSENT: it is before the
 * first; message says so.
 */
enum status meminfo_record_find(const struct meminfo_log *log, const struct moment *moment,
	size_t *at, struct message *message);

/* Unref it. */
enum status meminfo_record_sample(const struct meminfo_log *log, size_t at, struct sample **sample);

/* From one entry to another, from not after to; record_span_free() it unless it fails. */
enum status meminfo_record_span(const struct meminfo_log *log, size_t from, size_t to,
	struct record_span *span);

#endif
