/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/heap.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/event.h"
#include "base/i18n.h"
#include "heap/heap.h"
#include "source/inspect/asked_mount.h"
#include "source/inspect/process_memory.h"

/* One look. */
struct job {
	struct examination at_work;
	atomic_bool ended;
	pid_t pid;
	unsigned limit;
	struct process_detail *detail;
	struct heap_look look; /* the thread's until ended */
};

static void job_free(void *context)
{
	struct job *job = context;

	heap_report_free(&job->look.report);
	detail_unref(job->detail);
	free(job);
}

static void examine(struct job *job, struct process_memory *memory)
{
	const struct heap_options options = { .context = &job->at_work,
		.cancelled = examination_cancelled,
		.progress = examination_progress,
		.limit = job->limit,
		.grows = true };
	struct memory_reader reader = process_memory_reader(memory);
	struct heap_look *look = &job->look;

	if (job->detail)
		process_memory_know(memory, job->detail);
	snprintf(look->name, sizeof(look->name), "%s", process_memory_name(memory));
	look->status = heap_examine(&look->report, &reader, &options);
	if (look->status == STATUS_GONE || look->status == STATUS_ABSENT)
		message_set(&look->message, _("process %d: has ended"), (int)job->pid);
	else if (look->status != STATUS_OK)
		message_set(&look->message, _("process %d: heap: %s"), (int)job->pid,
			status_text(look->status));
}

static void end(struct job *job)
{
	worker_lock(&job->at_work.worker);
	job->look.monotonic_ns = clock_now_ns(CLOCK_MONOTONIC);
	atomic_store(&job->ended, true);
	worker_ring(&job->at_work.worker);
	worker_unlock(&job->at_work.worker);
}

static void run(void *context)
{
	struct job *job = context;
	struct process_memory *memory;

	job->look.status = process_memory_open(&memory, job->pid, &job->look.message);
	if (job->look.status == STATUS_OK)
		examine(job, memory);
	process_memory_close(memory);
	end(job);
}

/* A look that could not be begun is one that ended. */
static void start(struct job *job)
{
	enum status status = worker_start(&job->at_work.worker, run, 0);

	if (status == STATUS_OK)
		return;
	job->look.status = status;
	message_set(&job->look.message, _("heap: %s"), status_text(status));
	end(job);
}

/* ---- the interface ---- */

static void look(void *context, pid_t pid, struct process_detail *detail)
{
	struct examiner *examiner = context;
	struct job *job;

	examiner_drop(examiner);
	if (pid == 0)
		return;
	job = calloc(1, sizeof(*job));
	if (!job)
		return;
	job->pid = pid;
	job->limit = examiner->limit;
	job->detail = detail ? detail_ref(detail) : NULL;
	if (examiner_begins(examiner, &job->at_work, job_free))
		start(job);
}

static bool take(void *context, struct heap_look *taken)
{
	struct examiner *examiner = context;
	struct job *job = (struct job *)examiner->at_work;

	event_hush(examiner->event);
	if (!job)
		return false;
	if (atomic_load(&job->ended)) {
		*taken = job->look;
		job->look.report = (struct heap_report){ 0 };
	} else if (examination_hangs(&job->at_work)) {
		*taken = (struct heap_look){ .status = STATUS_UNANSWERED,
			.monotonic_ns = clock_now_ns(CLOCK_MONOTONIC) };
		message_set(&taken->message, _("process %d: heap: %s"), (int)job->pid,
			status_text(STATUS_UNANSWERED));
		asked_mount_add_of(&taken->message, job->pid);
	} else {
		return false;
	}
	examiner_drop(examiner);
	return true;
}

static void wait_for(void *context, struct heap_look *taken)
{
	struct examiner *examiner = context;
	struct job *job = (struct job *)examiner->at_work;

	/* look() had no memory, or no descriptor, for a job. */
	*taken = (struct heap_look){ .status = STATUS_NO_MEMORY };
	if (!job)
		message_set(&taken->message, "%s", status_text(STATUS_NO_MEMORY));
	while (examiner->at_work && !take(examiner, taken)) {
		worker_lock(&job->at_work.worker);
		if (!atomic_load(&job->ended))
			worker_wait(&job->at_work.worker,
				clock_now_ns(CLOCK_MONOTONIC) + EXAMINATION_PATIENCE_NS / 10);
		worker_unlock(&job->at_work.worker);
	}
}

struct heap_feed heap_feed_of(struct examiner *examiner)
{
	return (struct heap_feed){ .context = examiner,
		.descriptor = examiner->event,
		.look = look,
		.take = take,
		.wait = wait_for,
		.progress = examiner_progress };
}
