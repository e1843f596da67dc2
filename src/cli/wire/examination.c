/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/examination.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/event.h"

#define STEPS 100u /* of progress that are worth waking somebody for */

bool examination_cancelled(void *context)
{
	const struct examination *examination = context;

	return atomic_load(&examination->worker.cancelled);
}

void examination_progress(void *context, uint64_t done, uint64_t total)
{
	struct examination *examination = context;
	uint64_t step = total ? (uint64_t)((double)done / (double)total * STEPS) : 0;

	atomic_store(&examination->done, done);
	atomic_store(&examination->total, total);
	if (step == examination->step)
		return;
	examination->step = step;
	worker_ring(&examination->worker);
}

bool examination_hangs(struct examination *examination)
{
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);
	uint64_t spent_ns = worker_cpu_ns(&examination->worker);

	if (examination->since_ns == 0 || spent_ns != examination->spent_ns ||
		atomic_load(&examination->rests))
		examination->since_ns = now_ns;
	examination->spent_ns = spent_ns;
	return now_ns - examination->since_ns >= EXAMINATION_PATIENCE_NS;
}

void examination_far(const struct examination *examination, uint64_t *done, uint64_t *total)
{
	*done = atomic_load(&examination->done);
	*total = atomic_load(&examination->total);
}

enum status examination_event(int *event, struct message *message)
{
	*event = event_new();
	if (*event >= 0)
		return STATUS_OK;
	message_set(message, "eventfd: %s", strerror(errno));
	return STATUS_FAILED;
}
