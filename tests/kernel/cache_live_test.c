/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of known size in the page cache: ten of 1 to 10 MiB, half of one dropped, one deleted and held
 * open.  Needs a kernel and the rights to load BPF programs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "document/kernel/way.h"
#include "kernel/cache/cache.h"
#include "support/cut_report.h"
#include "support/pass_over.h"
#include "support/random.h"

#define MIB     ((size_t)1 << 20)
#define FILES   10
#define HALVED  3
#define DELETED 6

static const atomic_bool never;
static const struct cache_below everything;

struct made {
	char directory[64], names[FILES][96];
	int files[FILES];
	void *maps[FILES]; /* to ask what is there, never touched */
	size_t sizes[FILES];
};

static void make_file(struct made *made, int i)
{
	static char block[MIB];

	char directory[sizeof(made->directory)];

	memcpy(directory, made->directory, sizeof(directory));
	snprintf(made->names[i], sizeof(made->names[i]), "%s/file%d", directory, i);
	made->files[i] = open(made->names[i], O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(made->files[i] >= 0);
	made->sizes[i] = (size_t)(i + 1) * MIB;
	memset(block, 'a' + i, sizeof(block));
	for (int n = 0; n <= i; n++)
		assert_int_equal(write(made->files[i], block, sizeof(block)), sizeof(block));
	assert_int_equal(fsync(made->files[i]), 0);
	made->maps[i] = mmap(NULL, made->sizes[i], PROT_READ, MAP_SHARED, made->files[i], 0);
	assert_ptr_not_equal(made->maps[i], MAP_FAILED);
}

static void make_files(struct made *made)
{
	snprintf(made->directory, sizeof(made->directory), "memtop-cache.XXXXXX");
	assert_non_null(mkdtemp(made->directory));
	for (int i = 0; i < FILES; i++)
		make_file(made, i);
	assert_int_equal(
		posix_fadvise(made->files[HALVED], 0, (HALVED + 1) * MIB / 2, POSIX_FADV_DONTNEED),
		0);
	assert_int_equal(unlink(made->names[DELETED]), 0);
}

static void remove_files(struct made *made)
{
	for (int i = 0; i < FILES; i++) {
		munmap(made->maps[i], made->sizes[i]);
		close(made->files[i]);
		if (i != DELETED)
			unlink(made->names[i]);
	}
	rmdir(made->directory);
}

/* What of a file is in memory, as mincore() has it for a user who may write the file. */
static size_t resident(const struct made *made, int i)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), count = made->sizes[i] / page, pages = 0;
	unsigned char *marks = malloc(count);

	assert_non_null(marks);
	assert_int_equal(mincore(made->maps[i], made->sizes[i], marks), 0);
	for (size_t n = 0; n < count; n++)
		pages += marks[n] & 1;
	free(marks);
	return pages * page;
}

/* The one whose path ends so; a name of mkdtemp() is unique. */
static const struct cache_file *find(const struct cache_report *report, const char *name)
{
	char path[CACHE_PATH];

	for (size_t i = 0; i < report->file_count; i++) {
		size_t length;

		if (!cache_file_is_named(report, &report->files[i]))
			continue;
		length = cache_file_path(report, &report->files[i], path);
		if (length > strlen(name) && strcmp(path + length - strlen(name), name) == 0)
			return &report->files[i];
	}
	return NULL;
}

static void compare(const struct cache_report *report, const struct made *made)
{
	for (int i = 0; i < FILES; i++) {
		const struct cache_file *file = find(report, made->names[i]);

		assert_non_null(file);
		assert_int_equal(file->size_bytes, made->sizes[i]);
		assert_int_equal(file->cached_bytes, resident(made, i));
		assert_int_equal(file->deleted, i == DELETED);
		if (i != HALVED)
			assert_int_equal(file->cached_bytes, made->sizes[i]);
	}
}

/* Who holds them is this test, once each, however many descriptors it has. */
static void compare_holders(struct cache_report *report, const struct made *made)
{
	struct kernel_refusal refusal;
	struct kernel_bpf *bpf;
	int again = dup(made->files[DELETED]);

	if (kernel_bpf_load(&bpf, &kernel_object_holders, &refusal) != STATUS_OK)
		fail_msg("%s: %s", kernel_refusal_names[refusal.kind], refusal.words);
	assert_int_equal(kernel_cache_list_holders(report, bpf, &never), STATUS_OK);
	for (int i = 0; i < FILES; i++) {
		const struct cache_file *file = find(report, made->names[i]);
		const struct cache_holder *holders;
		size_t count;

		assert_non_null(file);
		holders = cache_file_holders(report, (size_t)(file - report->files), &count);
		assert_int_equal(count, 1);
		assert_int_equal(holders->pid, getpid());
	}
	close(again);
	kernel_bpf_unload(bpf);
}

static void files_have_their_names_and_sizes(void **state)
{
	struct kernel_refusal refusal;
	struct cache_report report = { 0 };
	struct kernel_bpf *bpf;
	struct made made;
	struct message message;
	enum status status = kernel_bpf_load(&bpf, &kernel_object_cache, &refusal);

	(void)state;
	if (status == STATUS_REFUSED && refusal.kind != KERNEL_NOT_VERIFIED &&
		refusal.kind != KERNEL_NOT_LOADED) {
		kernel_refusal_say(&message, &refusal);
		PASS_OVER(message.text);
	}
	if (status == STATUS_REFUSED)
		fail_msg("%s: %s", kernel_refusal_names[refusal.kind], refusal.words);
	assert_int_equal(status, STATUS_OK);
	make_files(&made);
	status = kernel_cache_walk(&report, &(struct cache_lists){ .bpf = bpf }, &everything,
		&never);
	if (status == STATUS_OK)
		compare(&report, &made);
	if (status == STATUS_OK)
		compare_holders(&report, &made);
	remove_files(&made);
	kernel_bpf_unload(bpf);
	assert_int_equal(status, STATUS_OK);
	assert_true(report.inodes >= FILES);
	assert_false(cache_report_sums(&report).at_least);
	cache_report_free(&report);
}

/* A page of each 64 of a large file, mapped: the walk of its tree takes several calls. */
static void states_of_pages_are_counted(void **state)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE), count = 4096, size = count * 64 * page;
	struct cache_report report = { 0 };
	struct kernel_refusal refusal;
	struct kernel_bpf *files = NULL, *pages = NULL;
	const struct cache_file *file;
	int made = memfd_create("memtop-pages-test", MFD_CLOEXEC);
	char *map;

	(void)state;
	if (kernel_bpf_load(&files, &kernel_object_cache, &refusal) != STATUS_OK) {
		close(made);
		PASS_OVER("no BPF here");
	}
	if (kernel_bpf_load(&pages, &kernel_object_pages, &refusal) != STATUS_OK)
		fail_msg("%s: %s", kernel_refusal_names[refusal.kind], refusal.words);
	assert_int_equal(ftruncate(made, (off_t)size), 0);
	map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, made, 0);
	assert_ptr_not_equal(map, MAP_FAILED);
	madvise(map, size, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < count; i++)
		map[i * 64 * page + i % 64 * page] = 1;
	assert_int_equal(kernel_cache_walk(&report, &(struct cache_lists){ .bpf = files },
				 &everything, &never),
		STATUS_OK);
	assert_int_equal(kernel_cache_count_pages(&report, pages, &never), STATUS_OK);
	file = find(&report, "emfd:memtop-pages-test");
	assert_non_null(file);
	assert_int_equal(file->cached_bytes, count * page);
	assert_true(file->is_counted);
	assert_int_equal(file->mapped, count);
	assert_int_equal(file->dirty, count);
	assert_int_equal(file->evicted, 0);
	munmap(map, size);
	close(made);
	kernel_bpf_unload(files);
	kernel_bpf_unload(pages);
	cache_report_free(&report);
}

/* ---- each of a thousand files against what the kernel says of it ---- */

#define THOUSAND 1000
#define PAGES    64

/* The same on every machine; Linux 6.5. */
#define CACHESTAT 451

struct thousand {
	char directory[64];
	int files[THOUSAND];
	uint64_t before[THOUSAND], after[THOUSAND]; /* pages, by cachestat(2) */
	bool found[THOUSAND];
};

/* Pages of a file that are cached; UINT64_MAX: this kernel has no such call. */
static uint64_t cachestat_pages(int file)
{
	const uint64_t all[2] = { 0, 0 };
	uint64_t answer[5];

	return syscall(CACHESTAT, file, all, answer, 0) == 0 ? answer[0] : UINT64_MAX;
}

/* Of each file some pages are written, and of every third some are dropped again. */
static void make_thousand(struct thousand *made)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uint64_t seed = 1;
	char name[128];

	snprintf(made->directory, sizeof(made->directory), "memtop-1000.XXXXXX");
	assert_non_null(mkdtemp(made->directory));
	for (int i = 0; i < THOUSAND; i++) {
		snprintf(name, sizeof(name), "%s/thousand-%d-%d", made->directory, getpid(), i);
		made->files[i] = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		assert_true(made->files[i] >= 0);
		for (uint64_t n = random_below(&seed, PAGES); n > 0; n--)
			assert_int_equal(pwrite(made->files[i], "x", 1,
						 (off_t)(random_below(&seed, PAGES) * page)),
				1);
		if (i % 3 == 0)
			assert_int_equal(fdatasync(made->files[i]), 0);
		if (i % 3 == 0)
			posix_fadvise(made->files[i], 0, (off_t)(random_below(&seed, PAGES) * page),
				POSIX_FADV_DONTNEED);
	}
}

static void remove_thousand(struct thousand *made)
{
	char name[128];

	for (int i = 0; i < THOUSAND; i++) {
		snprintf(name, sizeof(name), "%s/thousand-%d-%d", made->directory, getpid(), i);
		close(made->files[i]);
		unlink(name);
	}
	rmdir(made->directory);
}

/* Of files that the kernel gave the same answer for before and after the walk, how many it has otherwise. */
static unsigned compare_thousand(struct thousand *made, const struct cache_report *report)
{
	unsigned wrong = 0;
	char prefix[64];

	snprintf(prefix, sizeof(prefix), "thousand-%d-", getpid());
	for (size_t i = 0; i < report->file_count; i++) {
		const struct cache_file *file = &report->files[i];
		const char *name =
			file->name == CACHE_NONE ? "" : string_pool_at(&report->names, file->name);
		int at;

		if (strncmp(name, prefix, strlen(prefix)) != 0)
			continue;
		at = (int)strtol(name + strlen(prefix), NULL, 10);
		assert_in_range(at, 0, THOUSAND - 1);
		assert_false(made->found[at]);
		made->found[at] = true;
		wrong += made->before[at] == made->after[at] &&
			 file->cached_bytes / report->page_bytes != made->before[at];
	}
	for (int i = 0; i < THOUSAND; i++)
		wrong += !made->found[i] && made->before[i] > 0 && made->after[i] > 0;
	return wrong;
}

static void a_thousand_files_are_as_cachestat_has_them(void **state)
{
	static struct thousand made;
	struct cache_report report = { 0 };
	struct kernel_refusal refusal;
	struct kernel_bpf *bpf;
	uint64_t pages = 0;
	unsigned changed = 0, wrong;
	bool cut;

	(void)state;
	if (kernel_bpf_load(&bpf, &kernel_object_cache, &refusal) != STATUS_OK)
		PASS_OVER("no BPF here");
	make_thousand(&made);
	for (int i = 0; i < THOUSAND; i++)
		made.before[i] = cachestat_pages(made.files[i]);
	if (made.before[0] == UINT64_MAX) {
		remove_thousand(&made);
		kernel_bpf_unload(bpf);
		PASS_OVER("no cachestat() here");
	}
	assert_int_equal(kernel_cache_walk(&report, &(struct cache_lists){ .bpf = bpf },
				 &everything, &never),
		STATUS_OK);
	for (int i = 0; i < THOUSAND; i++) {
		made.after[i] = cachestat_pages(made.files[i]);
		changed += made.after[i] != made.before[i];
		pages += made.before[i];
	}
	cut = report_is_cut(&report);
	wrong = cut ? 0 : compare_thousand(&made, &report);
	remove_thousand(&made);
	kernel_bpf_unload(bpf);
	cache_report_free(&report);
	assert_true(pages > 10 * THOUSAND);
	assert_int_equal(wrong, 0);
	/* What the machine drops meanwhile is none of the walk's, which goes by those that stood still. */
	if (changed > THOUSAND / 2)
		PASS_OVER("the kernel drops its cache");
	if (cut)
		PASS_OVER("so many files are cached that small ones are told as sums alone");
}

/* Twice and more in one process, and nothing is left of the one before. */
static void a_program_can_be_loaded_again(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct kernel_refusal refusal;
		struct kernel_bpf *bpf;

		if (kernel_bpf_load(&bpf, &kernel_object_cache, &refusal) != STATUS_OK)
			PASS_OVER("no BPF here");
		kernel_bpf_unload(bpf);
	}
}

static void who_has_enough_ends_it(void **state)
{
	static const atomic_bool cancelled = true;
	struct cache_report report = { 0 };
	struct kernel_refusal refusal;
	struct kernel_bpf *bpf;

	(void)state;
	if (kernel_bpf_load(&bpf, &kernel_object_cache, &refusal) != STATUS_OK)
		PASS_OVER("no BPF here");
	assert_int_equal(kernel_cache_walk(&report, &(struct cache_lists){ .bpf = bpf },
				 &everything, &cancelled),
		STATUS_REFUSED);
	assert_int_equal(report.file_count, 0);
	kernel_bpf_unload(bpf);
	cache_report_free(&report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_have_their_names_and_sizes),
		cmocka_unit_test(states_of_pages_are_counted),
		cmocka_unit_test(a_thousand_files_are_as_cachestat_has_them),
		cmocka_unit_test(a_program_can_be_loaded_again),
		cmocka_unit_test(who_has_enough_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
