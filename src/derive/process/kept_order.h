/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order in which processes stood, to begin the next one with: where few of them moved, those alone
 * are sorted.
 *
 *	struct kept_order order = { 0 };
 *	places = kept_order_sort(&order, pids, count, compare, context);
 *	kept_order_close(&order);
 */
#ifndef MEMTOP_DERIVE_PROCESS_KEPT_ORDER_H
#define MEMTOP_DERIVE_PROCESS_KEPT_ORDER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct kept_order {
	pid_t *pids;      /* whom it was about, ascending */
	uint32_t *places; /* indexes of those, as they were sorted */
	uint32_t *others; /* scratch */
	size_t count, capacity;
};

/*
 * Indexes of pids, which ascend, sorted by compare, whatever that was before; good until the next call.
 * NULL: no memory, and no order is kept.
 */
const uint32_t *kept_order_sort(struct kept_order *order, const pid_t *pids, size_t count,
	int (*compare)(uint32_t left, uint32_t right, void *context), void *context);

/* The order as it was, if it is about the same processes; NULL otherwise. */
const uint32_t *kept_order_same(const struct kept_order *order, const pid_t *pids, size_t count);

void kept_order_close(struct kept_order *order);

#endif
