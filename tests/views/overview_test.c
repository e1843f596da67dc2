/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "config/rows.h"
#include "findings/processes_rules.h"
#include "render/render.h"
#include "views/overview/overview.h"

static struct sample *make_sample(void)
{
	struct sample *sample = sample_new();

	assert_non_null(sample);
	sample->rows = calloc(1, sizeof(*sample->rows));
	assert_non_null(sample->rows);
	sample->system.page_size = 4096;
	sample->system.meminfo.field[MEMINFO_MemTotal] = value_of(1000 << 20);
	sample->system.meminfo.field[MEMINFO_MemFree] = value_of(100 << 20);
	sample->system.meminfo.field[MEMINFO_MemAvailable] = value_of(600 << 20);
	return sample;
}

/* How much the overview says on screen, where that was found in its sample. */
static size_t said_on_screen(struct sample *sample, const struct findings *findings)
{
	const struct arrangement arrangement = { .sort = COLUMN_PID };
	const struct column_list columns_shown = { .ids = { COLUMN_PID }, .count = 1 };
	const struct overview_screen screen = { .meters = &settings_default.meters,
		.findings = findings };
	const struct overview_request request = { .arrangement = &arrangement,
		.columns = &columns_shown,
		.screen = &screen };
	struct message message = { "" };
	struct document *document = overview_document(sample, &request, &message);
	struct sink sink;
	size_t length;

	assert_non_null(document);
	sink_open(&sink, NULL);
	render_text(&sink, document, &(struct text_form){ .ascii = true });
	assert_int_equal(sink.status, STATUS_OK);
	length = sink.length;
	sink_close(&sink);
	document_free(document);
	return length;
}

/* Arranging does not judge: what is said is what was found once. */
static void the_screen_says_the_findings_that_it_is_given(void **state)
{
	struct sample *sample = make_sample();
	struct findings none = { .count = 0 }, found;
	struct sample_evidence evidence;

	(void)state;
	sample_judge(&found, &evidence, sample);
	assert_true(found.count > 0);
	assert_true(said_on_screen(sample, &found) > said_on_screen(sample, &none));
	sample_unref(sample);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_screen_says_the_findings_that_it_is_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
