/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that were saved, and what stands around meminfo in /proc. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <poll.h>
#include <sys/stat.h>
#include <time.h>

#include "base/macros.h"
#include "source/saved_file.h"
#include "source/system/extras.h"
#include "support/made_tree.h"

static int make(void **state)
{
	struct made_tree *tree = calloc(1, sizeof(*tree));

	tree_make(tree);
	*state = tree;
	return 0;
}

static int unmake(void **state)
{
	tree_remove(*state);
	free(*state);
	return 0;
}

static enum status read_saved(const struct made_tree *tree, const char *name,
	struct saved_file *file, struct message *message)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", tree->path, name);
	return saved_file_read(file, path, message);
}

static void a_small_file_is_read_whole(void **state)
{
	struct saved_file file;

	tree_write(*state, "small", "MemTotal: 1 kB\nMemFree: 1 kB\n");
	assert_int_equal(read_saved(*state, "small", &file, NULL), STATUS_OK);
	assert_int_equal(file.length, 29);
	assert_int_equal(file.lines_before, 0);
	assert_false(file.partly);
	saved_file_free(&file);
}

/* MemTotal far behind, at every place of a block's end. */
static void a_large_file_is_searched(void **state)
{
	for (size_t shift = 0; shift < 24; shift += 3) {
		size_t before = 2 * SAVED_FILE_MAX - 12 + shift;
		char *text = malloc(before + 64);
		struct saved_file file;
		uint64_t lines = 0;

		memset(text, 'x', before);
		for (size_t i = 99; i < before; i += 100, lines++)
			text[i] = '\n';
		text[before - 1] = '\n';
		lines += before % 100 != 0;
		memcpy(text + before, "MemTotal: 1 kB\n", sizeof("MemTotal: 1 kB\n"));
		tree_write(*state, "large", text);
		assert_int_equal(read_saved(*state, "large", &file, NULL), STATUS_OK);
		assert_true(file.partly);
		assert_true(file.length <= SAVED_FILE_MAX);
		for (size_t i = 0; i < file.length; i++)
			if (memcmp(file.text + i, "MemTotal", 8) == 0)
				break;
			else
				lines -= file.text[i] == '\n';
		assert_int_equal(file.lines_before, lines);
		saved_file_free(&file);
		free(text);
	}
}

static void what_is_no_text_is_named(void **state)
{
	static const struct {
		const char *bytes, *word;
	} cases[] = {
		{ "", "empty" },
		{ "\x1f\x8b\x08", "gzip" },
		{ "\xfd"
		  "7zXZ",
			"xz" },
		{ "\x28\xb5\x2f\xfd", "zstd" },
		{ "BZh9", "bzip2" },
		{ "\xff\xfeM", "UTF-16" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct message message;
		struct saved_file file;

		tree_write(*state, "odd", cases[i].bytes);
		assert_int_equal(read_saved(*state, "odd", &file, &message), STATUS_MALFORMED);
		assert_non_null(strstr(message.text, cases[i].word));
		saved_file_free(&file);
	}
}

static void what_cannot_be_read_says_why(void **state)
{
	struct message message;
	struct saved_file file;

	assert_int_equal(read_saved(*state, "none", &file, &message), STATUS_ABSENT);
	saved_file_free(&file);
	assert_int_equal(read_saved(*state, "", &file, &message), STATUS_MALFORMED);
	assert_non_null(strstr(message.text, "directory"));
	saved_file_free(&file);
}

static bool silent;

/* In place of the C library's: where it is silent nothing comes through a FIFO, without a wait. */
int poll(struct pollfd *inputs, nfds_t count, int patience_ms)
{
	struct timespec span = { patience_ms / 1000, patience_ms % 1000 * 1000000L };

	if (silent && patience_ms == (int)(NAMED_FILE_MOVE_NS / 1000000))
		return 0;
	return ppoll(inputs, count, patience_ms < 0 ? NULL : &span, NULL);
}

static void a_fifo_without_a_writer_is_named(void **state)
{
	const struct made_tree *tree = *state;
	struct saved_file file;
	struct message message;
	char path[128];

	snprintf(path, sizeof(path), "%s/fifo", tree->path);
	assert_int_equal(mkfifo(path, 0600), 0);
	silent = true;
	assert_int_equal(read_saved(tree, "fifo", &file, &message), STATUS_UNANSWERED);
	silent = false;
	assert_non_null(
		strstr(message.text, "/fifo: this FIFO does not answer: nothing was written"));
	saved_file_free(&file);
}

static void system_extras_of(struct system_extras *system_extras, const struct made_tree *tree)
{
	struct kernel_root root;

	assert_int_equal(kernel_root_open(&root, tree->path, tree->path), STATUS_OK);
	system_extras_read(system_extras, &root);
	kernel_root_close(&root);
}

static void system_extras_are_read(void **state)
{
	struct system_extras system_extras;

	tree_write(*state, "sys/vm/overcommit_memory", "2\n");
	tree_write(*state, "spl/kstat/zfs/arcstats",
		"13 1 0x01 123 33456 1 2\nname type data\nhits 4 77\nsize 4 123456789\n");
	system_extras_of(&system_extras, *state);
	assert_int_equal(system_extras.overcommit_mode.n, 2);
	assert_int_equal(system_extras.arc.n, 123456789);
}

static void what_is_not_there_is_not_0(void **state)
{
	struct system_extras system_extras;

	system_extras_of(&system_extras, *state);
	assert_int_equal(system_extras.overcommit_mode.state, VALUE_ABSENT);
	assert_int_equal(system_extras.arc.state, VALUE_ABSENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_small_file_is_read_whole, make, unmake),
		cmocka_unit_test_setup_teardown(a_large_file_is_searched, make, unmake),
		cmocka_unit_test_setup_teardown(what_is_no_text_is_named, make, unmake),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_says_why, make, unmake),
		cmocka_unit_test_setup_teardown(a_fifo_without_a_writer_is_named, make, unmake),
		cmocka_unit_test_setup_teardown(system_extras_are_read, make, unmake),
		cmocka_unit_test_setup_teardown(what_is_not_there_is_not_0, make, unmake),
	};

	return cmocka_run_group_tests_name("source/saved", tests, NULL, NULL);
}
