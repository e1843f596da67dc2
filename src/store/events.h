/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is written into a record between its samples. */
#ifndef MEMTOP_STORE_EVENTS_H
#define MEMTOP_STORE_EVENTS_H

#include "sample/kernel_log.h"
#include "store/database.h"

struct store_event {
	int64_t sequence; /* of the first sample after it */
	const char *kind;
	int64_t wall_ns, until_ns;
	const char *data; /* or NULL */
	struct text text; /* of at == NULL: none */
};
enum status event_put(struct database *database, const struct store_event *row,
	struct message *message);

/*
 * What the kernel's log, read with its text, says of kills, for the event of that id: the newest reports, as many as there
 * were kills.  *after_us: those up to then have been told; it goes along.
 */
struct event_kills {
	int64_t id;
	int64_t count;
	int64_t *after_us;
};
enum status event_put_reports(struct database *database, const struct event_kills *kills,
	const struct kernel_log_reading *log, struct message *message);

/*
 * A user's mark, behind the last sample that there is; a recorder may be writing.  STATUS_ABSENT:
 * there is no such record, and none is made.
 */
enum status event_mark(const char *path, struct text text, struct message *message);

#endif
