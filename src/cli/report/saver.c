/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/report/saver.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/apart/named_file.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/worker.h"
#include "config/file.h"

/* Who quits has not to wait for a file system that is only slow. */
#define END_NS NS_PER_SECOND

/* One save. */
struct save {
	struct worker worker;
	bool is_settings;
	struct settings settings;
	struct saved_text files[SAVED_FILES_MOST];
	size_t count;
	struct message done;
	/* Guarded by the worker's lock. */
	bool ended;
	enum status status;
	struct message message;
};

struct saver {
	struct save *save; /* that was not told yet, or NULL */
	int event;
};

static void free_files(struct saved_text *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(files[i].bytes);
}

static void save_free(void *context)
{
	struct save *save = context;

	free_files(save->files, save->count);
	free(save);
}

static enum status write_files(const struct save *save, struct message *message)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < save->count && status == STATUS_OK; i++)
		status = named_file_create(save->files[i].path, save->files[i].bytes,
			save->files[i].length, message);
	if (status == STATUS_OK)
		*message = save->done;
	return status;
}

static void run(void *context)
{
	struct save *save = context;
	struct message message = { "" };
	enum status status = save->is_settings ? config_save(&save->settings, &message)
					       : write_files(save, &message);

	worker_lock(&save->worker);
	save->status = status;
	save->message = message;
	save->ended = true;
	worker_ring(&save->worker);
	worker_unlock(&save->worker);
}

struct saver *saver_new(void)
{
	struct saver *saver = calloc(1, sizeof(*saver));

	if (saver)
		saver->event = -1;
	return saver;
}

void saver_set_event(struct saver *saver, int event)
{
	saver->event = event;
}

static enum status begin(struct saver *saver, const struct save *wanted, struct message *message)
{
	struct save *save;
	enum status status = STATUS_OK;

	if (saver->save) {
		message_set(message, "%s",
			_("not saved: what is being saved waits for its file system"));
		return STATUS_REFUSED;
	}
	save = malloc(sizeof(*save));
	if (!save) {
		message_set(message, _("not saved: %s"), status_text(STATUS_NO_MEMORY));
		return STATUS_NO_MEMORY;
	}
	*save = *wanted;
	status = worker_init(&save->worker, save_free, save, saver->event);
	if (status == STATUS_OK)
		status = worker_start(&save->worker, run, 0);
	if (status != STATUS_OK) {
		message_set(message, _("not saved: %s"), status_text(status));
		save->count = 0; /* they are the caller's still */
		worker_leave(&save->worker);
		return status;
	}
	saver->save = save;
	return STATUS_OK;
}

enum status saver_save_settings(struct saver *saver, const struct settings *settings,
	struct message *message)
{
	const struct save wanted = { .is_settings = true, .settings = *settings };

	return begin(saver, &wanted, message);
}

enum status saver_save_files(struct saver *saver, const struct saved_text *files, size_t count,
	const struct message *done, struct message *message)
{
	struct save wanted = { .count = count, .done = *done };
	enum status status;

	memcpy(wanted.files, files, count * sizeof(*files));
	status = begin(saver, &wanted, message);
	if (status != STATUS_OK)
		free_files(wanted.files, count);
	return status;
}

static void forget(struct saver *saver)
{
	worker_leave(&saver->save->worker);
	saver->save = NULL;
}

bool saver_ended(struct saver *saver, enum status *status, struct message *message)
{
	bool ended;

	if (!saver->save)
		return false;
	worker_lock(&saver->save->worker);
	ended = saver->save->ended;
	*status = saver->save->status;
	*message = saver->save->message;
	worker_unlock(&saver->save->worker);
	if (ended)
		forget(saver);
	return ended;
}

static void say_unanswered(const struct save *save, struct message *message)
{
	struct message why;

	message_set(&why, "%s", status_text(STATUS_UNANSWERED));
	if (!save->is_settings)
		named_file_say(&why, save->files[0].path, STATUS_UNANSWERED, 0);
	message_set(message, _("not saved: %s"), why.text);
}

enum status saver_free(struct saver *saver, struct message *message)
{
	uint64_t until_ns = clock_now_ns(CLOCK_MONOTONIC) + END_NS;
	enum status status = STATUS_OK;

	if (saver && saver->save) {
		struct worker *worker = &saver->save->worker;

		worker_lock(worker);
		while (!saver->save->ended && worker_wait(worker, until_ns))
			;
		worker_unlock(worker);
		if (!saver_ended(saver, &status, message)) {
			status = STATUS_UNANSWERED;
			say_unanswered(saver->save, message);
			forget(saver);
		}
	}
	free(saver);
	return status;
}
