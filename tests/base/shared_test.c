/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/shared.h"

struct thing {
	int *released;
	char text[24];
};

static void release(void *shared)
{
	const struct thing *thing = shared;

	++*thing->released;
}

static void the_last_holder_frees(void **state)
{
	int released = 0;
	struct thing *thing = shared_new(sizeof(*thing), release), *same;

	(void)state;
	assert_non_null(thing);
	assert_int_equal(thing->text[0], 0);
	assert_int_equal((uintptr_t)thing % _Alignof(max_align_t), 0);
	thing->released = &released;
	assert_true(shared_alone(thing));
	same = shared_ref(thing);
	assert_ptr_equal(same, thing);
	assert_false(shared_alone(thing));
	shared_unref(thing);
	assert_int_equal(released, 0);
	assert_true(shared_alone(same));
	shared_unref(same);
	assert_int_equal(released, 1);
}

static void a_copy_has_a_holder_of_its_own(void **state)
{
	int released = 0;
	struct thing *thing = shared_new(sizeof(*thing), release), *copy;

	(void)state;
	assert_non_null(thing);
	*thing = (struct thing){ &released, "copied" };
	shared_ref(thing);
	copy = shared_copy(thing, sizeof(*copy), release);
	assert_non_null(copy);
	assert_true(shared_alone(copy));
	assert_string_equal(copy->text, "copied");
	copy->text[0] = 'C';
	assert_string_equal(thing->text, "copied");
	shared_unref(copy);
	assert_int_equal(released, 1);
	shared_unref(thing);
	shared_unref(thing);
	assert_int_equal(released, 2);
}

static void nothing_can_be_held_too(void **state)
{
	(void)state;
	assert_null(shared_ref(NULL));
	assert_false(shared_alone(NULL));
	shared_unref(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_holder_frees),
		cmocka_unit_test(a_copy_has_a_holder_of_its_own),
		cmocka_unit_test(nothing_can_be_held_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
