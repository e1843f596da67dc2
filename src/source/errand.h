/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads of many processes, any of which may never return: the lock of an address space is held as long
 * as a dead file system does not answer the thread that holds it, and /proc/PID/cmdline, maps and smaps wait for
 * that lock.  A thread makes them; what does not answer is left behind with it, and the next thread goes
 * on behind it.
 */
#ifndef MEMTOP_SOURCE_ERRAND_H
#define MEMTOP_SOURCE_ERRAND_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/status.h"
#include "source/file.h"

/* Threads that may be left behind; with so many nothing more is asked. */
#define ERRANDS_LEFT_MOST 32

/* What an item begins with. */
struct errand_item {
	pid_t pid;
	enum status status; /* STATUS_UNANSWERED, or what read() says */
};

/* What reading takes; a thread's own. */
struct errand_reader {
	struct kernel_root root;
	struct file_buffer buffer;
	void *room;                   /* of the kind: NULL, or shared memory (base/shared.h) */
	const void *context;          /* of the kind; read only */
	const atomic_bool *cancelled; /* no longer wanted; NULL: always wanted */
};

struct errand_kind {
	size_t item_size, context_size;
	void (*read)(void *item, struct errand_reader *reader);
	void (*drop)(void *item); /* what was read too late; NULL: it owns nothing */
	/* Of memtop itself it may be read without a thread: it waits for no lock and no file system. */
	bool own_here;
};

struct errand;

/* What was left behind, all kinds together: a process that does not answer one is not asked by another. */
struct errands {
	const struct kernel_root *root;
	struct {
		struct errand *errand;
		pid_t pid;
	} left[ERRANDS_LEFT_MOST];
	size_t left_count;
};

/*
 * Reads all items, which begin with a struct errand_item.  Waits for 2 s for one that does not come while
 * its thread uses no processor time; for 0.2 s while others do not answer either.  STATUS_NO_MEMORY also
 * where no thread can be started.
 */
enum status errands_read(struct errands *errands, const struct errand_kind *kind, void *items,
	size_t count, const void *context);

/*
 * The same in two steps, between which the caller may read something else: the thread reads meanwhile.  Each
 * beginning has its end, whatever it says; the items lie where they lay until then.
 */
struct errand_begun {
	const struct errand_kind *kind;
	void *items;
	size_t count;
	const void *context;
	struct errand *errand; /* NULL: nothing has been begun */
	enum status status;    /* of the thread */
};

struct errand_begun errands_begin(struct errands *errands, const struct errand_kind *kind,
	void *items, size_t count, const void *context);
enum status errands_end(struct errands *errands, const struct errand_begun *begun);

/* Lets go of those left behind that have come back since. */
void errands_forget_returned(struct errands *errands);

/* Whether a thread left behind waits for this process. */
bool errands_wait_for(const struct errands *errands, pid_t pid);

void errands_free(struct errands *errands);

#endif
