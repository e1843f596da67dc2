/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What memtop says cannot be given back, against a kernel that is made to take all that it can: by
 * memory.force_empty of v1, by memory.reclaim of v2.  Needs the right to make cgroups.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "derive/cgroup/figures.h"
#include "source/cgroup/reader.h"
#include "support/pass_over.h"

#define MIB       ((size_t)1 << 20)
#define ANONYMOUS (80 * MIB)
#define SHARED    (60 * MIB)
#define CACHED    (100 * MIB)

struct place {
	struct cgroup_mount mount;
	char path[PATH_MAX + 64], name[64];
};

static bool write_file(const struct place *place, const char *name, const char *text)
{
	char path[sizeof(place->path) + 64];
	int file;
	bool written;

	snprintf(path, sizeof(path), "%s/%s", place->path, name);
	file = open(path, O_WRONLY | O_CLOEXEC);
	written = file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text);
	if (file >= 0)
		close(file);
	return written;
}

/* A cgroup of the test's own; false where none can be made. */
static bool make_place(struct place *place, int proc)
{
	struct file_buffer buffer = { 0 };
	enum status status;
	bool made = cgroup_mount_find(&place->mount, proc, &buffer, &status) == CGROUP_FINE;

	file_buffer_free(&buffer);
	snprintf(place->name, sizeof(place->name), "memtop-test.%d", (int)getpid());
	snprintf(place->path, sizeof(place->path), "%s/%s", place->mount.point, place->name);
	return made && mkdir(place->path, 0755) == 0;
}

static void fill_file(int file, size_t size)
{
	char block[65536];

	memset(block, 'x', sizeof(block));
	for (size_t done = 0; done < size; done += sizeof(block))
		if (write(file, block, sizeof(block)) != (ssize_t)sizeof(block))
			_exit(3);
}

/* Joins, uses memory of each kind, says so, and waits for its end. */
static void use_memory(const struct place *place, int ready)
{
	char path[] = "/var/tmp/memtop-cache.XXXXXX", *memory;
	int file, shared;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!write_file(place, "cgroup.procs", "0"))
		_exit(1);
	file = mkstemp(path);
	unlink(path);
	shared = memfd_create("memtop-test", MFD_CLOEXEC);
	memory = mmap(NULL, ANONYMOUS, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (file < 0 || shared < 0 || memory == MAP_FAILED)
		_exit(2);
	memset(memory, 1, ANONYMOUS);
	fill_file(shared, SHARED);
	fill_file(file, CACHED);
	fsync(file);
	if (write(ready, "x", 1) != 1)
		_exit(4);
	for (;;)
		pause();
}

/* All that the kernel can take.  False if it cannot be asked. */
static bool reclaim(const struct place *place)
{
	if (place->mount.version == 1)
		return write_file(place, "memory.force_empty", "0");
	/* It fails with EAGAIN once nothing more can be taken. */
	for (int i = 0; i < 100 && write_file(place, "memory.reclaim", "64M"); i++)
		;
	return errno == EAGAIN;
}

/* The cgroup of the test, as the view has it. */
static struct cgroup *read_place(const struct place *place, int proc)
{
	enum value_state missing;
	struct cgroup_reader *reader = cgroup_reader_new(proc, "/var",
		&(struct cgroup_limits){ .descriptors = 100, .usage_files = 10 });
	struct cgroups *cgroups = cgroup_reader_read(reader,
		&(struct cgroup_wish){ .all = true, .once = true }, UINT64_MAX / 2, &missing);
	struct cgroup *found = NULL;

	for (size_t i = 0; i < cgroups->count; i++)
		if (strcmp(cgroups->nodes[i].cgroup->identity->name, place->name) == 0)
			found = cgroup_ref(cgroups->nodes[i].cgroup);
	cgroups_unref(cgroups);
	cgroup_reader_free(reader);
	return found;
}

static void check(const struct place *place, int proc)
{
	struct cgroup *before, *after;
	int64_t said, left, difference;

	before = read_place(place, proc);
	assert_non_null(before);
	if (!reclaim(place)) {
		cgroup_unref(before);
		PASS_OVER("this kernel cannot be asked to reclaim a cgroup");
	}
	after = read_place(place, proc);
	assert_non_null(after);
	assert_true(value_known(cgroup_unreclaimable(before)));
	said = cgroup_unreclaimable(before).n;
	left = cgroup_value(after, CGROUP_USAGE).n;
	difference = said > left ? said - left : left - said;
	printf("# v%d: used %lld MiB, said %lld KiB cannot be given back, %lld KiB were left: %.2f%%\n",
		place->mount.version, (long long)cgroup_value(before, CGROUP_USAGE).n >> 20,
		(long long)said >> 10, (long long)left >> 10,
		100.0 * (double)difference / (double)left);
	assert_true(left >= (int64_t)(ANONYMOUS + SHARED));
	assert_true(cgroup_value(before, CGROUP_USAGE).n >= left + (int64_t)CACHED / 2);
	assert_true(difference * 100 <= left * 3);
	cgroup_unref(before);
	cgroup_unref(after);
}

static void what_cannot_be_given_back_stays(void **state)
{
	static struct place place;
	int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC), ready[2];
	pid_t child;
	char byte;

	(void)state;
	assert_true(proc >= 0);
	if (!make_place(&place, proc)) {
		close(proc);
		PASS_OVER("no memory cgroup can be made here");
	}
	/* Neither version may swap what it cannot drop: that is another question. */
	write_file(&place, "memory.swappiness", "0");
	write_file(&place, "memory.swap.max", "0");
	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	child = fork();
	if (child == 0)
		use_memory(&place, ready[1]);
	close(ready[1]);
	if (read(ready[0], &byte, 1) == 1)
		check(&place, proc);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(ready[0]);
	close(proc);
	rmdir(place.path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_given_back_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
