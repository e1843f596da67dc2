/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the view of the cache reads for itself is told to be missing where memory or descriptors lack for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/macros.h"
#include "kernel/cache/candidates.h"
#include "source/system/page_cache.h"
#include "support/made_tree.h"
#include "support/scarce.h"

static char path[128];

/* A file that is asked itself has its name. */
static bool is_asked(void)
{
	struct cache_target target = { .name = path };
	struct cache_report report = { .file_count = 0 };
	enum status status = cache_targets_find(&target, 1);

	if (status == STATUS_OK)
		status = cache_targets_ask(&report, &target, 1);
	if (status == STATUS_OK) {
		assert_int_equal(target.status, STATUS_OK);
		assert_int_equal(report.file_count, 1);
		assert_true(cache_file_is_named(&report, &report.files[0]));
	}
	cache_report_free(&report);
	cache_targets_free(&target, 1);
	return status == STATUS_OK;
}

/* What meminfo says of a cache that is not known is no 0. */
static bool is_meminfo_read(void)
{
	struct cache_report report = { .file_count = 0 };
	bool done;

	page_cache_read_meminfo(&report);
	done = value_known(report.cached_bytes) &&
	       report.dirty_background_bytes.state != VALUE_NO_MEMORY;
	if (!value_known(report.cached_bytes))
		assert_int_equal(report.total_bytes.state, VALUE_NO_MEMORY);
	cache_report_free(&report);
	return done;
}

static void mounts_lack_descriptors(void **state)
{
	struct cache_report report = { .file_count = 0 };
	struct rlimit before, few;
	enum status status;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = (struct rlimit){ 3, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	status = page_cache_read_mounts(&report);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(status, STATUS_NO_DESCRIPTORS);
	cache_report_free(&report);
}

static void what_finds_no_memory_says_so(void **state)
{
	static const struct scarce_case cases[] = { { "a file", is_asked },
		{ "meminfo", is_meminfo_read } };
	struct made_tree tree;

	(void)state;
	tree_make(&tree);
	tree_write(&tree, "file", "text");
	snprintf(path, sizeof(path), "%s/file", tree.path);
	assert_scarce_is_told(cases, COUNT_OF(cases));
	tree_remove(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_finds_no_memory_says_so),
		cmocka_unit_test(mounts_lack_descriptors),
	};

	return cmocka_run_group_tests_name("kernel/scarce", tests, NULL, NULL);
}
