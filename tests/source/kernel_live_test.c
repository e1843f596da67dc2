/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel memory behind descriptors, of a process that fills it in known ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "source/kernel_memory/reader.h"
#include "support/assert_value.h"
#include "support/pass_over.h"

#define LONG_ENOUGH_NS (30 * NS_PER_SECOND)

enum {
	PIPES = 4,
	PIPE_BYTES = 1 << 20,
	PAIRS = 8,
	PAIR_BYTES = 128 << 10,
	RINGS = 4,
	/* 4,096 entries of 64 bytes; 8,192 of 16, and 4,096 of 4: each made a power of two. */
	RING_BYTES = (256 << 10) + (256 << 10),
	BUFFERS = 4,
	BUFFER_PAGES = 17,
};

/* What the process could fill. */
struct filled {
	uint64_t pipes, pairs, rings, buffers; /* bytes */
};

static void fill(int descriptor, size_t bytes)
{
	static char zeros[4096];

	for (size_t written = 0; written < bytes; written += sizeof(zeros))
		if (write(descriptor, zeros, sizeof(zeros)) != sizeof(zeros))
			_exit(1);
}

static void fill_pipes(struct filled *filled)
{
	int ends[2];

	for (int i = 0; i < PIPES; i++) {
		if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES) < 0)
			return;
		fill(ends[1], PIPE_BYTES);
		filled->pipes += PIPE_BYTES;
	}
}

static void fill_pairs(struct filled *filled)
{
	int ends[2], room = 4 * PAIR_BYTES;

	for (int i = 0; i < PAIRS; i++) {
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
			return;
		setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
		fill(ends[0], PAIR_BYTES);
		filled->pairs += PAIR_BYTES;
	}
}

static void make_rings(struct filled *filled)
{
#ifdef SYS_io_uring_setup
	char parameters[120];

	for (int i = 0; i < RINGS; i++) {
		memset(parameters, 0, sizeof(parameters));
		if (syscall(SYS_io_uring_setup, 4096, parameters) >= 0)
			filled->rings += RING_BYTES;
	}
#else
	(void)filled;
#endif
}

static void make_buffers(struct filled *filled)
{
	size_t size = BUFFER_PAGES * (size_t)sysconf(_SC_PAGESIZE);
	struct perf_event_attr event = { .type = PERF_TYPE_SOFTWARE,
		.size = sizeof(event),
		.config = PERF_COUNT_SW_PAGE_FAULTS,
		.disabled = 1 };

	for (int i = 0; i < BUFFERS; i++) {
		int descriptor = (int)syscall(SYS_perf_event_open, &event, 0, -1, -1, 0);

		if (descriptor >= 0 && mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
					       descriptor, 0) != MAP_FAILED)
			filled->buffers += size;
	}
}

/* Fills, says what, and waits to be ended. */
static pid_t start(struct filled *filled)
{
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prctl(PR_SET_NAME, "stuffed");
		close(ends[0]);
		fill_pipes(filled);
		fill_pairs(filled);
		make_rings(filled);
		make_buffers(filled);
		if (write(ends[1], filled, sizeof(*filled)) != sizeof(*filled))
			_exit(1);
		close(ends[1]);
		for (;;)
			pause();
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], filled, sizeof(*filled)), sizeof(*filled));
	close(ends[0]);
	return pid;
}

static uint64_t owned_by(const struct kernel_memory *memory, enum kernel_kind kind, pid_t pid)
{
	const struct kernel_item *item = kernel_memory_find(memory, kind, NULL);

	for (size_t i = 0; item && i < item->owner_count; i++)
		if (item->owners[i].pid == pid) {
			assert_string_equal(item->owners[i].name, "stuffed");
			return value_or(item->owners[i].bytes, 0);
		}
	return 0;
}

/* Within three per cent; what could not be filled is not there. */
static void assert_near(const char *what, uint64_t given, uint64_t expected)
{
	if (given < expected - expected * 3 / 100 || given > expected + expected * 3 / 100)
		fail_msg("%s: %llu instead of %llu", what, (unsigned long long)given,
			(unsigned long long)expected);
}

static void what_a_process_fills_is_its_own(void **state)
{
	struct filled filled = { 0 };
	struct kernel_root root;
	struct kernel_reader *reader;
	struct kernel_memory *memory;
	pid_t pid;

	(void)state;
	assert_int_equal(kernel_root_open(&root, "/proc", "/sys"), STATUS_OK);
	reader = kernel_reader_new(&root);
	assert_non_null(reader);
	pid = start(&filled);
	memory = kernel_reader_read(reader, LONG_ENOUGH_NS);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_non_null(memory);
	if (owned_by(memory, KERNEL_PIPE, pid) == 0) {
		kernel_memory_unref(memory);
		kernel_reader_free(reader);
		kernel_root_close(&root);
		PASS_OVER("descriptors of others cannot be had here (pidfd_getfd, 5.6)");
	}
	assert_near("pipes", owned_by(memory, KERNEL_PIPE, pid), filled.pipes);
	assert_true(kernel_memory_find(memory, KERNEL_PIPE, NULL)->at_least);
	assert_near("io_uring", owned_by(memory, KERNEL_IO_URING, pid), filled.rings);
	assert_near("perf", owned_by(memory, KERNEL_PERF, pid), filled.buffers);
	/* A socket's memory is more than its data: the heads, and pages that are not full. */
	assert_in_range(owned_by(memory, KERNEL_UNIX, pid), filled.pairs, filled.pairs * 2);
	kernel_memory_unref(memory);
	kernel_reader_free(reader);
	kernel_root_close(&root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_process_fills_is_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
