/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are asked themselves: one whose name there is no memory for is not shown without it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/macros.h"
#include "kernel/cache/candidates.h"
#include "support/made_tree.h"
#include "support/scarce.h"

static char path[128];

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

static void a_file_has_its_name(void **state)
{
	static const struct scarce_case cases[] = { { "a file", is_asked } };
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
		cmocka_unit_test(a_file_has_its_name),
	};

	return cmocka_run_group_tests_name("kernel/scarce", tests, NULL, NULL);
}
