/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order and the growth of a report of shared objects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "sample/kernel/shared.h"
#include "support/assert_value.h"
#include "support/random.h"

#define OBJECTS 300

/* Sizes, devices and inodes are often equal; the name tells the object. */
static void objects_stand_by_size_device_and_inode(void **state)
{
	struct shared_report report = { .status = STATUS_OK };
	uint64_t seed = 3, names = 0;

	(void)state;
	shared_report_sort(&report);
	for (size_t i = 0; i < OBJECTS; i++) {
		struct shared_object *object = shared_report_add(&report);

		assert_non_null(object);
		assert_int_equal(object->name, 0);
		object->name = i;
		object->allocated = random_below(&seed, 3) ? value_of(random_below(&seed, 6) + 1)
							   : value_missing(VALUE_DENIED);
		object->device = random_below(&seed, 4);
		object->inode = random_below(&seed, 8);
	}
	assert_int_equal(report.count, OBJECTS);
	shared_report_sort(&report);
	for (size_t i = 0; i < OBJECTS; i++) {
		const struct shared_object *a = &report.objects[i ? i - 1 : 0];
		const struct shared_object *b = &report.objects[i];
		uint64_t bytes = value_or(a->allocated, 0), next = value_or(b->allocated, 0);

		names += b->name;
		assert_true(bytes >= next);
		if (bytes != next)
			continue;
		assert_true(a->device <= b->device);
		if (a->device == b->device)
			assert_true(a->inode <= b->inode);
	}
	assert_int_equal(names, OBJECTS * (OBJECTS - 1) / 2);
	shared_report_free(&report);
}

static void mounts_and_users_are_kept_in_order(void **state)
{
	struct shared_report report = { .status = STATUS_OK };

	(void)state;
	for (int i = 0; i < OBJECTS; i++) {
		const struct shared_process process = { .pid = i + 1, .name = "p" };
		struct shared_mount *mount = shared_report_add_mount(&report);

		assert_non_null(mount);
		assert_int_equal(mount->device, 0);
		mount->device = (uint64_t)i;
		shared_report_add_user(&report, &process);
	}
	assert_int_equal(report.status, STATUS_OK);
	assert_int_equal(report.mount_count, OBJECTS);
	assert_int_equal(report.user_count, OBJECTS);
	for (size_t i = 0; i < OBJECTS; i++) {
		assert_int_equal(report.mounts[i].device, i);
		assert_int_equal(report.users[i].pid, i + 1);
	}
	shared_report_free(&report);
	assert_int_equal(report.count, 0);
	assert_int_equal(report.user_count, 0);
}

static void what_counts_as_shmem_is_a_matter_of_kind(void **state)
{
	static const bool counts[SHARED_KINDS] = { [SHARED_TMPFS] = true,
		[SHARED_SYSV] = true,
		[SHARED_POSIX] = true,
		[SHARED_MEMFD] = true,
		[SHARED_ANONYMOUS] = true };

	(void)state;
	for (int kind = 0; kind < SHARED_KINDS; kind++)
		assert_int_equal(shared_kind_is_shmem((enum shared_kind)kind), counts[kind]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_stand_by_size_device_and_inode),
		cmocka_unit_test(mounts_and_users_are_kept_in_order),
		cmocka_unit_test(what_counts_as_shmem_is_a_matter_of_kind),
	};

	return cmocka_run_group_tests_name("sample/shared_report", tests, NULL, NULL);
}
