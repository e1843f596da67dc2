/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands above the processes on screen: which of it, and in which order. */
#ifndef MEMTOP_CONFIG_METERS_H
#define MEMTOP_CONFIG_METERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/messages.h"
#include "base/status.h"

/* In the order in which they stand unless another is set. */
enum meter {
	METER_MACHINE,
	METER_MEMORY,
	METER_CGROUP,
	METER_SWAP,
	METER_STORES,
	METER_PRESSURE,
	METER_PROCESSORS,
	METER_FINDINGS,
	METER_PAST,
	METER_COUNT
};

struct meter_row {
	const char *name;                /* in the settings' file */
	const char *title, *explanation; /* N_() */
};
extern const struct meter_row meter_rows[METER_COUNT];

struct meter_list {
	enum meter ids[METER_COUNT];
	size_t count; /* at least 1 */
};

bool meter_list_has(const struct meter_list *list, enum meter id);

/* "machine,memory,...": each at most once.  STATUS_MALFORMED: message says which one is unknown. */
enum status meter_list_parse(struct meter_list *list, const char *text, struct message *message);

#endif
