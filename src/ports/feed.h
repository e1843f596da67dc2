/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The small interfaces through which main hands the layers to each other: where samples come from
 * (the collector, or a recording), and what the user may ask to be done outside the screen.
 */
#ifndef MEMTOP_PORTS_FEED_H
#define MEMTOP_PORTS_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "config/settings.h"
#include "derive/history.h"
#include "sample/sample.h"

/* More are seldom on one screen. */
#define VISIBLE_CGROUPS 64

/* What a reader of samples wants in them.  The feed copies it, arrays included. */
struct feed_request {
	double delay;  /* seconds between samples */
	unsigned cost; /* enum cost, or'ed: what columns, sorting and filter need */
	unsigned
		budget_percent; /* of one CPU for expensive figures; 100 and above: read all, each time */
	bool paused;
	bool patient; /* a sample that fails for want of memory is passed over, but for the first */
	bool once;    /* one sample only: keep no descriptors */
	uint64_t samples; /* that will be taken; 0: not known */
	/*
	 * Called once, by the feed's thread, before it looks into a process for the first time: the names
	 * of users are known then, or a child looks them up, and from then on it only reads.  NULL: not wanted.
	 */
	void (*ready)(void);
	bool texts;        /* samples keep the kernel's files whole: they are to be recorded */
	const pid_t *only; /* these processes and no others, or NULL */
	size_t only_count;
	pid_t looked_at;      /* the process that a view shows, or 0 */
	const pid_t *visible; /* rows on screen: their expensive figures are read first */
	size_t visible_count;
	uint64_t visible_cgroups[VISIBLE_CGROUPS]; /* ids: all figures of these are read */
	size_t visible_cgroup_count;
	const char *cgroup; /* path of the one that is looked into, or NULL */
};

#define FEED_CHECK_MS 250

struct feed {
	void *context;
	/* Becomes readable when there is a new sample; take() makes it unreadable again. */
	int descriptor;
	struct history *history; /* of the processes in its samples; it stays the feed's */
	/* The newest sample not yet taken, or NULL; sample_unref() it.  Never waits for the kernel. */
	struct sample *(*take)(void *context);
	/*
	 * For a caller that polls the descriptor instead, every FEED_CHECK_MS while nothing comes: where nothing
	 * will, it becomes readable.  NULL: this feed never hangs.
	 */
	void (*check)(void *context);
	/* Whether there will be no more; message says why.  NULL: this feed never fails. */
	bool (*failed)(void *context, struct message *message);
	/* Waits for the next sample.  NULL when there will be none: message says why. */
	struct sample *(*wait)(void *context, struct message *message);
	/* Replaces the request; a sample is made at once if cost grew or urgent is set. */
	enum status (*request)(void *context, const struct feed_request *request, bool urgent);
};

struct probe_report;

struct document;

/* A document as a report, with its time and versions; without arguments of commands by default. */
struct report_request {
	const struct document *document;
	const char *title; /* translated */
	const char *path;  /* of the file that is made; NULL: into text, which the caller frees */
	char **text;
	size_t *length;
	bool markdown, arguments;
};

struct actions {
	void *context;
	/*
	 * Sends a signal to the process that had this PID and start time, never to a later owner of
	 * the PID.  STATUS_GONE if it has ended, STATUS_DENIED; message says it in a sentence.
	 */
	enum status (*send_signal)(void *context, pid_t pid, uint64_t start_ticks,
		int signal_number, struct message *message);
	/*
	 * The three that save begin it, so that the screen does not wait for a file system: without a message
	 * it goes on, and saved() tells.
	 * Writes the configuration file; message names the file, or says why not.
	 */
	enum status (*save_settings)(void *context, const struct settings *settings,
		struct message *message);
	/* Saves what a probe has shown; message names the files, or says why not. */
	enum status (*save_report)(void *context, const struct probe_report *report,
		struct message *message);
	/* Writes a report; message names the file, or says why not. */
	enum status (*write_report)(void *context, const struct report_request *request,
		struct message *message);
	/* What came of a save, once; asked when the feed's descriptor is readable.  NULL: none goes on. */
	bool (*saved)(void *context, enum status *status, struct message *message);
	bool readonly; /* --readonly: no signals, no probe */
};

#endif
