/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of the process under the cursor: its findings, and what its end would free. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/macros.h"
#include "views/process/glance.h"

#define MIB ((int64_t)1 << 20)

static struct row *make_row(const char *command, bool kernel_thread)
{
	const struct identity_source source = { .start_ticks = 7,
		.user = "www",
		.name = "statsd",
		.command = command,
		.command_length = strlen(command),
		.kernel_thread = kernel_thread };
	struct identity *identity = identity_new(&source);
	struct row *row;

	assert_non_null(identity);
	row = row_new(4242, 1, identity);
	assert_non_null(row);
	identity_unref(identity);
	row_set(row, METRIC_RSS, value_of(100 * MIB));
	row_set(row, METRIC_ANONYMOUS, value_of(80 * MIB));
	row_set(row, METRIC_FILE, value_of(15 * MIB));
	row_set(row, METRIC_SHARED, value_of(5 * MIB));
	row_set(row, METRIC_SWAP, value_of(20 * MIB));
	row_set(row, METRIC_LOCKED, value_of(0));
	return row;
}

/* A test of a document looks for this text in its lines and findings. */
static bool says(const struct document *document, const char *text)
{
	size_t count;
	const struct block *blocks = document_blocks(document, &count);

	for (size_t i = 0; i < count; i++) {
		if (blocks[i].kind == BLOCK_LINE && strstr(blocks[i].line, text))
			return true;
		for (size_t at = 0; blocks[i].kind == BLOCK_FINDINGS && at < blocks[i].count; at++)
			if (strstr(blocks[i].findings[at].said, text))
				return true;
	}
	return false;
}

static const struct block *find_block(const struct document *document, enum block_kind kind,
	const char *title)
{
	size_t count;
	const struct block *blocks = document_blocks(document, &count);

	for (size_t i = 0; i < count; i++)
		if (blocks[i].kind == kind &&
			(!title || (blocks[i].label && !strcmp(blocks[i].label->title, title))))
			return &blocks[i];
	return NULL;
}

static struct document *glance_at(const struct row *row, struct history *history)
{
	struct sample *sample = sample_new();
	struct document *document;

	assert_non_null(sample);
	sample->monotonic_ns = UINT64_C(5000000000);
	document = process_glance(sample, row, history, &(struct search_evidence){ .search = NULL },
		SCALE_AUTO);
	assert_non_null(document);
	/* Nothing of what it was made of must outlive the call. */
	sample_unref(sample);
	return document;
}

/* Without smaps_rollup it is not known what forks share: it is a bound, and says so. */
static void end_is_bounded(void **state)
{
	struct row *row = make_row("statsd --map", false);
	struct document *document = glance_at(row, NULL);

	(void)state;
	assert_true(says(document, "4242 statsd"));
	assert_true(says(document, "statsd --map"));
	assert_true(says(document,
		"free up to 100M: anonymous memory 80.0M, swap 20.0M. The other 20.0M"));
	row_unref(row);
	document_free(document);
}

static void end_is_private_memory(void **state)
{
	struct row *row = make_row("statsd --map", false);
	struct document *document;

	(void)state;
	row_set(row, METRIC_USS, value_of(60 * MIB));
	row_set(row, METRIC_SWAP_PSS, value_of(10 * MIB));
	row->budgeted_ns[BUDGETED_ROLLUP] = UINT64_C(5000000000);
	document = glance_at(row, NULL);
	assert_true(says(document,
		"would free 70.0M: private memory (USS) 60.0M, swap 10.0M. The other 40.0M"));
	row_unref(row);
	document_free(document);
}

/* The parts of the bar are those of RSS; what is nothing has no line. */
static void figures_are_those_of_the_row(void **state)
{
	struct row *row = make_row("statsd", false);
	struct document *document = glance_at(row, NULL);
	const struct block *bar = find_block(document, BLOCK_GAUGE, NULL);
	const struct block *swap = find_block(document, BLOCK_FIGURE, "SWAP");
	int64_t sum = 0;

	(void)state;
	assert_non_null(bar);
	assert_int_equal(bar->gauge->whole.n, 100 * MIB);
	for (size_t i = 0; i < bar->gauge->part_count; i++)
		sum += bar->gauge->parts[i].value.n;
	assert_int_equal(sum, 100 * MIB);
	assert_non_null(swap);
	assert_int_equal(swap->datum.value.n, 20 * MIB);
	assert_null(find_block(document, BLOCK_FIGURE, "LOCKED"));
	assert_null(find_block(document, BLOCK_FIGURE, "PSS"));
	row_unref(row);
	document_free(document);
}

/* The sentence is that of the process's own view; the growth is drawn. */
static void growth_is_said_and_drawn(void **state)
{
	struct history *history = history_new();
	struct row *row = make_row("statsd", false);
	struct history_key key = history_of_row(row);
	struct document *document;

	(void)state;
	assert_non_null(history);
	for (uint64_t i = 0; i < 100; i++)
		assert_int_equal(history_add(history, &key, HISTORY_OWN, i * UINT64_C(5000000000),
					 (uint64_t)(100 * MIB) + i * (uint64_t)MIB),
			STATUS_OK);
	document = glance_at(row, history);
	assert_true(says(document, "It has grown 12.0M a minute for"));
	assert_non_null(find_block(document, BLOCK_GRAPH, NULL));
	document_free(document);
	row_unref(row);
	history_unref(history);
}

static void retained_memory_is_said(void **state)
{
	struct row *row = make_row("statsd", false);
	struct document *document;

	(void)state;
	row_set(row, METRIC_RETAINED, value_of(70 * MIB));
	row->budgeted_ns[BUDGETED_RETAINED] = UINT64_C(5000000000);
	document = glance_at(row, NULL);
	assert_true(says(document, "70.0M of the 100M of statsd (4242)"));
	row_unref(row);
	document_free(document);
}

/* A kernel thread frees nothing, and has no memory to be drawn. */
static void kernel_threads_have_none(void **state)
{
	struct row *row = make_row("[kswapd0]", true);
	struct document *document = glance_at(row, NULL);

	(void)state;
	assert_null(find_block(document, BLOCK_GAUGE, NULL));
	assert_false(says(document, "would free"));
	row_unref(row);
	document_free(document);
}

/* A command of any length and any bytes is a few lines. */
static void commands_are_cut(void **state)
{
	char command[5000];
	struct row *row;
	struct document *document;
	const struct block *blocks;
	size_t count;

	(void)state;
	memset(command, 'x', sizeof(command) - 1);
	memcpy(command, "\033[2J\xff\xe4\xb8\xad", 8);
	command[sizeof(command) - 1] = '\0';
	row = make_row(command, false);
	document = glance_at(row, NULL);
	blocks = document_blocks(document, &count);
	assert_true(count > 1 && blocks[1].kind == BLOCK_LINE);
	assert_true(strlen(blocks[1].line) < 400);
	assert_null(strchr(blocks[1].line, '\033'));
	assert_true(says(document, "xxx..."));
	row_unref(row);
	document_free(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(end_is_bounded),
		cmocka_unit_test(end_is_private_memory),
		cmocka_unit_test(figures_are_those_of_the_row),
		cmocka_unit_test(growth_is_said_and_drawn),
		cmocka_unit_test(retained_memory_is_said),
		cmocka_unit_test(kernel_threads_have_none),
		cmocka_unit_test(commands_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
