/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/kernel_memory/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/worker.h"
#include "source/kernel_memory/descriptors.h"
#include "source/kernel_memory/slab.h"
#include "source/kernel_memory/vmalloc.h"

/* A walk over all descriptors ends after so long, finished or not; it has one part in so many of the time. */
#define WALK_NS   (5 * NS_PER_SECOND)
#define WALK_PART 20

struct kernel_reader {
	struct worker worker;
	/* Under the lock. */
	bool running;
	struct kernel_memory *latest;
	/* The thread's own. */
	struct kernel_root root;
	struct file_buffer buffer;
	struct errands errands;
	struct kernel_memory *walked; /* what the last walk found, and nothing else */
	uint64_t walk_ns;             /* monotonic: when the next is due */
};

/* What was found is kept until the next walk: 32,000 descriptors take a quarter of a second. */
static void walk(struct kernel_reader *reader)
{
	uint64_t began_ns = clock_now_ns(CLOCK_MONOTONIC), ended_ns;
	struct kernel_memory *walked;

	if (reader->walked && began_ns < reader->walk_ns)
		return;
	walked = kernel_memory_new();
	if (!walked)
		return;
	errands_forget_returned(&reader->errands);
	walked->descriptor_status = descriptors_read(walked, &reader->errands, began_ns + WALK_NS,
		&reader->worker.cancelled);
	ended_ns = clock_now_ns(CLOCK_MONOTONIC);
	reader->walk_ns = walked->descriptor_status == STATUS_NO_MEMORY
				  ? 0
				  : ended_ns + (ended_ns - began_ns) * WALK_PART;
	kernel_memory_unref(reader->walked);
	reader->walked = walked;
}

static struct kernel_memory *read_all(struct kernel_reader *reader)
{
	uint64_t began_ns = clock_now_ns(CLOCK_THREAD_CPUTIME_ID);
	struct kernel_memory *memory;

	walk(reader);
	memory = reader->walked ? kernel_memory_copy(reader->walked) : kernel_memory_new();
	if (!memory)
		return NULL;
	memory->slab_status = slab_read(memory, &reader->root, &reader->buffer);
	memory->vmalloc_status = vmalloc_read(memory, &reader->root, &reader->buffer);
	memory->monotonic_ns = clock_now_ns(CLOCK_MONOTONIC);
	memory->cpu_ns = clock_now_ns(CLOCK_THREAD_CPUTIME_ID) - began_ns;
	return memory;
}

static void run(void *context)
{
	struct kernel_reader *reader = context;
	struct kernel_memory *memory = read_all(reader);

	worker_lock(&reader->worker);
	if (memory) {
		kernel_memory_unref(reader->latest);
		reader->latest = memory;
	}
	reader->running = false;
	worker_wake(&reader->worker);
	worker_unlock(&reader->worker);
}

static void free_all(void *context)
{
	struct kernel_reader *reader = context;

	kernel_memory_unref(reader->latest);
	kernel_memory_unref(reader->walked);
	errands_free(&reader->errands);
	file_buffer_free(&reader->buffer);
	kernel_root_close(&reader->root);
	free(reader);
}

struct kernel_reader *kernel_reader_new(const struct kernel_root *root)
{
	struct kernel_reader *reader = calloc(1, sizeof(*reader));
	enum status status;

	if (!reader)
		return NULL;
	reader->errands.root = &reader->root;
	status = worker_init(&reader->worker, free_all, reader, -1);
	reader->root.proc = fcntl(root->proc, F_DUPFD_CLOEXEC, 0);
	reader->root.sys = fcntl(root->sys, F_DUPFD_CLOEXEC, 0);
	if (status != STATUS_OK || reader->root.proc < 0 || reader->root.sys < 0) {
		int error = errno;

		worker_leave(&reader->worker);
		errno = error;
		return NULL;
	}
	return reader;
}

void kernel_reader_free(struct kernel_reader *reader)
{
	if (reader)
		worker_leave(&reader->worker);
}

struct kernel_memory *kernel_reader_read(struct kernel_reader *reader, uint64_t wait_ns)
{
	uint64_t until_ns = clock_now_ns(CLOCK_MONOTONIC) + wait_ns;
	enum status status = STATUS_NO_MEMORY; /* of a reading that ended and left nothing */
	struct kernel_memory *memory;

	worker_lock(&reader->worker);
	if (!reader->running) {
		enum status begun = worker_start(&reader->worker, run, 0);

		reader->running = begun == STATUS_OK;
		if (!reader->running)
			status = begun;
	}
	while (reader->running && worker_wait(&reader->worker, until_ns))
		;
	if (reader->running)
		status = STATUS_UNANSWERED;
	memory = reader->latest ? kernel_memory_ref(reader->latest) : kernel_memory_unread(status);
	worker_unlock(&reader->worker);
	return memory;
}
