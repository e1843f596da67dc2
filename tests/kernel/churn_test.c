/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk of the page cache while files come and go as fast as a process makes them, and while a file
 * system is mounted and unmounted; names that are long, no UTF-8, or that steer a terminal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/cache/cache.h"
#include "support/cut_report.h"
#include "support/pass_over.h"

#define WALKS 20
#define NAMES 100
#define PAGES 37

static const atomic_bool never;
static const struct cache_below everything;

/* A page in a file of that name; false where it cannot be made. */
static bool make_file(const char *name)
{
	int file = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool made = file >= 0 && write(file, "x", 1) == 1;

	if (file >= 0)
		close(file);
	return made;
}

/* Files come and go in the directory where it is. */
static void churn(void)
{
	char name[32];

	for (unsigned i = 0;; i++) {
		snprintf(name, sizeof(name), "churn-%u", i % NAMES);
		if (!make_file(name))
			_exit(1);
		snprintf(name, sizeof(name), "churn-%u", (i + NAMES / 2) % NAMES);
		unlink(name);
	}
}

/* A file system comes and goes there, with files in it, where this process alone sees it. */
static void mount_and_unmount(void)
{
	char name[32];

	while (mount("churn", "at", "tmpfs", 0, "size=4m") == 0) {
		for (unsigned i = 0; i < NAMES; i++) {
			snprintf(name, sizeof(name), "at/file-%u", i);
			if (!make_file(name))
				_exit(1);
		}
		if (umount2("at", MNT_DETACH) != 0)
			_exit(1);
	}
	_exit(1);
}

static pid_t start(void (*run)(void), bool apart)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	if (apart && (unshare(CLONE_NEWNS) != 0 ||
			     mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0))
		_exit(2);
	run();
	_exit(0);
}

/* Whether it was still at it. */
static bool end(pid_t pid)
{
	int status = 0;

	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status);
}

/* The quiet file, which is there all the time, or NULL. */
static const struct cache_file *find(const struct cache_report *report, const char *name)
{
	for (size_t i = 0; i < report->file_count; i++)
		if (report->files[i].name != CACHE_NONE &&
			strcmp(string_pool_at(&report->names, report->files[i].name), name) == 0)
			return &report->files[i];
	return NULL;
}

/* Its pages are locked: others may be reclaimed between two walks.  munmap() them. */
static void *make_quiet(const char *name)
{
	static char page[4096];
	int file = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	void *pages;

	assert_true(file >= 0);
	for (int i = 0; i < PAGES; i++)
		assert_int_equal(write(file, page, sizeof(page)), sizeof(page));
	pages = mmap(NULL, PAGES * sizeof(page), PROT_READ, MAP_SHARED | MAP_LOCKED, file, 0);
	assert_ptr_not_equal(pages, MAP_FAILED);
	close(file);
	return pages;
}

/* Every walk ends, and has the quiet file once with its size, or says that it has not seen all. */
static void walk_meanwhile(void (*run)(void), bool apart)
{
	struct kernel_refusal refusal;
	struct kernel_bpf *bpf;
	char quiet[64], name[64];
	unsigned seen = 0;
	pid_t pid;
	void *pages;
	bool busy;

	if (kernel_bpf_load(&bpf, &kernel_object_cache, &refusal) != STATUS_OK)
		PASS_OVER("no BPF here");
	snprintf(quiet, sizeof(quiet), "quiet-%d", getpid());
	pages = make_quiet(quiet);
	mkdir("at", 0700);
	pid = start(run, apart);
	for (int i = 0; i < WALKS; i++) {
		struct cache_report report = { 0 };
		const struct cache_file *file;

		assert_int_equal(kernel_cache_walk(&report, &(struct cache_lists){ .bpf = bpf },
					 &everything, &never),
			STATUS_OK);
		file = find(&report, quiet);
		if (file)
			assert_int_equal(file->cached_bytes, PAGES * 4096);
		else
			assert_true(cache_report_sums(&report).at_least);
		seen += file != NULL;
		cache_report_free(&report);
	}
	busy = end(pid);
	for (unsigned i = 0; i < NAMES; i++) {
		snprintf(name, sizeof(name), "churn-%u", i);
		unlink(name);
	}
	munmap(pages, PAGES * 4096);
	unlink(quiet);
	rmdir("at");
	kernel_bpf_unload(bpf);
	if (!busy)
		PASS_OVER("nothing can be mounted here");
	assert_true(seen > 0);
}

static void files_that_come_and_go_are_no_harm(void **state)
{
	(void)state;
	walk_meanwhile(churn, false);
}

static void a_file_system_that_vanishes_is_no_harm(void **state)
{
	(void)state;
	walk_meanwhile(mount_and_unmount, true);
}

/*
 * A file with a page that the kernel keeps, and its name with it, until end_held(): what is not open and
 * locked may be reclaimed before the walk comes to it.
 */
struct held {
	int file;
	char *page;
};

static struct held hold(const char *name)
{
	struct held held = { .file = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) };

	assert_true(held.file >= 0);
	assert_int_equal(write(held.file, "x", 1), 1);
	held.page = mmap(NULL, 1, PROT_READ, MAP_SHARED | MAP_LOCKED, held.file, 0);
	assert_ptr_not_equal(held.page, MAP_FAILED);
	return held;
}

static void end_held(const struct held *held)
{
	munmap(held->page, 1);
	close(held->file);
}

/* What the kernel lets be a name is found as it is, byte by byte. */
static void any_name_is_found(void **state)
{
	char longest[256];
	const char *const names[] = { longest, "not\xff\xfeutf8", "\033[2Jescape\n", "\"quote\\" };
	struct held held[sizeof(names) / sizeof(*names)];
	struct cache_report report = { 0 };
	struct kernel_refusal refusal;
	struct kernel_bpf *bpf;
	bool cut;

	(void)state;
	memset(longest, 'n', 255);
	longest[255] = '\0';
	if (kernel_bpf_load(&bpf, &kernel_object_cache, &refusal) != STATUS_OK)
		PASS_OVER("no BPF here");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		held[i] = hold(names[i]);
	assert_int_equal(kernel_cache_walk(&report, &(struct cache_lists){ .bpf = bpf },
				 &everything, &never),
		STATUS_OK);
	cut = report_is_cut(&report);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		unlink(names[i]);
		end_held(&held[i]);
		assert_true(cut || find(&report, names[i]));
	}
	cache_report_free(&report);
	kernel_bpf_unload(bpf);
	if (cut)
		PASS_OVER("so many files are cached that small ones are told as sums alone");
}

/* Each test begins in a directory of its own, which it leaves empty. */
static int enter(void **state)
{
	static char directory[64];

	snprintf(directory, sizeof(directory), "memtop-churn.XXXXXX");
	*state = directory;
	return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	return chdir("..") == 0 && rmdir(*state) == 0 ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(files_that_come_and_go_are_no_harm, enter, leave),
		cmocka_unit_test_setup_teardown(a_file_system_that_vanishes_is_no_harm, enter,
			leave),
		cmocka_unit_test_setup_teardown(any_name_is_found, enter, leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
