/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/past.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/worker.h"
#include "store/reader.h"

/* So many samples over all that was recorded since boot, and as many of the end: twenty minutes. */
#define SAMPLES 120

struct past {
	struct worker worker;
	char path[PATH_MAX], boot_id[37];
	struct history *history;
};

static void past_free(void *context)
{
	struct past *past = context;

	history_unref(past->history);
	free(past);
}

static void take(void *context)
{
	struct past *past = context;
	struct history *recorded = NULL;
	struct message message = { "" };
	struct record *record;

	if (record_open(&record, past->path, &message) == STATUS_OK &&
		record_past(record, past->boot_id, SAMPLES, &recorded, &message) == STATUS_OK)
		history_adopt(past->history, recorded);
	record_close(record);
}

void past_start(struct past **out, const char *path, const char *boot_id, struct history *history)
{
	struct past *past = calloc(1, sizeof(*past));

	*out = past;
	if (!past)
		return;
	snprintf(past->path, sizeof(past->path), "%s", path);
	snprintf(past->boot_id, sizeof(past->boot_id), "%s", boot_id);
	past->history = history_ref(history);
	if (worker_init(&past->worker, past_free, past, -1) == STATUS_OK)
		worker_start(&past->worker, take, 0);
}

void past_leave(struct past *past)
{
	if (past)
		worker_leave(&past->worker);
}
