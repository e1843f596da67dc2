/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows and identities are shared between samples: copies must not touch what another sample holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "sample/row.h"
#include "support/sample_rows.h"

static struct identity *some_identity(void)
{
	struct identity *identity = identity_new(&(struct identity_source){
		.uid = 33,
		.start_ticks = 4711,
		.user = "www",
		.name = "httpd",
		.command = "httpd -k",
		.command_length = 8,
	});

	assert_non_null(identity);
	return identity;
}

static struct row *some_row(void)
{
	struct identity *identity = some_identity();
	struct row *row = row_new(10, 1, identity);

	assert_non_null(row);
	identity_unref(identity);
	return row;
}

static void an_identity_has_its_own_strings(void **state)
{
	char command[] = "a\0b";
	struct identity_source source = { .user = "u", .command = command, .command_length = 3 };
	struct identity *identity = identity_new(&source);

	(void)state;
	assert_non_null(identity);
	command[0] = 'x';
	assert_string_equal(identity->user, "u");
	assert_string_equal(identity->name, "");
	assert_string_equal(identity->cgroup, "");
	assert_int_equal(identity->command_length, 3);
	assert_memory_equal(identity->command, "a\0b", 4);
	identity_unref(identity);
}

static void a_length_without_a_command_counts_for_nothing(void **state)
{
	struct identity *identity = identity_new(&(struct identity_source){ .command_length = 99 });

	(void)state;
	assert_non_null(identity);
	assert_int_equal(identity->command_length, 0);
	assert_string_equal(identity->command, "");
	identity_unref(identity);
}

static void a_new_row_knows_no_figure(void **state)
{
	struct row *row = some_row();

	(void)state;
	for (int metric = 0; metric < METRIC_COUNT; metric++) {
		struct value value = row_metric(row, (enum metric)metric, 1);

		assert_int_equal(value.state, VALUE_NOT_ASKED);
	}
	row_unref(row);
}

static void a_copy_can_be_changed_alone(void **state)
{
	struct row *row = some_row(), *copy;

	(void)state;
	row_set(row, METRIC_RSS, value_of(4096));
	copy = row_copy(row);
	assert_non_null(copy);
	assert_ptr_equal(copy->identity, row->identity);
	assert_int_equal(atomic_load(&row->identity->references), 2);
	assert_int_equal(atomic_load(&copy->references), 1);
	row_set(copy, METRIC_RSS, value_of(8192));
	assert_int_equal(row_metric(row, METRIC_RSS, 1).n, 4096);
	assert_int_equal(row_metric(copy, METRIC_RSS, 1).n, 8192);
	row_unref(row);
	assert_string_equal(copy->identity->user, "www");
	row_unref(copy);
}

/* Where there was no memory for a row there is none to change. */
static void a_row_that_is_missing_stays_missing(void **state)
{
	struct row *row = NULL;

	(void)state;
	row_change(&row, METRIC_SHARED, value_of(1));
	assert_null(row);
}

static void the_last_reference_frees(void **state)
{
	struct row *row = some_row(), *same = row_ref(row);
	struct identity *identity = identity_ref(row->identity);

	(void)state;
	assert_ptr_equal(same, row);
	row_unref(row);
	assert_int_equal(same->pid, 10);
	row_unref(same);
	assert_int_equal(atomic_load(&identity->references), 1);
	identity_unref(identity);
	row_unref(NULL);
	identity_unref(NULL);
}

#define ROUNDS 1000

static void *give_back(void *row)
{
	for (int i = 0; i < ROUNDS; i++)
		row_unref(row);
	return NULL;
}

/* The sanitizer of threads sees whether the count is read as if no other thread changed it. */
static void a_row_is_copied_while_another_thread_gives_it_back(void **state)
{
	struct row *row = some_row();
	pthread_t thread;

	(void)state;
	for (int i = 0; i < ROUNDS; i++)
		row_ref(row);
	assert_int_equal(pthread_create(&thread, NULL, give_back, row), 0);
	for (int i = 0; i < ROUNDS; i++) {
		struct row *copy = row_copy(row);

		assert_non_null(copy);
		assert_int_equal(copy->pid, row->pid);
		assert_int_equal(atomic_load(&copy->references), 1);
		row_unref(copy);
	}
	assert_int_equal(pthread_join(thread, NULL), 0);
	row_unref(row);
}

static void only_pss_and_its_kin_turn_stale(void **state)
{
	struct row *row = some_row();
	struct value value;

	(void)state;
	row_set(row, METRIC_PSS, value_of(7));
	row_set(row, METRIC_USS, value_missing(VALUE_DENIED));
	row_set(row, METRIC_RSS, value_of(9));
	row->budgeted_ns[BUDGETED_ROLLUP] = UINT64_C(1000000000);
	value = row_metric(row, METRIC_PSS, UINT64_C(1000000000));
	assert_int_equal(value.state, VALUE_OK);
	value = row_metric(row, METRIC_PSS, UINT64_C(3500000000));
	assert_int_equal(value.state, VALUE_STALE);
	assert_int_equal(value.age_ms, 2500);
	assert_int_equal(value.n, 7);
	assert_int_equal(row_metric(row, METRIC_USS, UINT64_C(3500000000)).state, VALUE_DENIED);
	assert_int_equal(row_metric(row, METRIC_RSS, UINT64_C(3500000000)).state, VALUE_OK);
	/* An age that does not fit is the longest one, not a short one. */
	assert_int_equal(row_metric(row, METRIC_PSS, UINT64_MAX).age_ms, UINT32_MAX);
	/* A sample from before the reading has nothing stale in it. */
	assert_int_equal(row_metric(row, METRIC_PSS, 1).state, VALUE_OK);
	row_unref(row);
}

static void a_sample_finds_its_rows(void **state)
{
	const struct made_process processes[] = { { .pid = 40 }, { .pid = 1 }, { .pid = 32768 } };
	struct sample *sample = make_sample(processes, 3), *same = sample_ref(sample);
	struct row *row = sample_find(sample, 40);

	(void)state;
	assert_non_null(row);
	row_ref(row);
	assert_int_equal(sample_find(sample, 1)->pid, 1);
	assert_int_equal(sample_find(sample, 32768)->pid, 32768);
	assert_null(sample_find(sample, 0));
	assert_null(sample_find(sample, 41));
	assert_null(sample_find(sample, 32769));
	sample_unref(sample);
	assert_int_equal(same->row_count, 3);
	sample_unref(same);
	assert_int_equal(row->pid, 40);
	row_unref(row);
	sample_unref(NULL);
}

static void an_empty_sample_finds_nothing(void **state)
{
	struct sample *sample = sample_new();

	(void)state;
	assert_non_null(sample);
	assert_null(sample_find(sample, 1));
	sample_unref(sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_identity_has_its_own_strings),
		cmocka_unit_test(a_length_without_a_command_counts_for_nothing),
		cmocka_unit_test(a_new_row_knows_no_figure),
		cmocka_unit_test(a_copy_can_be_changed_alone),
		cmocka_unit_test(a_row_that_is_missing_stays_missing),
		cmocka_unit_test(the_last_reference_frees),
		cmocka_unit_test(a_row_is_copied_while_another_thread_gives_it_back),
		cmocka_unit_test(only_pss_and_its_kin_turn_stale),
		cmocka_unit_test(a_sample_finds_its_rows),
		cmocka_unit_test(an_empty_sample_finds_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
