/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes in depth where something is odd: kernels that say less, ends in the midst, names, sums. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/macros.h"
#include "document/process_summary.h"
#include "source/inspect/detail_reader.h"
#include "source/inspect/page_map_reader.h"
#include "support/child.h"
#include "support/made_tree.h"
#include "support/pass_over.h"

static struct kernel_root root;
static struct detail_reader *reader;

static int setup(void **state)
{
	(void)state;
	if (kernel_root_open(&root, "/proc", "/sys") != STATUS_OK)
		return 1;
	reader = detail_reader_new(&root, NULL, 0);
	return reader == NULL;
}

static int teardown(void **state)
{
	(void)state;
	detail_reader_free(reader);
	kernel_root_close(&root);
	return 0;
}

/* ---- sums ---- */

static size_t read_text(char *text, size_t size, pid_t pid, const char *name)
{
	char path[64];
	ssize_t length = -1;
	int descriptor;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	descriptor = open(path, O_RDONLY | O_CLOEXEC);
	if (descriptor >= 0) {
		length = read(descriptor, text, size);
		close(descriptor);
	}
	return length > 0 ? (size_t)length : 0;
}

static bool sums_agree(const struct process_detail *detail)
{
	const struct smaps_rollup *rollup = &detail->rollup;
	const struct {
		enum mapping_figure figure;
		struct value whole;
	} sums[] = {
		{ MAPPING_RSS, rollup->rss },
		{ MAPPING_PSS, rollup->pss },
		{ MAPPING_PSS_DIRTY, rollup->pss_dirty },
		{ MAPPING_SHARED_CLEAN, rollup->shared_clean },
		{ MAPPING_SHARED_DIRTY, rollup->shared_dirty },
		{ MAPPING_PRIVATE_CLEAN, rollup->private_clean },
		{ MAPPING_PRIVATE_DIRTY, rollup->private_dirty },
		{ MAPPING_ANON, rollup->anonymous },
		{ MAPPING_LAZY_FREE, rollup->lazy_free },
		{ MAPPING_ANON_HUGE, rollup->anonymous_huge },
		{ MAPPING_SWAP, rollup->swap },
		{ MAPPING_SWAP_PSS, rollup->swap_pss },
		{ MAPPING_LOCKED, rollup->locked },
	};

	for (size_t i = 0; i < COUNT_OF(sums); i++) {
		uint64_t total = detail_total(detail, sums[i].figure);

		if (!value_known(sums[i].whole) || total == value_or(sums[i].whole, 0))
			continue;
		printf("# %d: %s: %ju, not %ju\n", (int)detail->pid,
			figure_rows[sums[i].figure].name, (uintmax_t)total,
			(uintmax_t)sums[i].whole.n);
		return false;
	}
	return true;
}

#define TRIES 30

enum outcome { AGREES, DIFFERS, MOVES };

/* Others cannot be stopped: a process rests if smaps_rollup says the same before and after. */
static enum outcome compare_sums(pid_t pid)
{
	static char before[4096], after[4096];
	size_t length = read_text(before, sizeof(before), pid, "smaps_rollup");
	struct process_detail *detail;
	enum outcome outcome = MOVES;

	if (length == 0 || detail_read(reader, pid, &detail) != STATUS_OK)
		return MOVES;
	if (length == read_text(after, sizeof(after), pid, "smaps_rollup") &&
		memcmp(before, after, length) == 0)
		outcome = sums_agree(detail) ? AGREES : DIFFERS;
	detail_unref(detail);
	return outcome;
}

static void sums_are_smaps_rollup_for_all(void **state)
{
	DIR *directory = opendir("/proc");
	unsigned agreeing = 0, moving = 0;
	struct dirent *entry;

	(void)state;
	assert_non_null(directory);
	while ((entry = readdir(directory))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		enum outcome outcome = MOVES;

		/*
		 * A process that changes, and changes back, or gains and loses a co-mapper in between, is
		 * tried again; on a machine that builds something that may be often.
		 */
		for (int i = 0; pid > 0 && i < TRIES && outcome != AGREES; i++)
			outcome = compare_sums(pid);
		assert_int_not_equal(outcome, DIFFERS);
		agreeing += outcome == AGREES;
		moving += outcome == MOVES;
	}
	closedir(directory);
	printf("# %u agree, %u moved or cannot be read\n", agreeing, moving);
	assert_true(agreeing >= 1);
}

/* ---- ends in the midst ---- */

/* Whatever was caught: a whole picture, or that it is gone. */
static void assert_whole(pid_t pid)
{
	struct process_detail *detail;
	enum status status = detail_read(reader, pid, &detail);

	assert_true(status == STATUS_OK || status == STATUS_GONE);
	if (status != STATUS_OK)
		return;
	assert_int_equal(detail->pid, pid);
	for (size_t i = 0; i < detail->mapping_count; i++) {
		assert_true(detail->mappings[i].start < detail->mappings[i].end);
		assert_true(detail->mappings[i].kind < KIND_COUNT);
	}
	for (const struct summary_row *row = summary_rows; row->label.title; row++) {
		char text[SUMMARY_TEXT];

		summary_print(text, row, detail, SCALE_AUTO);
	}
	detail_unref(detail);
}

/* A process that becomes another program all the time: two that take turns. */
static void exec_in_the_midst(void **state)
{
	static const char forever[] = "exec /bin/sh -c \"$0\" \"$0\"";
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl("/bin/sh", "sh", "-c", forever, forever, (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < 100; i++)
		assert_whole(pid);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void death_in_the_midst(void **state)
{
	(void)state;
	for (int i = 0; i < 50; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0) {
			for (volatile int spin = 0; spin < i * 2000; spin++)
				continue;
			_exit(0);
		}
		for (int looks = 0; looks < 3; looks++)
			assert_whole(pid);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		assert_whole(pid);
	}
}

/* ---- kernels that say less ---- */

/* libproc2 reads the real /proc whatever the root is: so this very process gets another smaps. */
static struct process_detail *read_limited(struct made_tree *tree, const char *smaps,
	unsigned limit)
{
	struct process_detail *detail;
	struct detail_reader *made;
	struct kernel_root made_root;
	char name[64];

	tree_make(tree);
	snprintf(name, sizeof(name), "%d/smaps", (int)getpid());
	tree_write(tree, name, smaps);
	assert_int_equal(kernel_root_open(&made_root, tree->path, tree->path), STATUS_OK);
	made = detail_reader_new(&made_root, NULL, limit);
	assert_non_null(made);
	assert_int_equal(detail_read(made, getpid(), &detail), STATUS_OK);
	detail_reader_free(made);
	kernel_root_close(&made_root);
	return detail;
}

static struct process_detail *read_made(struct made_tree *tree, const char *smaps)
{
	return read_limited(tree, smaps, 0);
}

static const char old_smaps[] = "00400000-00401000 r-xp 00000000 08:01 77     /bin/old\n"
				"Size:                  4 kB\n"
				"Rss:                   4 kB\n"
				"Pss:                   2 kB\n"
				"Shared_Clean:          4 kB\n"
				"Shared_Dirty:          0 kB\n"
				"Private_Clean:         0 kB\n"
				"Private_Dirty:         0 kB\n"
				"Referenced:            4 kB\n"
				"Swap:                  0 kB\n"
				"KernelPageSize:        4 kB\n"
				"MMUPageSize:           4 kB\n"
				"00600000-00700000 rw-p 00000000 00:00 0      [heap]\n"
				"Size:               1024 kB\n"
				"Rss:                 512 kB\n"
				"Pss:                 512 kB\n"
				"Shared_Clean:          0 kB\n"
				"Shared_Dirty:          0 kB\n"
				"Private_Clean:         0 kB\n"
				"Private_Dirty:       512 kB\n"
				"Referenced:          512 kB\n"
				"Swap:                  8 kB\n"
				"KernelPageSize:        4 kB\n"
				"MMUPageSize:           4 kB\n";

/* 2.6.32: neither Anonymous nor SwapPss nor smaps_rollup. */
static void an_old_kernel_has_fewer_figures(void **state)
{
	struct made_tree tree;
	struct process_detail *detail = read_made(&tree, old_smaps);
	const struct detail_mapping *heap = &detail->mappings[1];

	(void)state;
	assert_int_equal(detail->mapping_count, 2);
	assert_int_equal(heap->kind, KIND_HEAP);
	assert_int_equal(mapping_figure(heap, MAPPING_ANON).state, VALUE_ABSENT);
	assert_int_equal(mapping_figure(heap, MAPPING_SWAP_PSS).state, VALUE_ABSENT);
	assert_int_equal(mapping_figure(heap, MAPPING_SWAP).n, 8 * 1024);
	/* The sums of the mappings stand for what smaps_rollup would say. */
	assert_int_equal(detail->rollup_status, STATUS_OK);
	assert_int_equal(detail->rollup.pss.n, 514 * 1024);
	assert_int_equal(detail->rollup.uss.n, 512 * 1024);
	assert_int_equal(detail->rollup.swap_pss.state, VALUE_ABSENT);
	detail_unref(detail);
	tree_remove(&tree);
}

static void broken_smaps_gives_what_it_has(void **state)
{
	static const char broken[] = "nonsense\n"
				     "00400000-00401000 r-xp 00000000 08:01 77     /bin/old\n"
				     "Rss:                   four kB\n"
				     "Pss:                   99999999999999999999999 kB\n"
				     "Size:                  4 kB\n"
				     "00600000-00500000 rw-p 00000000 00:00 0\n"
				     "Size:                  4";
	struct made_tree tree;
	struct process_detail *detail = read_made(&tree, broken);

	(void)state;
	assert_int_equal(detail->mapping_count, 1);
	assert_int_equal(mapping_figure(&detail->mappings[0], MAPPING_RSS).state, VALUE_ABSENT);
	assert_int_equal(mapping_figure(&detail->mappings[0], MAPPING_PSS).state, VALUE_ABSENT);
	assert_int_equal(mapping_figure(&detail->mappings[0], MAPPING_SIZE).n, 4096);
	detail_unref(detail);
	tree_remove(&tree);
}

#define MANY_MAPPINGS 300000 /* what is kept of them is more than 64 MiB */

/* One mapping after the other, of a page each, as a program may have whose max_map_count is raised. */
static char *many_mappings(void)
{
	const size_t size = (size_t)MANY_MAPPINGS * 64 + 1;
	char *text = malloc(size);
	size_t length = 0;

	assert_non_null(text);
	for (unsigned i = 0; i < MANY_MAPPINGS; i++)
		length += (size_t)snprintf(text + length, size - length,
			"%x000-%x000 rw-p 00000000 00:00 0\nRss: 4 kB\n", 0x10000 + 2 * i,
			0x10001 + 2 * i);
	assert_true(length < size);
	return text;
}

static void more_mappings_than_the_limit_keeps_are_said_to_be_too_many(void **state)
{
	char *text = many_mappings();
	struct process_detail *detail;
	struct made_tree tree;

	(void)state;
	detail = read_limited(&tree, text, 1);
	assert_int_equal(detail->smaps_status, STATUS_TOO_LARGE);
	assert_int_equal(detail->mapping_count, 0);
	assert_null(detail->mappings);
	detail_unref(detail);
	tree_remove(&tree);
	detail = read_limited(&tree, text, 0);
	assert_int_equal(detail->smaps_status, STATUS_OK);
	assert_int_equal(detail->mapping_count, MANY_MAPPINGS);
	detail_unref(detail);
	tree_remove(&tree);
	free(text);
}

static void without_pagemap_the_strip_says_why(void **state)
{
	static struct residency page_map;
	const struct residency_request request = { .pid = getpid(),
		.start = 0x10000,
		.end = 0x20000 };
	struct kernel_root made_root;
	struct made_tree tree;

	(void)state;
	tree_make(&tree);
	assert_int_equal(kernel_root_open(&made_root, tree.path, tree.path), STATUS_OK);
	residency_read(&page_map, &made_root, &request, true);
	assert_int_not_equal(page_map.status, STATUS_OK);
	assert_true(page_map.all.bytes[PAGE_CLASS_UNREAD] == 0x10000);
	kernel_root_close(&made_root);
	tree_remove(&tree);
}

/* ---- another user's ---- */

/* What a body that runs as the user nobody looks at; it belongs to root. */
static pid_t roots;

static int look_as_nobody(void *unused)
{
	struct process_detail *detail;
	struct detail_reader *own;
	struct residency_request request = { .start = 0x10000, .end = 0x20000 };
	static struct residency page_map;

	(void)unused;
	own = detail_reader_new(&root, NULL, 0);
	CHECK(own);
	CHECK(detail_read(own, roots, &detail) == STATUS_OK);
	CHECK(detail->smaps_status == STATUS_DENIED);
	CHECK(detail->summary.deleted_files.state == VALUE_DENIED);
	CHECK(detail->summary.co_mappers.state == VALUE_DENIED);
	CHECK(detail->summary.ksm_pages.state != VALUE_OK);
	CHECK(summary_value(&summary_rows[1], detail).state == VALUE_DENIED);
	CHECK(value_known(detail->summary.anonymous));
	detail_unref(detail);
	request.pid = roots;
	residency_read(&page_map, &root, &request, true);
	CHECK(page_map.status == STATUS_DENIED);
	detail_reader_free(own);
	return 0;
}

/* Frames are hidden from the user nobody, but not whether a page is there. */
static int look_at_own_pages(void *memory)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	const struct residency_request request = { .pid = getpid(),
		.start = (uintptr_t)memory,
		.end = (uintptr_t)memory + 16 * page };
	static struct residency page_map;

	*(volatile char *)memory = 1;
	/* A process that was root a moment ago is not dumpable; a program that the user nobody starts is. */
	prctl(PR_SET_DUMPABLE, 1);
	for (int scan = 0; scan < 2; scan++) {
		residency_read(&page_map, &root, &request, scan);
		CHECK(page_map.status == STATUS_OK);
		CHECK(page_map.all.bytes[PAGE_CLASS_ANONYMOUS] == page);
		CHECK(page_map.all.bytes[PAGE_CLASS_NONE] == 15 * page);
	}
	return 0;
}

static void nothing(void *unused)
{
	(void)unused;
}

static void nobody_may_look_at_the_surface(void **state)
{
	const struct apart nobody = { .uid = 65534 };
	struct child child;
	int result;

	(void)state;
	if (geteuid() != 0)
		PASS_OVER("becoming nobody takes root");
	child_start(&child, nothing, NULL);
	roots = child.pid;
	result = run_apart(&nobody, look_as_nobody, NULL);
	child_end(&child);
	if (result < 0)
		PASS_OVER("becoming nobody takes root");
	assert_int_equal(result, 0);
}

static void nobody_sees_which_pages_are_there(void **state)
{
	const struct apart nobody = { .uid = 65534 };
	void *memory =
		mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int result;

	(void)state;
	assert_ptr_not_equal(memory, MAP_FAILED);
	madvise(memory, 1 << 20, MADV_NOHUGEPAGE);
	result = geteuid() == 0 ? run_apart(&nobody, look_at_own_pages, memory)
				: look_at_own_pages(memory);
	munmap(memory, 1 << 20);
	if (result < 0)
		PASS_OVER("becoming nobody takes root");
	assert_int_equal(result, 0);
}

/* ---- names ---- */

/* A file deep down whose path has nearly 4 KiB, mapped, and gone by the time it is looked at. */
static void map_deep_file(void *unused)
{
	char part[201];
	int descriptor;

	(void)unused;
	memset(part, 'd', sizeof(part) - 1);
	part[0] = ')';
	part[1] = '\n';
	part[sizeof(part) - 1] = '\0';
	for (int i = 0; i < 19; i++)
		if (mkdir(part, 0700) != 0 || chdir(part) != 0)
			_exit(1);
	descriptor = open("end", O_RDWR | O_CREAT, 0600);
	if (descriptor < 0 || ftruncate(descriptor, 1 << 20) != 0)
		_exit(1);
	if (mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0) == MAP_FAILED)
		_exit(1);
	unlink("end");
	for (int i = 0; i < 19; i++)
		if (chdir("..") != 0 || rmdir(part) != 0)
			_exit(1);
}

static void a_path_of_4_kib_is_whole(void **state)
{
	const struct detail_mapping *found = NULL;
	struct process_detail *detail;
	struct made_tree tree;
	struct child child;
	char before[PATH_MAX];

	(void)state;
	tree_make(&tree);
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(tree.path), 0);
	child_start(&child, map_deep_file, NULL);
	assert_int_equal(chdir(before), 0);
	assert_int_equal(detail_read(reader, child.pid, &detail), STATUS_OK);
	for (size_t i = 0; i < detail->mapping_count; i++)
		if (strlen(detail_string(detail, detail->mappings[i].name)) > 3800)
			found = &detail->mappings[i];
	assert_non_null(found);
	assert_int_equal(found->kind, KIND_FILE);
	assert_true(found->deleted);
	assert_non_null(strstr(detail_string(detail, found->name), "/)\nddd"));
	assert_string_equal(strrchr(detail_string(detail, found->name), '/'), "/end");
	detail_unref(detail);
	child_end(&child);
	tree_remove(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_are_smaps_rollup_for_all),
		cmocka_unit_test(exec_in_the_midst),
		cmocka_unit_test(death_in_the_midst),
		cmocka_unit_test(an_old_kernel_has_fewer_figures),
		cmocka_unit_test(broken_smaps_gives_what_it_has),
		cmocka_unit_test(more_mappings_than_the_limit_keeps_are_said_to_be_too_many),
		cmocka_unit_test(without_pagemap_the_strip_says_why),
		cmocka_unit_test(nobody_may_look_at_the_surface),
		cmocka_unit_test(nobody_sees_which_pages_are_there),
		cmocka_unit_test(a_path_of_4_kib_is_whole),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
