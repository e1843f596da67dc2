/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/examination.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/event.h"

#define STEPS 100u /* of progress that are worth waking a thread for */

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

enum status examination_event(int *event, struct message *message)
{
	*event = event_new();
	if (*event >= 0)
		return STATUS_OK;
	message_set(message, "eventfd: %s", strerror(errno));
	return STATUS_FAILED;
}

enum status examiner_new(struct examiner **examiner, unsigned limit, struct message *message)
{
	struct examiner *made = calloc(1, sizeof(*made));

	*examiner = NULL;
	if (!made)
		return STATUS_NO_MEMORY;
	made->limit = limit;
	if (examination_event(&made->event, message) != STATUS_OK) {
		free(made);
		return STATUS_FAILED;
	}
	*examiner = made;
	return STATUS_OK;
}

void examiner_drop(struct examiner *examiner)
{
	if (examiner->at_work)
		worker_leave(&examiner->at_work->worker);
	examiner->at_work = NULL;
}

void examiner_free(struct examiner *examiner)
{
	if (!examiner)
		return;
	examiner_drop(examiner);
	close(examiner->event);
	free(examiner);
}

bool examiner_begins(struct examiner *examiner, struct examination *look,
	void (*free_look)(void *look))
{
	if (worker_init(&look->worker, free_look, look, examiner->event) != STATUS_OK) {
		worker_leave(&look->worker);
		return false;
	}
	examiner->at_work = look;
	return true;
}

bool examiner_progress(void *context, uint64_t *done, uint64_t *total)
{
	const struct examiner *examiner = context;

	if (!examiner->at_work)
		return false;
	*done = atomic_load(&examiner->at_work->done);
	*total = atomic_load(&examiner->at_work->total);
	return true;
}
