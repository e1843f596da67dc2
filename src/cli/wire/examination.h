/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every look at the memory of another process needs: a thread of its own that can be left behind, how
 * far it is, and whether it hangs.  A struct that begins with it is the look, and an examiner has one at a
 * time:
 *
 *	struct job { struct examination at_work; ... } *job = calloc(...);
 *	if (examiner_begins(examiner, &job->at_work, job_free))
 *		worker_start(&job->at_work.worker, run, 0);
 *	options.context = &job->at_work;
 */
#ifndef MEMTOP_CLI_WIRE_EXAMINATION_H
#define MEMTOP_CLI_WIRE_EXAMINATION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/messages.h"
#include "base/status.h"
#include "base/worker.h"

/* Without processor time for so long it waits for what does not answer. */
#define EXAMINATION_PATIENCE_NS (UINT64_C(2) * 1000000000)

struct examination {
	struct worker worker;
	atomic_ullong done, total;   /* bytes */
	atomic_bool rests;           /* it waits of its own will */
	uint64_t step;               /* the thread's own */
	uint64_t since_ns, spent_ns; /* the owner's: when its processor time last moved, and that */
};

/* For struct heap_options; context is the examination. */
bool examination_cancelled(void *context);
void examination_progress(void *context, uint64_t done, uint64_t total);

/* Whether it has used no processor time for so long, as far as it is asked again and again. */
bool examination_hangs(struct examination *examination);

/* The event that all looks of one feed ring; STATUS_FAILED and a message. */
enum status examination_event(int *event, struct message *message);

struct examiner {
	int event;                   /* rung by its looks */
	unsigned limit;              /* the setting inspect_limit */
	struct examination *at_work; /* goes on, or was not taken; NULL: at rest */
};

/* At rest.  STATUS_FAILED: message says why. */
enum status examiner_new(struct examiner **examiner, unsigned limit, struct message *message);

/* Gives up a look that goes on, and does not wait for it.  NULL is allowed. */
void examiner_free(struct examiner *examiner);
void examiner_drop(struct examiner *examiner);

/*
 * The look becomes the examiner's, which is at rest; its thread is not started.  free_look frees the struct
 * that begins with it.  False, and it is freed, where memory or descriptors lack.
 */
bool examiner_begins(struct examiner *examiner, struct examination *look,
	void (*free_look)(void *look));

/* For a feed, whose context is the examiner: how far its look is; false at rest. */
bool examiner_progress(void *context, uint64_t *done, uint64_t *total);

#endif
