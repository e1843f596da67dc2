/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A figure that could not be had is not called absent, which is said of what this machine does not have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/macros.h"
#include "document/document.h"
#include "sample/sample.h"
#include "views/cgroups/cgroups.h"
#include "views/check/names.h"
#include "views/leaks/leaks.h"

/* Of a sample whose cgroups are those. */
static enum value_state version_with(struct cgroups *cgroups, enum value_state without)
{
	struct sample *sample = sample_new();
	const struct arrangement arrangement = { .sort = COLUMN_PID };
	struct document *document;
	enum value_state state;

	assert_non_null(sample);
	sample->cgroups = cgroups;
	sample->without_cgroups = without;
	document = cgroups_document(sample, &arrangement);
	assert_non_null(document);
	state = check_read(document, "version").state;
	assert_int_equal(check_read(document, "machine_used_bytes").state, state);
	document_free(document);
	sample_unref(sample);
	return state;
}

static void cgroups_say_why_they_are_not_known(void **state)
{
	static const struct {
		enum cgroup_trouble trouble;
		enum status status;
		enum value_state state;
	} rows[] = {
		{ CGROUP_NOT_MOUNTED, STATUS_OK, VALUE_ABSENT },
		{ CGROUP_CANNOT_BE_READ, STATUS_DENIED, VALUE_DENIED },
		{ CGROUP_CANNOT_BE_READ, STATUS_NO_DESCRIPTORS, VALUE_FAILED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct cgroups *cgroups = cgroups_new(0);

		assert_non_null(cgroups);
		cgroups->trouble = rows[i].trouble;
		cgroups->status = rows[i].status;
		assert_int_equal(version_with(cgroups, VALUE_NOT_ASKED), rows[i].state);
	}
	assert_int_equal(version_with(NULL, VALUE_PENDING), VALUE_PENDING);
	assert_int_equal(version_with(NULL, VALUE_FAILED), VALUE_FAILED);
}

static enum value_state state_of_holders(const struct leak_report *report)
{
	struct document *document = leaks_document(&(struct leak_evidence){ .report = report }, 0);
	enum value_state state = VALUE_STATE_COUNT;
	const struct block *blocks;
	size_t count;

	assert_non_null(document);
	blocks = document_blocks(document, &count);
	for (size_t i = 0; i < count; i++)
		if (blocks[i].kind == BLOCK_TABLE && strcmp(blocks[i].table->key, "holders") == 0)
			state = blocks[i].table->state;
	document_free(document);
	return state;
}

static void holders_without_room_are_too_large(void **state)
{
	(void)state;
	assert_int_equal(state_of_holders(&(struct leak_report){ .looks = 1 }), VALUE_TOO_LARGE);
	assert_int_equal(
		state_of_holders(&(struct leak_report){ .looks = 1, .holders_known = true }),
		VALUE_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(cgroups_say_why_they_are_not_known),
		cmocka_unit_test(holders_without_room_are_too_large) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
