/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that the screen saves.  Their file system may not answer, so a thread writes them, one save after
 * the other, and the screen goes on: saver_ended() says what came of it when the event is rung.
 *
 *	struct saver *saver = saver_new(event, &message);
 *	status = saver_save_settings(saver, &settings, &message);
 *	...
 *	if (saver_ended(saver, &status, &message))
 *		...
 *	status = saver_free(saver, &message);
 */
#ifndef MEMTOP_CLI_REPORT_SAVER_H
#define MEMTOP_CLI_REPORT_SAVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/messages.h"
#include "base/status.h"
#include "config/settings.h"

#define SAVED_FILES_MOST 2

struct saved_text {
	char path[96];
	char *bytes; /* from malloc() */
	size_t length;
};

struct saver;

/* NULL without memory: then nothing can be saved. */
struct saver *saver_new(void);

/* What is rung when a save has ended, for all to come. */
void saver_set_event(struct saver *saver, int event);

/*
 * Each begins a save.  STATUS_OK without a message: it goes on.  STATUS_REFUSED: the one before has not
 * ended.  The bytes are the saver's in any case.
 */
enum status saver_save_settings(struct saver *saver, const struct settings *settings,
	struct message *message);
/* Never over what is there; done: what to say once all are written. */
enum status saver_save_files(struct saver *saver, const struct saved_text *files, size_t count,
	const struct message *done, struct message *message);

/* What came of it, once. */
bool saver_ended(struct saver *saver, enum status *status, struct message *message);

/*
 * Frees it, and leaves behind a save that does not end in a second.  Not STATUS_OK, with a message, if it
 * did not, or went wrong without a message.
 */
enum status saver_free(struct saver *saver, struct message *message);

#endif
