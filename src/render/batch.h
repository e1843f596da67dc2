/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples as text, JSON or CSV on a stream, one after the other. */
#ifndef MEMTOP_RENDER_BATCH_H
#define MEMTOP_RENDER_BATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/status.h"
#include "base/units.h"
#include "derive/process/arrange.h"
#include "derive/process/columns.h"
#include "document/document.h"
#include "ports/feed.h"
#include "render/sink.h"
#include "sample/kernel/way.h"

enum format {
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_CSV,
	FORMAT_PROMETHEUS,
	FORMAT_OPENMETRICS,
	FORMAT_COUNT
};

struct batch {
	enum format format;
	struct column_list columns;
	struct arrangement arrangement;
	double delay;           /* seconds between samples */
	uint64_t iterations;    /* samples to print; 0: until interrupted */
	size_t width;           /* text: cut lines to so many columns; 0: never cut */
	unsigned inspect_limit; /* see the setting */
	enum bpf_use bpf_use;   /* the setting */
	bool bpf;               /* BPF programs may be loaded */
	enum scale system_scale, process_scale; /* text only; JSON and CSV are in bytes */
	const struct report *report;            /* text as a report; or NULL */
	void (*ready)(void);                    /* see struct feed_request; NULL: not wanted */
	bool ascii; /* text: the terminal's character set is not UTF-8 */
};

/* Opens a sink for what the batch prints on file: the lines of text are cut to its width. */
void batch_open_sink(struct sink *sink, const struct batch *batch, FILE *file);

/*
 * Prints one document on file, and frees it; NULL: there was no memory for it.  What fails is told as
 * by sink_flush().
 */
enum status batch_print(const struct batch *batch, struct document *document, FILE *file,
	struct message *message);

/*
 * What the feed must deliver for this batch.  Points into batch.  A reader of printed figures
 * cannot see which are old, so PSS and its kin are read for every process and sample, without the
 * screen's time budget.
 */
struct feed_request batch_request(const struct batch *batch);

/* What makes a document of a sample.  NULL: it cannot, and message says why; empty: no memory. */
struct document_maker {
	const void *context;
	struct document *(
		*make)(const void *context, struct sample *sample, struct message *message);
};

/* Which samples are printed, of those that come. */
struct batch_count {
	uint64_t silent;  /* taken, but not printed */
	uint64_t printed; /* behind those; 0: until interrupted */
};

/*
 * Prints documents of samples until there are enough, the feed ends, or the stream takes no more.
 * Ignores SIGPIPE from then on, and notices while it waits that the reader of a pipe has left.
 * STATUS_GONE: that reader left (message is empty), or the maker made nothing.
 * STATUS_FAILED: nothing more to read, or a write error.
 */
enum status batch_run(const struct batch *batch, const struct feed *feed, FILE *file,
	const struct document_maker *maker, struct batch_count count, struct message *message);

#endif
