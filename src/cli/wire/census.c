/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/wire/census.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/event.h"
#include "cli/wire/examination.h"
#include "document/kernel/way.h"

struct job {
	struct examination at_work;
	atomic_bool ended;
	bool allowed;
	struct census_files files; /* its own: a thread that is left behind may read them still */
	struct census_news news;   /* the thread's until ended */
};

struct census_taker {
	struct examiner *examiner;
	const struct census_files *files;
	bool allowed;
};

static void job_free(void *context)
{
	struct job *job = context;

	kernel_census_close(&job->files);
	free(job);
}

static void count_pages(struct job *job)
{
	const struct census_watch watch = { examination_cancelled, examination_progress,
		&job->at_work };
	struct census *census = &job->news.census;

	job->news.status = STATUS_REFUSED;
	census->refusal.kind = KERNEL_SWITCHED_OFF;
	if (job->allowed)
		job->news.status = kernel_census_take(census, &job->files, &watch);
	if (job->news.status == STATUS_REFUSED)
		kernel_refusal_say_census(&job->news.message, &census->refusal);
	else if (job->news.status != STATUS_OK)
		message_set(&job->news.message, "%s", status_text(job->news.status));
}

static void end(struct job *job)
{
	worker_lock(&job->at_work.worker);
	atomic_store(&job->ended, true);
	worker_ring(&job->at_work.worker);
	worker_unlock(&job->at_work.worker);
}

static void run(void *context)
{
	struct job *job = context;

	count_pages(job);
	end(job);
}

static int copy_of(int descriptor)
{
	return fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
}

static void begin(struct census_taker *taker)
{
	struct job *job = calloc(1, sizeof(*job));
	enum status status;

	if (!job)
		return;
	job->allowed = taker->allowed;
	job->files = (struct census_files){ copy_of(taker->files->pagemap),
		copy_of(taker->files->iomem) };
	if (!examiner_begins(taker->examiner, &job->at_work, job_free))
		return;
	/* Once it runs the news are its own. */
	status = worker_start(&job->at_work.worker, run, 0);
	if (status == STATUS_OK)
		return;
	job->news.status = status;
	message_set(&job->news.message, "%s", status_text(status));
	end(job);
}

static void count(void *context, bool on)
{
	struct census_taker *taker = context;

	examiner_drop(taker->examiner);
	if (on)
		begin(taker);
}

static bool take(void *context, struct census_news *news)
{
	struct census_taker *taker = context;
	struct job *job = (struct job *)taker->examiner->at_work;

	event_hush(taker->examiner->event);
	if (!job || !atomic_load(&job->ended))
		return false;
	*news = job->news;
	examiner_drop(taker->examiner);
	return true;
}

static bool progress(void *context, uint64_t *done, uint64_t *total)
{
	return examiner_progress(((struct census_taker *)context)->examiner, done, total);
}

enum status census_taker_new(struct census_taker **taker, const struct census_files *files,
	bool allowed, struct message *message)
{
	struct census_taker *made = calloc(1, sizeof(*made));
	enum status status = STATUS_NO_MEMORY;

	*taker = NULL;
	if (made)
		status = examiner_new(&made->examiner, 1, message);
	if (status != STATUS_OK) {
		free(made);
		return status;
	}
	made->files = files;
	made->allowed = allowed;
	*taker = made;
	return STATUS_OK;
}

void census_taker_free(struct census_taker *taker)
{
	if (!taker)
		return;
	examiner_free(taker->examiner);
	free(taker);
}

struct census_feed census_taker_feed(struct census_taker *taker)
{
	return (struct census_feed){ taker, taker->examiner->event, count, take, progress };
}
