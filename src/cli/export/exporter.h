/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DIRECTORY/memtop.prom, written anew for each sample, for the textfile collector of node_exporter.
 * Who reads it meanwhile has the file before or the one after, never a part.
 */
#ifndef MEMTOP_CLI_EXPORT_EXPORTER_H
#define MEMTOP_CLI_EXPORT_EXPORTER_H

#include "base/messages.h"
#include "base/status.h"
#include "base/value.h"
#include "sample/sample.h"

struct exporter;

/* The directory must be there, and its name last as long.  exporter_free() in any case. */
enum status exporter_open(struct exporter **exporter, const char *directory,
	struct message *message);
void exporter_free(struct exporter *exporter); /* NULL is allowed; the file stays */

/*
 * lost_samples: how many could not be recorded so far.  STATUS_REFUSED: another process writes the file;
 * STATUS_UNANSWERED: its file system does not answer; otherwise STATUS_FAILED or STATUS_NO_MEMORY: the
 * file stays as it was.
 */
enum status exporter_write(struct exporter *exporter, struct sample *sample, uint64_t lost_samples,
	struct message *message);

/* Puts a whole file in the place of DIRECTORY/NAME, readable by all. */
enum status exporter_replace(const char *directory, const char *name, const char *at, size_t length,
	struct message *message);

#endif
