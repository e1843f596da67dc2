/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The threads of this test itself, as its sample has them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/macros.h"
#include "derive/process/derived_row.h"
#include "source/process/threads.h"
#include "support/sample_rows.h"

#define COUNT 3

struct crew {
	pthread_t threads[COUNT];
	pthread_barrier_t named, over;
	atomic_int tids[COUNT];
	atomic_int next;
};

static void *stay(void *argument)
{
	struct crew *crew = argument;

	atomic_store(&crew->tids[atomic_fetch_add(&crew->next, 1)], (int)syscall(SYS_gettid));
	pthread_setname_np(pthread_self(), "one of (three)");
	pthread_barrier_wait(&crew->named);
	pthread_barrier_wait(&crew->over);
	return NULL;
}

static void begin(struct crew *crew)
{
	atomic_init(&crew->next, 0);
	assert_int_equal(pthread_barrier_init(&crew->named, NULL, COUNT + 1), 0);
	assert_int_equal(pthread_barrier_init(&crew->over, NULL, COUNT + 1), 0);
	for (int i = 0; i < COUNT; i++)
		assert_int_equal(pthread_create(&crew->threads[i], NULL, stay, crew), 0);
	pthread_barrier_wait(&crew->named);
}

static void end(struct crew *crew)
{
	pthread_barrier_wait(&crew->over);
	for (int i = 0; i < COUNT; i++)
		pthread_join(crew->threads[i], NULL);
	pthread_barrier_destroy(&crew->named);
	pthread_barrier_destroy(&crew->over);
}

/* A process that is said to have so many threads. */
static struct sample *sample_of(uint64_t seconds, struct value threads)
{
	const struct made_process process = { .pid = getpid(),
		.ppid = 1,
		.user = "me",
		.name = "it",
		.command = "it" };
	struct sample *sample = make_sample(&process, 1);

	sample->monotonic_ns = seconds * NS_PER_SECOND;
	row_set(sample->rows[0], METRIC_THREADS, threads);
	return sample;
}

static void all_but_the_first_are_read(void **state)
{
	struct sample *first = sample_of(1, value_of(COUNT + 1)),
		      *second = sample_of(2, value_of(COUNT + 1));
	struct kernel_root root;
	struct crew crew;

	(void)state;
	begin(&crew);
	assert_int_equal(kernel_root_open(&root, "/proc", "/sys"), STATUS_OK);
	assert_int_equal(threads_read(first, NULL, &root), STATUS_OK);
	assert_true(first->thread_count >= COUNT); /* a sanitizer may have one more */
	assert_null(sample_find_thread(first, getpid()));
	for (int i = 0; i < COUNT; i++) {
		const struct row *row = sample_find_thread(first, atomic_load(&crew.tids[i]));

		assert_non_null(row);
		assert_string_equal(row->identity->name, "one of (three)");
		assert_int_equal(row->ppid, getpid());
		assert_ptr_equal(sample_process_of(first, row), first->rows[0]);
		assert_true(row->state != 0);
	}
	assert_false(first->threads_cut);
	assert_int_equal(threads_read(second, first, &root), STATUS_OK);
	for (int i = 0; i < COUNT; i++)
		assert_int_equal(
			derived_value(sample_find_thread(second, atomic_load(&crew.tids[i])),
				DERIVED_CPU)
				.state,
			VALUE_OK);
	end(&crew);
	kernel_root_close(&root);
	sample_unref(first);
	sample_unref(second);
}

/* Nothing is looked for where there is but one thread, or none is known of. */
static void a_process_of_one_thread_has_no_rows(void **state)
{
	const struct value counts[] = { value_of(1), value_missing(VALUE_DENIED),
		value_missing(VALUE_NOT_ASKED) };
	struct kernel_root root;
	struct crew crew;

	(void)state;
	begin(&crew);
	assert_int_equal(kernel_root_open(&root, "/proc", "/sys"), STATUS_OK);
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		struct sample *sample = sample_of(1, counts[i]);

		assert_int_equal(threads_read(sample, NULL, &root), STATUS_OK);
		assert_int_equal(sample->thread_count, 0);
		sample_unref(sample);
	}
	end(&crew);
	kernel_root_close(&root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_but_the_first_are_read),
		cmocka_unit_test(a_process_of_one_thread_has_no_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
