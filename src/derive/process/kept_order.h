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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct row;
struct sample;

/*
 * A list as it stood: where few rows of the next sample are others, and those stay between their neighbours,
 * it stands as it did, and no row is sorted or looked at again.
 */
struct kept_list {
	uint64_t *versions; /* of the rows of the sample, in its order */
	uint32_t *lines;    /* indexes of those that have a line, in the order of the lines */
	size_t row_count, line_count, capacity;
	unsigned by; /* what it was arranged by: the caller's */
};

struct kept_order {
	pid_t *pids;      /* of its processes, ascending */
	uint32_t *places; /* indexes of those, as they were sorted */
	uint32_t *others; /* scratch */
	size_t count, capacity;
	struct kept_list list; /* where nothing but figures made the lines, and all stood alone */
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

/* Room for a line of each row, to be filled before kept_list_keep(); nothing is kept until then.  NULL: no memory. */
uint32_t *kept_list_begin(struct kept_list *list, const struct sample *sample);
void kept_list_keep(struct kept_list *list, const struct sample *sample, size_t line_count,
	unsigned by);

/*
 * Whether the same processes have the lines of this sample, in the same order; then it is what is kept.
 * stays() is asked of each row with a line that is another than before: whether it belongs there, between
 * these neighbours (NULL: none).
 */
bool kept_list_stands(struct kept_list *list, const struct sample *sample, unsigned by,
	bool (*stays)(const void *context, const struct row *before, const struct row *row,
		const struct row *after),
	const void *context);

#endif
