/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Live processes looked at in depth: kinds, sums, ends, and those that cannot be looked at. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/macros.h"
#include "base/compiler/sanitizer.h"
#include "heap/glibc/header.h"
#include "source/inspect/detail_reader.h"
#include "source/inspect/inspector.h"

static struct kernel_root root;

static int setup(void **state)
{
	(void)state;
	return kernel_root_open(&root, "/proc", "/sys") != STATUS_OK;
}

static int teardown(void **state)
{
	(void)state;
	kernel_root_close(&root);
	return 0;
}

/* Runs body in a child that then waits to be killed; the child is ready when this returns. */
static pid_t start(void (*body)(void))
{
	int ends[2];
	pid_t pid;
	char byte;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ends[0]);
		body();
		if (write(ends[1], "r", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	return pid;
}

static void stop(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static struct process_detail *read_detail(pid_t pid)
{
	struct detail_reader *reader = detail_reader_new(&root, heap_header_is_glibc, 0);
	struct process_detail *detail;

	assert_non_null(reader);
	assert_int_equal(detail_read(reader, pid, &detail), STATUS_OK);
	detail_reader_free(reader);
	return detail;
}

static void *map(size_t size, int flags)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0);

	if (at == MAP_FAILED)
		_exit(1);
	memset(at, 1, size);
	return at;
}

/* A compiler may leave out an allocation that is not looked at. */
static void *volatile last_allocated;

static void *allocate(void *unused)
{
	for (int i = 0; i < 1000; i++) {
		char *at = malloc(4000);

		if (!at)
			_exit(1);
		memset(at, 1, 4000);
		last_allocated = at;
	}
	if (unused)
		atomic_store((atomic_int *)unused, 1);
	for (;;)
		pause();
	return NULL;
}

static void many_kinds(void)
{
	int descriptor = memfd_create("thing) \n(x", 0);
	atomic_int ready = 0;
	pthread_t thread;

	map(1 << 20, MAP_PRIVATE | MAP_ANONYMOUS);
	map(1 << 20, MAP_SHARED | MAP_ANONYMOUS);
	if (descriptor < 0 || ftruncate(descriptor, 1 << 20))
		_exit(1);
	memset(mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), 1, 1 << 20);
	if (pthread_create(&thread, NULL, allocate, &ready))
		_exit(1);
	while (!atomic_load(&ready))
		sched_yield();
}

static uint64_t rss(const struct process_detail *detail, enum detail_kind kind)
{
	return detail->kinds[kind].figure[MAPPING_RSS];
}

static void kinds_are_told(void **state)
{
	pid_t pid = start(many_kinds);
	struct process_detail *detail = read_detail(pid);

	(void)state;
	assert_true(rss(detail, KIND_SHARED) >= 2 << 20);
	assert_true(rss(detail, KIND_ANONYMOUS) >= 1 << 20);
	assert_true(rss(detail, KIND_LIBRARY) > 0);
	assert_true(rss(detail, KIND_EXECUTABLE) > 0);
	assert_true(detail->kinds[KIND_STACK].count >= 1);
	assert_true(detail->kinds[KIND_VDSO].count >= 1);
	/* A sanitizer has an allocator of its own. */
	assert_true(WITH_SANITIZER || rss(detail, KIND_ARENA) >= 4000 * 1000);
	detail_unref(detail);
	stop(pid);
}

static void nothing(void)
{
}

/* A program of its own: a fork would share pages with this test, which goes on writing to them. */
static pid_t start_grower(const char *shape)
{
	const char *grower = getenv("GROWER") ? getenv("GROWER") : "tests/process/grower";
	int down[2], up[2];
	char line[8];
	pid_t pid;

	assert_int_equal(pipe2(down, O_CLOEXEC) | pipe2(up, O_CLOEXEC), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(down[0], 0);
		dup2(up[1], 1);
		execl(grower, grower, shape, "60", (char *)NULL);
		_exit(127);
	}
	assert_int_equal(write(down[1], "go\n", 3), 3);
	assert_true(read(up[0], line, sizeof(line)) > 0);
	close(down[0]);
	close(up[0]);
	close(up[1]);
	/* down[1] stays open, or the program would see the end of its input. */
	return pid;
}

/*
 * PSS changes whenever another process maps or leaves a page of libc, also between the two reads of a
 * stopped process: read again until none did.
 */
static struct process_detail *read_while_none_shares_anew(pid_t pid)
{
	struct process_detail *detail = read_detail(pid);

	for (int i = 0; i < 50 && detail->rollup_status == STATUS_OK &&
			detail_total(detail, MAPPING_PSS) != (uint64_t)detail->rollup.pss.n;
		i++) {
		detail_unref(detail);
		detail = read_detail(pid);
	}
	return detail;
}

/* What smaps_rollup sums up; of PSS the kernel cuts off parts of a KiB, see spread_rounding(). */
static void sums_equal_smaps_rollup(void **state)
{
	static const char *const shapes[] = { "malloc", "threads", "memfd", "file", "idle" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		pid_t pid = start_grower(shapes[i]);
		struct process_detail *detail;

		kill(pid, SIGSTOP);
		waitpid(pid, NULL, WUNTRACED);
		detail = read_while_none_shares_anew(pid);
		assert_int_equal(detail->rollup_status, STATUS_OK);
		assert_int_equal(detail_total(detail, MAPPING_RSS), detail->rollup.rss.n);
		assert_int_equal(detail_total(detail, MAPPING_PSS), detail->rollup.pss.n);
		assert_int_equal(detail_total(detail, MAPPING_ANON), detail->rollup.anonymous.n);
		assert_int_equal(detail_total(detail, MAPPING_PRIVATE_DIRTY),
			detail->rollup.private_dirty.n);
		assert_int_equal(detail_total(detail, MAPPING_SWAP), detail->rollup.swap.n);
		detail_unref(detail);
		stop(pid);
	}
}

#define SHARED_BYTES ((size_t)8 << 20)
#define SIBLINGS     3

/* What the children of a test have from it. */
static char *inherited;

static void look_at_inherited(void)
{
	for (size_t i = 0; i < SHARED_BYTES; i += 4096)
		*(volatile char *)(inherited + i);
}

/* The siblings and this test itself; no other process has it. */
static void assert_co_mappers(int flags, const char *name)
{
	struct process_detail *detail;
	pid_t pids[SIBLINGS];

	inherited = map(SHARED_BYTES, flags);
	for (int i = 0; i < SIBLINGS; i++)
		pids[i] = start(look_at_inherited);
	detail = read_detail(pids[0]);
	assert_true(value_known(detail->summary.co_mappers));
	/* Among very many processes the search ends before it has looked at all of them, and says so. */
	if (detail->summary.co_mappers_at_least)
		assert_in_range(detail->summary.co_mappers.n, 0, SIBLINGS);
	else
		assert_int_equal(detail->summary.co_mappers.n, SIBLINGS);
	/* Of the sanitizer of threads they share more than this. */
	assert_true(
		WITH_THREAD_SANITIZER || strstr(detail_string(detail, detail->shared_name), name));
	detail_unref(detail);
	for (int i = 0; i < SIBLINGS; i++)
		stop(pids[i]);
	munmap(inherited, SHARED_BYTES);
}

static void who_shares_is_counted(void **state)
{
	(void)state;
	assert_co_mappers(MAP_SHARED | MAP_ANONYMOUS, "/dev/zero");
	assert_co_mappers(MAP_PRIVATE | MAP_ANONYMOUS, "");
}

/* What the heap engine gets in place of maps, where there are very many mappings. */
static void mappings_are_listed_as_maps_has_them(void **state)
{
	pid_t pid = start(many_kinds);
	struct process_detail *detail = read_detail(pid);
	struct file_buffer buffer = { 0 };
	struct map_list listed, read;
	char path[32];

	(void)state;
	snprintf(path, sizeof(path), "%d/maps", (int)pid);
	assert_int_equal(file_read(&buffer, root.proc, path), STATUS_OK);
	assert_int_equal(map_list_parse(&read, buffer.text, buffer.length), STATUS_OK);
	assert_int_equal(detail_list_maps(detail, &listed), STATUS_OK);
	assert_int_equal(listed.count, read.count);
	for (size_t i = 0; i < read.count; i++) {
		const struct mapping *a = &listed.mappings[i], *b = &read.mappings[i];

		assert_true(a->start == b->start && a->end == b->end && a->offset == b->offset);
		assert_true(a->inode == b->inode && a->major == b->major && a->minor == b->minor);
		assert_string_equal(a->permissions, b->permissions);
		assert_int_equal(a->deleted, b->deleted);
		assert_true(memchr(b->name.at, '\\', b->name.length) ||
			    (a->name.length == b->name.length &&
				    memcmp(a->name.at, b->name.at, a->name.length) == 0));
	}
	map_list_free(&listed);
	map_list_free(&read);
	file_buffer_free(&buffer);
	detail_unref(detail);
	stop(pid);
}

static void names_keep_their_bytes(void **state)
{
	pid_t pid = start(many_kinds);
	struct process_detail *detail = read_detail(pid);
	bool found = false;

	(void)state;
	for (size_t i = 0; i < detail->mapping_count; i++)
		found |= strstr(detail_string(detail, detail->mappings[i].name), "thing) \n(x") !=
			 NULL;
	assert_true(found);
	detail_unref(detail);
	stop(pid);
}

static void a_zombie_has_no_mappings(void **state)
{
	pid_t pid = start(nothing);
	struct process_detail *detail;
	siginfo_t info;

	(void)state;
	kill(pid, SIGKILL);
	waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
	detail = read_detail(pid);
	assert_int_equal(detail->process_state, 'Z');
	assert_int_equal(detail->mapping_count, 0);
	detail_unref(detail);
	waitpid(pid, NULL, 0);
}

static void a_process_that_ended_is_gone(void **state)
{
	struct detail_reader *reader = detail_reader_new(&root, NULL, 0);
	struct process_detail *detail;
	pid_t pid = start(nothing);

	(void)state;
	stop(pid);
	assert_int_equal(detail_read(reader, pid, &detail), STATUS_GONE);
	assert_null(detail);
	detail_reader_free(reader);
}

static void memtop_can_look_at_itself(void **state)
{
	struct process_detail *detail = read_detail(getpid());

	(void)state;
	assert_true(detail->mapping_count > 10);
	assert_int_equal(detail->pid, getpid());
	detail_unref(detail);
}

static void an_inspector_tells_the_end(void **state)
{
	struct inspector *inspector;
	struct message message;
	struct inspect inspect;
	struct process_detail *detail;
	enum status status;
	pid_t pid = start(nothing);

	(void)state;
	assert_int_equal(inspector_new(&inspector, NULL, 0, &message), STATUS_OK);
	inspect = inspector_interface(inspector);
	inspect.look(inspect.context, pid, 0.01);
	detail = inspect.wait(inspect.context, &status);
	assert_non_null(detail);
	assert_int_equal(detail->pid, pid);
	detail_unref(detail);
	stop(pid);
	while ((detail = inspect.wait(inspect.context, &status)))
		detail_unref(detail);
	assert_int_equal(status, STATUS_GONE);
	inspector_free(inspector);
}

static void how_it_ended_is_told(void **state)
{
	struct inspector *inspector;
	struct message message;
	struct inspect inspect;
	struct process_detail *detail;
	enum status status;
	int wait_status = -1;
	siginfo_t info;
	pid_t pid = start(nothing);

	(void)state;
	assert_int_equal(inspector_new(&inspector, NULL, 0, &message), STATUS_OK);
	inspect = inspector_interface(inspector);
	inspect.look(inspect.context, pid, 0);
	detail = inspect.wait(inspect.context, &status);
	assert_non_null(detail);
	detail_unref(detail);
	assert_false(inspect.ending(inspect.context, &wait_status));
	/* As a zombie by its stat, and where the kernel keeps it, by the pidfd. */
	kill(pid, SIGUSR1);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	assert_true(inspect.ending(inspect.context, &wait_status));
	assert_true(WIFSIGNALED(wait_status));
	assert_int_equal(WTERMSIG(wait_status), SIGUSR1);
	waitpid(pid, NULL, 0);
	wait_status = -1;
	if (inspect.ending(inspect.context, &wait_status))
		assert_int_equal(WTERMSIG(wait_status), SIGUSR1);
	else
		assert_int_equal(wait_status, -1);
	inspector_free(inspector);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_told),
		cmocka_unit_test(sums_equal_smaps_rollup),
		cmocka_unit_test(who_shares_is_counted),
		cmocka_unit_test(mappings_are_listed_as_maps_has_them),
		cmocka_unit_test(names_keep_their_bytes),
		cmocka_unit_test(a_zombie_has_no_mappings),
		cmocka_unit_test(a_process_that_ended_is_gone),
		cmocka_unit_test(memtop_can_look_at_itself),
		cmocka_unit_test(an_inspector_tells_the_end),
		cmocka_unit_test(how_it_ended_is_told),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
