/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/errand.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/shared.h"
#include "base/text.h"
#include "base/worker.h"

#define PATIENCE_NS      (2 * NS_PER_SECOND)
#define PATIENCE_LEFT_NS (NS_PER_SECOND / 5)
#define LOOKS_A_PATIENCE 8

/* One thread's part of the items: a copy, of which the first done are read. */
struct errand {
	struct worker worker;
	const struct errand_kind *kind;
	struct errand_reader reader;
	size_t count, done; /* done and returned under the lock */
	bool returned;
	char *items, *item, *context; /* item: the thread's, being read */
};

static void free_all(void *context)
{
	struct errand *errand = context;

	kernel_root_close(&errand->reader.root);
	file_buffer_free(&errand->reader.buffer);
	shared_unref(errand->reader.room);
	free(errand->items);
	free(errand->item);
	free(errand->context);
	free(errand);
}

/* ---- the thread ---- */

/* False once the answer is no longer wanted.  The lock is held on both ends. */
static bool read_next(struct errand *errand)
{
	size_t size = errand->kind->item_size;
	char *place = errand->items + errand->done * size;

	memcpy(errand->item, place, size);
	worker_unlock(&errand->worker);
	errand->kind->read(errand->item, &errand->reader);
	worker_lock(&errand->worker);
	if (errand->worker.cancelled) {
		if (errand->kind->drop)
			errand->kind->drop(errand->item);
		return false;
	}
	memcpy(place, errand->item, size);
	errand->done++;
	return true;
}

static void run(void *context)
{
	struct errand *errand = context;

	worker_lock(&errand->worker);
	while (!errand->worker.cancelled && errand->done < errand->count && read_next(errand))
		continue;
	errand->returned = true;
	worker_wake(&errand->worker);
	worker_unlock(&errand->worker);
}

/* ---- the caller ---- */

static char *copy_of(const void *bytes, size_t size)
{
	char *copy = malloc(size + 1);

	if (copy && size)
		memcpy(copy, bytes, size);
	return copy;
}

/* The thread begins; otherwise STATUS_NO_THREAD and what else lacks. */
static enum status errand_start(struct errand **out, const struct errands *errands,
	const struct errand_kind *kind, const void *items, size_t count, const void *context)
{
	struct errand *errand = calloc(1, sizeof(*errand));
	enum status status, begun;

	if (!errand)
		return STATUS_NO_MEMORY;
	errand->kind = kind;
	errand->count = count;
	errand->items = copy_of(items, count * kind->item_size);
	errand->item = malloc(kind->item_size);
	errand->context = copy_of(context, kind->context_size);
	errand->reader = (struct errand_reader){
		.root = { .proc = fcntl(errands->root->proc, F_DUPFD_CLOEXEC, 0),
			.sys = fcntl(errands->root->sys, F_DUPFD_CLOEXEC, 0) },
		.context = errand->context,
		.cancelled = &errand->worker.cancelled,
	};
	status = errand->reader.root.proc < 0 ? status_from_errno(errno) : STATUS_OK;
	if (!errand->items || !errand->item || !errand->context)
		status = STATUS_NO_MEMORY;
	begun = worker_init(&errand->worker, free_all, errand, -1);
	if (status == STATUS_OK)
		status = begun;
	if (status == STATUS_OK)
		status = worker_start(&errand->worker, run, 0);
	if (status == STATUS_OK)
		*out = errand;
	else
		worker_leave(&errand->worker);
	return status;
}

/* False if the item at errand->done does not come.  The lock is held. */
static bool await(struct errand *errand, uint64_t patience_ns)
{
	uint64_t since_ns = clock_now_ns(CLOCK_MONOTONIC), spent_ns = 0;
	size_t done = 0;

	while (!errand->returned) {
		uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);
		uint64_t spent = worker_cpu_ns(&errand->worker);

		if (errand->done != done || spent != spent_ns)
			since_ns = now_ns;
		else if (now_ns - since_ns >= patience_ns)
			return false;
		done = errand->done;
		spent_ns = spent;
		worker_wait(&errand->worker, now_ns + patience_ns / LOOKS_A_PATIENCE);
	}
	return true;
}

/* How many of the items were read; the thread that has not come back by then may keep its own. */
static size_t collect(struct errands *errands, struct errand *errand, char *items)
{
	size_t done;
	bool returned;

	worker_lock(&errand->worker);
	returned = await(errand, errands->left_count ? PATIENCE_LEFT_NS : PATIENCE_NS);
	done = errand->done;
	memcpy(items, errand->items, done * errand->kind->item_size);
	if (!returned) {
		atomic_store(&errand->worker.cancelled, true);
		errands->left[errands->left_count].errand = errand;
		errands->left[errands->left_count].pid =
			((struct errand_item *)(void *)(items + done * errand->kind->item_size))
				->pid;
		errands->left_count++;
	}
	worker_unlock(&errand->worker);
	if (returned)
		worker_leave(&errand->worker);
	return done;
}

void errands_forget_returned(struct errands *errands)
{
	size_t kept = 0;

	for (size_t i = 0; i < errands->left_count; i++) {
		struct worker *worker = &errands->left[i].errand->worker;
		bool returned;

		worker_lock(worker);
		returned = errands->left[i].errand->returned;
		worker_unlock(worker);
		if (returned)
			worker_leave(worker);
		else
			errands->left[kept++] = errands->left[i];
	}
	errands->left_count = kept;
}

bool errands_wait_for(const struct errands *errands, pid_t pid)
{
	for (size_t i = 0; i < errands->left_count; i++)
		if (errands->left[i].pid == pid)
			return true;
	return false;
}

/* The number of items before the first that a thread left behind waits for. */
static size_t askable(const struct errands *errands, const char *items, size_t count, size_t size)
{
	size_t i = 0;

	if (errands->left_count == ERRANDS_LEFT_MOST)
		return 0;
	while (i < count &&
		!errands_wait_for(errands,
			((const struct errand_item *)(const void *)(items + i * size))->pid))
		i++;
	return i;
}

/* Whether it is memtop itself, which holds no lock that it would wait for. */
static bool is_own(const struct errands *errands, pid_t pid)
{
	char self[16];
	ssize_t length = readlinkat(errands->root->proc, "self", self, sizeof(self));
	uint64_t own;

	return length > 0 && text_to_number(text_of(self, (size_t)length), &own) &&
	       own == (uint64_t)pid;
}

static void read_own(const struct errands *errands, const struct errand_kind *kind, void *item,
	const void *context)
{
	static const atomic_bool never;
	struct errand_reader reader = { .root = *errands->root,
		.context = context,
		.cancelled = &never };

	kind->read(item, &reader);
	file_buffer_free(&reader.buffer);
	shared_unref(reader.room);
}

/* The thread for those items before the first that cannot be asked; NULL where that is the first one. */
static struct errand *begin_with(struct errand_begun *begun, const struct errands *errands)
{
	size_t count = askable(errands, begun->items, begun->count, begun->kind->item_size);
	struct errand *errand = NULL;

	if (count)
		begun->status = errand_start(&errand, errands, begun->kind, begun->items, count,
			begun->context);
	return errand;
}

struct errand_begun errands_begin(struct errands *errands, const struct errand_kind *kind,
	void *items, size_t count, const void *context)
{
	struct errand_begun begun = { kind, items, count, context, NULL, STATUS_OK };

	errands_forget_returned(errands);
	/* At rest no process runs but memtop: no thread is started for that. */
	if (kind->own_here && count == 1 && is_own(errands, ((struct errand_item *)items)->pid)) {
		read_own(errands, kind, items, context);
		begun.count = 0;
	} else {
		begun.errand = begin_with(&begun, errands);
	}
	return begun;
}

enum status errands_end(struct errands *errands, const struct errand_begun *at_first)
{
	struct errand_begun left = *at_first;

	while (left.count > 0 && left.status == STATUS_OK) {
		size_t done = left.errand ? collect(errands, left.errand, left.items) : 0;
		char *at = (char *)left.items + done * left.kind->item_size;

		left.count -= done;
		if (left.count > 0) {
			((struct errand_item *)(void *)at)->status = STATUS_UNANSWERED;
			at += left.kind->item_size;
			left.count--;
		}
		left.items = at;
		left.errand = left.count ? begin_with(&left, errands) : NULL;
	}
	return left.status;
}

enum status errands_read(struct errands *errands, const struct errand_kind *kind, void *items,
	size_t count, const void *context)
{
	struct errand_begun begun = errands_begin(errands, kind, items, count, context);

	return errands_end(errands, &begun);
}

void errands_free(struct errands *errands)
{
	for (size_t i = 0; i < errands->left_count; i++)
		worker_leave(&errands->left[i].errand->worker);
	errands->left_count = 0;
}
