/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page cache by /proc/kcore, of a kernel that is made up: what is found, and what it is not led astray by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "document/kernel/way.h"
#include "kernel/cache/cache.h"
#include "kernel/kcore/btf.h"
#include "kernel/kcore/kcore.h"
#include "kernel/made_kernel.h"

static const atomic_bool never;
static const struct cache_below everything;

/* Fills a report of a made kernel's files. */
static enum status walk(const struct made_kernel *kernel, struct cache_report *report)
{
	const struct kcore_files files = made_kernel_files(kernel);
	struct cache_lists lists = { .bpf = NULL };
	enum kcore_refusal refusal = KCORE_NOT_TRIED;
	enum status status;

	*report = (struct cache_report){ 0 };
	assert_int_equal(kcore_lists_take(&lists.kcore, &files, &refusal), STATUS_OK);
	status = kernel_cache_walk(report, &lists, &everything, &never);
	kcore_lists_close(lists.kcore);
	return status;
}

static const struct cache_file *file_of(const struct cache_report *report, uint64_t number)
{
	for (size_t i = 0; i < report->file_count; i++)
		if (report->files[i].number == number)
			return &report->files[i];
	return NULL;
}

static void files_have_their_names_and_sizes(void **state)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	static struct made_kernel kernel;
	const struct cache_file *file;
	struct cache_report report;
	char path[CACHE_PATH];

	(void)state;
	made_kernel_init(&kernel);
	assert_int_equal(walk(&kernel, &report), STATUS_OK);
	assert_int_equal(report.method, KERNEL_BY_KCORE);
	assert_int_equal(report.superblock_count, 2);
	assert_string_equal(report.superblocks[0].type, "ext4");
	assert_int_equal(report.superblocks[0].major, 8);
	assert_int_equal(report.superblocks[0].minor, 1);
	assert_int_equal(report.inodes, 4);
	assert_int_equal(report.file_count, 3);
	file = file_of(&report, 12);
	assert_int_equal(file->cached_bytes, 3 * page);
	assert_int_equal(file->size_bytes, 3 * 4096);
	assert_false(file->deleted);
	cache_file_path(&report, file, path);
	assert_string_equal(path, "ext4 8:1:/dir/file");
	file = file_of(&report, 13);
	assert_true(file->deleted);
	assert_false(cache_file_is_named(&report, file));
	file = file_of(&report, 15);
	assert_int_equal(cache_file_content(&report, file), CACHE_OF_TMPFS);
	assert_int_equal(file->swapped_bytes, 7 * page);
	cache_file_path(&report, file, path);
	assert_string_equal(path, "memfd:made");
	assert_false(cache_report_sums(&report).at_least);
	cache_report_free(&report);
}

/* What is damaged is passed, with a word that more was there, and all else is found. */
static void lists_that_changed_are_lower_bounds(void **state)
{
	static const struct {
		uint64_t at, word;
	} rows[] = {
		/* A link to itself, to nowhere, into a circle, to what is no memory. */
		{ MADE_EMPTY + MADE_INODE_LIST, MADE_KERNEL_AT + MADE_EMPTY + MADE_INODE_LIST },
		{ MADE_EMPTY + MADE_INODE_LIST, 0 },
		{ MADE_EMPTY + MADE_INODE_LIST, MADE_KERNEL_AT + MADE_FILE + MADE_INODE_LIST },
		{ MADE_EMPTY + MADE_INODE_LIST, 0xdead000000000100 },
		{ MADE_EMPTY + MADE_INODE_LIST, MADE_KERNEL_AT + MADE_KERNEL_SIZE - 8 },
		{ MADE_EMPTY + MADE_INODE_LIST, UINT64_MAX },
		/* An inode that is another file system's by now. */
		{ MADE_NAMELESS + MADE_INODE_SB, MADE_KERNEL_AT + MADE_TMPFS },
	};
	static struct made_kernel kernel;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct cache_report report;

		made_kernel_init(&kernel);
		made_kernel_put(&kernel, rows[i].at, rows[i].word);
		assert_int_equal(walk(&kernel, &report), STATUS_OK);
		assert_true(cache_report_sums(&report).at_least);
		assert_non_null(file_of(&report, 15));
		cache_report_free(&report);
	}
}

/* Wherever it stands in the lists, the first place included. */
static void a_file_without_pages_is_passed_over(void **state)
{
	static const uint64_t inodes[] = { MADE_FILE, MADE_NAMELESS, MADE_MEMFD };
	static struct made_kernel kernel;

	(void)state;
	for (size_t i = 0; i < sizeof(inodes) / sizeof(*inodes); i++) {
		struct cache_report report;

		made_kernel_init(&kernel);
		made_kernel_put(&kernel, inodes[i] + MADE_INODE_PAGES, 0);
		assert_int_equal(walk(&kernel, &report), STATUS_OK);
		assert_int_equal(report.file_count, 2);
		cache_report_free(&report);
	}
}

/* A dentry that is another file's by now gives no name. */
static void a_name_of_another_is_none(void **state)
{
	static struct made_kernel kernel;
	struct cache_report report;

	(void)state;
	made_kernel_init(&kernel);
	made_kernel_put(&kernel, MADE_NAME + 0x30, MADE_KERNEL_AT + MADE_EMPTY);
	assert_int_equal(walk(&kernel, &report), STATUS_OK);
	assert_false(cache_file_is_named(&report, file_of(&report, 12)));
	cache_report_free(&report);
	/* Directories that lead round in a circle end. */
	made_kernel_init(&kernel);
	made_kernel_put(&kernel, MADE_DIR + 0x18, MADE_KERNEL_AT + MADE_NAME);
	assert_int_equal(walk(&kernel, &report), STATUS_OK);
	assert_int_equal(report.file_count, 3);
	cache_report_free(&report);
}

static enum kcore_refusal refusal_of(const struct made_kernel *kernel)
{
	const struct kcore_files files = made_kernel_files(kernel);
	enum kcore_refusal refusal = KCORE_NOT_TRIED;
	struct kcore_lists *lists;

	assert_int_equal(kcore_lists_take(&lists, &files, &refusal), STATUS_REFUSED);
	assert_null(lists);
	return refusal;
}

/* Each reason has its sentence, and none is empty. */
static void why_it_does_not_serve_is_told(void **state)
{
	static struct made_kernel kernel;

	(void)state;
	made_kernel_init(&kernel);
	kernel.symbols = "0000000000000000 D super_blocks\n";
	assert_int_equal(refusal_of(&kernel), KCORE_NO_SYMBOL);
	kernel.symbols = "ffff888000000100 D super_blocks_not\n";
	assert_int_equal(refusal_of(&kernel), KCORE_NO_SYMBOL);
	made_kernel_init(&kernel);
	kernel.btf_size /= 2;
	assert_int_equal(refusal_of(&kernel), KCORE_UNKNOWN);
	for (int i = KCORE_ABSENT; i < KCORE_REFUSALS; i++) {
		const struct kernel_refusal refusal = { .kind = KERNEL_NO_BPF,
			.kcore = (enum kcore_refusal)i };
		struct message message;

		kernel_refusal_say_lists(&message, &refusal);
		assert_non_null(strstr(message.text, "The next way, /proc/kcore, "));
		assert_non_null(strstr(message.text, "built without BPF"));
	}
}

/* Reads end where a segment does. */
static void no_more_than_a_segment_is_read(void **state)
{
	static struct made_kernel kernel;
	struct kcore_files files;
	struct kcore kcore;
	char text[64], byte;

	(void)state;
	made_kernel_init(&kernel);
	memset(kernel.memory + MADE_KERNEL_SIZE - 4, 'x', 4);
	files = made_kernel_files(&kernel);
	assert_int_equal(kcore_take(&kcore, files.kcore), STATUS_OK);
	assert_true(kcore_read(&kcore, MADE_KERNEL_AT + MADE_KERNEL_SIZE - 1, &byte, 1));
	assert_int_equal(byte, 'x');
	assert_false(kcore_read(&kcore, MADE_KERNEL_AT + MADE_KERNEL_SIZE - 1, text, 2));
	assert_false(kcore_read(&kcore, MADE_KERNEL_AT + MADE_KERNEL_SIZE, &byte, 1));
	assert_false(kcore_read(&kcore, MADE_KERNEL_AT - 1, &byte, 1));
	assert_false(kcore_read(&kcore, 0, &byte, 1));
	assert_false(kcore_read_string(&kcore, MADE_KERNEL_AT + MADE_KERNEL_SIZE - 4, text,
		sizeof(text)));
	assert_true(
		kcore_read_string(&kcore, MADE_KERNEL_AT + MADE_STRINGS + 16, text, sizeof(text)));
	assert_string_equal(text, "ext4");
	/* The name does not fit. */
	assert_false(kcore_read_string(&kcore, MADE_KERNEL_AT + MADE_STRINGS + 16, text, 4));
	kcore_free(&kcore);
	close(files.kcore);
	close(files.kallsyms);
	close(files.btf);
}

static void members_are_found_by_their_paths(void **state)
{
	static struct made_kernel kernel;
	struct btf_file btf;
	uint32_t offset = 0;

	(void)state;
	made_kernel_init(&kernel);
	assert_int_equal(btf_file_take(&btf, kernel.btf, kernel.btf_size), STATUS_OK);
	assert_true(btf_file_offset(&btf, "inode", "i_data.nrpages", &offset));
	assert_int_equal(offset, MADE_INODE_PAGES);
	assert_true(btf_file_offset(&btf, "inode", "i_nlink", &offset));
	assert_int_equal(offset, 0x48);
	assert_false(btf_file_offset(&btf, "inode", "i_data.none", &offset));
	assert_false(btf_file_offset(&btf, "inode", "i_ino.none", &offset));
	assert_false(btf_file_offset(&btf, "none", "i_ino", &offset));
	btf_file_free(&btf);
	/* Cut anywhere it is refused, or has fewer members, and nothing is read behind its end. */
	for (size_t size = 0; size < kernel.btf_size; size++) {
		assert_int_equal(btf_file_take(&btf, kernel.btf, size), STATUS_MALFORMED);
		btf_file_free(&btf);
	}
}

/* Of shared memory what is in swap counts as well, and no other file system is walked. */
static void shared_memory_is_listed_alone(void **state)
{
	static struct made_kernel kernel;
	struct kcore_files files;
	struct cache_lists lists = { .bpf = NULL };
	enum kcore_refusal refusal = KCORE_NOT_TRIED;
	struct cache_report report = { 0 };

	(void)state;
	made_kernel_init(&kernel);
	files = made_kernel_files(&kernel);
	assert_int_equal(kcore_lists_take(&lists.kcore, &files, &refusal), STATUS_OK);
	assert_int_equal(kernel_cache_walk_of(&report, &lists, 1 << CACHE_OF_TMPFS, &never),
		STATUS_OK);
	kcore_lists_close(lists.kcore);
	assert_int_equal(report.method, KERNEL_BY_KCORE);
	assert_int_equal(report.file_count, 1);
	assert_int_equal(report.files[0].number, 15);
	assert_int_equal(report.files[0].swapped_bytes, 7 * sysconf(_SC_PAGESIZE));
	cache_report_free(&report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_have_their_names_and_sizes),
		cmocka_unit_test(shared_memory_is_listed_alone),
		cmocka_unit_test(lists_that_changed_are_lower_bounds),
		cmocka_unit_test(a_file_without_pages_is_passed_over),
		cmocka_unit_test(a_name_of_another_is_none),
		cmocka_unit_test(why_it_does_not_serve_is_told),
		cmocka_unit_test(no_more_than_a_segment_is_read),
		cmocka_unit_test(members_are_found_by_their_paths),
	};

	return cmocka_run_group_tests_name("kernel/kcore", tests, NULL, NULL);
}
