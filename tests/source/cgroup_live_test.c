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
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "derive/cgroup/figures.h"
#include "kernel/memcgs/memcgs.h"
#include "source/cgroup/reader.h"
#include "support/pass_over.h"

#define MIB        ((size_t)1 << 20)
#define ANONYMOUS  (80 * MIB)
#define SHARED     (60 * MIB)
#define CACHED     (100 * MIB)
#define KNOWN      (4 * MIB)
#define NAMES      40000
#define MANY_NAMES 200000

struct place {
	struct cgroup_mount mount;
	char path[PATH_MAX + 64], name[64];
	bool with_names; /* much kernel memory besides */
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

typedef void user(const struct place *place, int ready);

/* The first thing that a user of memory does. */
static void join(const struct place *place)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!write_file(place, "cgroup.procs", "0"))
		_exit(1);
}

static void say_ready(int ready)
{
	if (write(ready, "x", 1) != 1)
		_exit(4);
	for (;;)
		pause();
}

/* Files, and what the kernel needs to know of them. */
static void use_cache(const struct place *place, int ready)
{
	char path[] = "/var/tmp/memtop-cache.XXXXXX";
	int file;

	join(place);
	file = mkstemp(path);
	unlink(path);
	fill_file(file, CACHED);
	fsync(file);
	say_ready(ready);
}

static void name_files(int count)
{
	char path[64];

	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "/var/tmp/memtop-%d-does-not-exist-%d", (int)getpid(),
			i);
		access(path, F_OK);
	}
}

/*
 * Names of files that do not exist: objects of the kernel, nearly all of which it can take back.  And some
 * cache, by which counters are known to be what they are taken for.
 */
static void use_slab(const struct place *place, int ready)
{
	char cache[] = "/var/tmp/memtop-cache.XXXXXX";
	int file;

	join(place);
	file = mkstemp(cache);
	unlink(cache);
	fill_file(file, KNOWN);
	fsync(file);
	name_files(NAMES);
	say_ready(ready);
}

/* Memory of each kind; of the kernel only what it needs for that. */
static void use_memory(const struct place *place, int ready)
{
	char path[] = "/var/tmp/memtop-cache.XXXXXX", *memory;
	int file, shared;

	join(place);
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
	if (place->with_names)
		name_files(MANY_NAMES);
	say_ready(ready);
}

static int64_t read_usage(const struct place *place)
{
	char path[sizeof(place->path) + 64], text[32] = "";
	int file;

	snprintf(path, sizeof(path), "%s/memory.usage_in_bytes", place->path);
	file = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(file >= 0);
	assert_true(read(file, text, sizeof(text) - 1) > 0);
	close(file);
	return strtoll(text, NULL, 10);
}

/*
 * Kernel objects lose their mark of use first, of few none may be looked at each time, and those that go are
 * freed some time later: so it is asked until it has taken nothing so often, and until no more is left than
 * was said, for as long as that may take.
 */
#define IN_VAIN     50
#define DEADLINE_NS (20 * NS_PER_SECOND)

static bool force_empty(const struct place *place, int64_t said)
{
	const uint64_t until_ns = clock_now_ns(CLOCK_MONOTONIC) + DEADLINE_NS;
	int64_t least = read_usage(place);
	int in_vain = 0;

	while (in_vain < IN_VAIN || (least > said && clock_now_ns(CLOCK_MONOTONIC) < until_ns)) {
		int64_t now;

		if (!write_file(place, "memory.force_empty", "0"))
			return false;
		now = read_usage(place);
		in_vain = now < least ? 0 : in_vain + 1;
		least = now < least ? now : least;
		poll(NULL, 0, 1);
	}
	return true;
}

/* All that the kernel can take.  False if it cannot be asked. */
static bool reclaim(const struct place *place, int64_t said)
{
	if (place->mount.version == 1)
		return force_empty(place, said);
	/* It fails with EAGAIN once nothing more can be taken. */
	for (int i = 0; i < 100 && write_file(place, "memory.reclaim", "64M"); i++)
		;
	return errno == EAGAIN;
}

/* What the view says of the cgroup of the test. */
struct said {
	int64_t usage, most, least;
	bool is_bound;
	enum kernel_refusal_kind uncounted;
};

static struct said read_place(const struct place *place, int proc, bool counts)
{
	struct cgroup_reader *reader = cgroup_reader_new(proc, "/var",
		&(struct cgroup_limits){ .descriptors = 100, .usage_files = 10 });
	struct said said = { .usage = -1 };
	struct cgroups *cgroups;

	if (counts)
		assert_int_equal(cgroup_reader_use(reader, kernel_memcgs_new()), STATUS_OK);
	assert_int_equal(cgroup_reader_read(&cgroups, reader,
				 &(struct cgroup_request){ .all = true, .once = true },
				 UINT64_MAX / 2),
		STATUS_OK);
	for (size_t i = 0; i < cgroups->count; i++) {
		const struct cgroup *cgroup = cgroups->nodes[i].cgroup;

		if (strcmp(cgroup->identity->name, place->name) != 0)
			continue;
		assert_true(value_known(cgroup_unreclaimable(cgroup)));
		said = (struct said){ cgroup_value(cgroup, CGROUP_USAGE).n,
			cgroup_unreclaimable(cgroup).n, cgroup_unreclaimable_least(cgroups, i).n,
			cgroup_unreclaimable_is_bound(cgroups, i), cgroups->uncounted.kind };
	}
	cgroups_unref(cgroups);
	cgroup_reader_free(reader);
	assert_true(said.usage >= 0);
	return said;
}

/* How much of what was said is wrong; what lies between the two bounds is right. */
static int64_t error_of(const struct said *said, int64_t left)
{
	if (left > said->most)
		return left - said->most;
	return left < said->least ? said->least - left : 0;
}

/* What is charged in advance for each processor (MEMCG_CHARGE_BATCH). */
static int64_t in_advance(void)
{
	return 64 * sysconf(_SC_PAGESIZE) * sysconf(_SC_NPROCESSORS_ONLN);
}

/* Memory of one kind, before and after. */
struct trial {
	struct place place;
	int proc;
	bool counts; /* by a BPF program, where that may run */
	struct said said;
	int64_t left;
};

/* False where nothing can be asked. */
static bool measure(struct trial *trial)
{
	trial->said = read_place(&trial->place, trial->proc, trial->counts);
	if (!reclaim(&trial->place, trial->said.most + in_advance()))
		return false;
	trial->left = read_place(&trial->place, trial->proc, false).usage;
	printf("# v%d: used %lld KiB, %lld to %lld cannot be given back, %lld were left: %.2f%% of that beyond\n",
		trial->place.mount.version, (long long)trial->said.usage >> 10,
		(long long)trial->said.least >> 10, (long long)trial->said.most >> 10,
		(long long)trial->left >> 10,
		100.0 * (double)error_of(&trial->said, trial->left) / (double)trial->left);
	return true;
}

static bool try_with(struct trial *trial, user *use)
{
	int ready[2];
	bool measured = false;
	pid_t child;
	char byte;

	trial->proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(trial->proc >= 0);
	if (!make_place(&trial->place, trial->proc)) {
		close(trial->proc);
		return false;
	}
	/* Neither version may swap what it cannot drop: that is another question. */
	write_file(&trial->place, "memory.swappiness", "0");
	write_file(&trial->place, "memory.swap.max", "0");
	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	child = fork();
	if (child == 0)
		use(&trial->place, ready[1]);
	close(ready[1]);
	if (read(ready[0], &byte, 1) == 1)
		measured = measure(trial);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(ready[0]);
	close(trial->proc);
	rmdir(trial->place.path);
	return measured;
}

#define NOWHERE "no memory cgroup can be made here, or be asked to reclaim"

/* Within 3%, and what is charged in advance for each processor. */
static void assert_right(const struct trial *trial)
{
	assert_true(error_of(&trial->said, trial->left) <= trial->left / 100 * 3 + in_advance());
}

static void what_cannot_be_given_back_stays(void **state)
{
	static struct trial trial;

	(void)state;
	if (!try_with(&trial, use_memory))
		PASS_OVER(NOWHERE);
	assert_true(trial.left >= (int64_t)(ANONYMOUS + SHARED));
	assert_true(trial.said.usage >= trial.left + (int64_t)CACHED / 2);
	/* Where kernel memory is little one figure is enough. */
	assert_false(trial.said.is_bound);
	assert_true(llabs(trial.said.most - trial.left) * 100 <= trial.left * 3);
}

/* Of kernel memory v1 does not tell what can be: then there are two figures, and the truth is between. */
static void cache_alone_is_told_by_bounds(void **state)
{
	static struct trial trial;

	(void)state;
	if (!try_with(&trial, use_cache))
		PASS_OVER(NOWHERE);
	assert_true(trial.said.usage >= (int64_t)CACHED);
	assert_right(&trial);
}

static void kernel_memory_alone_is_told_by_bounds(void **state)
{
	static struct trial trial;

	(void)state;
	if (!try_with(&trial, use_slab))
		PASS_OVER(NOWHERE);
	assert_true(trial.said.usage >= NAMES * (int64_t)128);
	assert_int_equal(trial.said.is_bound, trial.place.mount.version == 1);
	assert_right(&trial);
}

/* Counted by a program it is one figure again, of version 1 as of version 2. */
static void kernel_memory_that_is_counted_is_one_figure(void **state)
{
	static struct trial trial = { .counts = true };

	(void)state;
	if (!try_with(&trial, use_slab))
		PASS_OVER(NOWHERE);
	if (trial.said.uncounted != KERNEL_NOT_REFUSED)
		PASS_OVER("no BPF program may run here");
	assert_true(trial.said.usage >= NAMES * (int64_t)128 + (int64_t)KNOWN);
	assert_int_equal(trial.said.least, trial.said.most);
	assert_right(&trial);
}

/* Beside memory of each other kind as well. */
static void all_kinds_are_told_by_one_figure(void **state)
{
	static struct trial trial = { .counts = true, .place.with_names = true };

	(void)state;
	if (!try_with(&trial, use_memory))
		PASS_OVER(NOWHERE);
	if (trial.said.uncounted != KERNEL_NOT_REFUSED)
		PASS_OVER("no BPF program may run here");
	assert_true(
		trial.said.usage >= trial.left + (int64_t)CACHED / 2 + MANY_NAMES * (int64_t)128);
	assert_int_equal(trial.said.least, trial.said.most);
	assert_true(llabs(trial.said.most - trial.left) * 100 <= trial.left * 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_given_back_stays),
		cmocka_unit_test(cache_alone_is_told_by_bounds),
		cmocka_unit_test(kernel_memory_alone_is_told_by_bounds),
		cmocka_unit_test(kernel_memory_that_is_counted_is_one_figure),
		cmocka_unit_test(all_kinds_are_told_by_one_figure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
