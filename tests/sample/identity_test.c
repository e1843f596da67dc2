/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process is, and who shares the strings of whom: thousands of processes that say the same take room once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/macros.h"
#include "base/shared.h"
#include "sample/process/identity.h"

static const struct identity_source worker = { .uid = 33,
	.start_ticks = 1,
	.user = "www",
	.name = "httpd",
	.command = "httpd -k",
	.command_length = 8 };

static struct identity *made(struct identity_pool *pool, const struct identity_source *source)
{
	struct identity *identity = identity_pool_new(pool, source);

	assert_non_null(identity);
	assert_true(identity_is(identity, source));
	return identity;
}

static void those_that_say_the_same_share_it(void **state)
{
	struct identity_source other = worker;
	struct identity_pool pool = { { NULL } };
	struct identity *first = made(&pool, &worker), *second;

	(void)state;
	other.start_ticks = 2;
	other.uid = 34;
	second = made(&pool, &other);
	assert_ptr_not_equal(second, first);
	assert_ptr_equal(second->command, first->command);
	assert_ptr_equal(second->user, first->user);
	assert_int_equal(first->start_ticks, 1);
	identity_pool_free(&pool);
	identity_unref(first);
	assert_string_equal(second->command, "httpd -k");
	assert_true(shared_alone(second->user));
	identity_unref(second);
}

/* One after the other is made in between, so that some stand where others stood. */
static void others_share_nothing(void **state)
{
	struct identity_source others[] = { worker, worker, worker, worker, worker, worker };
	struct identity *identities[COUNT_OF(others)];
	struct identity_pool pool = { { NULL } };

	(void)state;
	others[1].user = "web";
	others[2].name = "nginx";
	others[3].cgroup = "/a";
	others[4].command = "httpd -K";
	others[5].command_length = 5;
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		identities[i] = made(&pool, &others[i]);
		for (size_t before = 0; before < i; before++)
			assert_ptr_not_equal(identities[i]->user, identities[before]->user);
	}
	for (size_t i = 0; i < COUNT_OF(others); i++)
		identity_unref(identities[i]);
	identity_pool_free(&pool);
}

static void it_is_what_all_of_its_source_says(void **state)
{
	struct identity_source others[] = { worker, worker, worker, worker, worker, worker };
	struct identity *identity = identity_new(&worker);

	(void)state;
	assert_non_null(identity);
	others[0].uid++;
	others[1].start_ticks++;
	others[2].program++;
	others[3].kernel_thread = true;
	others[4].command_state = VALUE_DENIED;
	others[5].command = NULL;
	for (size_t i = 0; i < COUNT_OF(others); i++)
		assert_false(identity_is(identity, &others[i]));
	assert_true(identity_is(identity, &worker));
	identity_unref(identity);
}

/* There is one of each process, at 3,000 processes and at 30,000. */
static void it_is_small(void **state)
{
	(void)state;
	assert_true(sizeof(struct identity) <= 32 + 4 * sizeof(char *));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_that_say_the_same_share_it),
		cmocka_unit_test(others_share_nothing),
		cmocka_unit_test(it_is_what_all_of_its_source_says),
		cmocka_unit_test(it_is_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
