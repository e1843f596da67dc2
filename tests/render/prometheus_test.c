/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Documents as metrics: what a scraper, and promtool where it is installed, must be able to read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "render/render.h"
#include "support/pass_over.h"

#define HOSTILE 1000

static const struct label seconds = { "uptime_seconds", NULL, "Since boot.", UNIT_DURATION };
static const struct label events = { "events_total", NULL, "How many there were.", UNIT_COUNT };
static const struct label group = { "group", NULL, "The program.", UNIT_TEXT };
static const struct label bytes = { "group_bytes", NULL, "What it has.", UNIT_BYTES };
static const struct label pace = { "group_pace", NULL, "How fast.", UNIT_PER_SECOND };

enum { GROUP, SIZE, PACE };
static const struct document_column columns_[] = {
	{ &group, EVERYWHERE, 0, GROUP },
	{ &bytes, EVERYWHERE, 0, SIZE },
	{ &pace, EVERYWHERE, 0, PACE },
};

struct names {
	char name[HOSTILE][24];
	size_t length[HOSTILE];
};

static void cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct names *names = context;

	if (id == GROUP && names->length[row] == 0)
		out->text = text_of("stale", 5); /* a value that is missing, as it was made */
	else if (id == GROUP)
		datum_set_bytes(out, text_of(names->name[row], names->length[row]));
	else if (id == SIZE)
		out->value = value_of((uint64_t)row);
	else
		out->value = row == 0 ? value_of(1250) : value_missing(VALUE_PENDING);
}

/* What a document of these names comes to.  free() it. */
static char *printed(const struct names *names, size_t count, bool openmetrics)
{
	const struct document_table table = { .key = "groups",
		.columns = columns_,
		.column_count = COUNT_OF(columns_),
		.context = names,
		.row_count = count,
		.state = VALUE_OK,
		.cell = cell,
		.sorted = -1 };
	struct document *document = document_new();
	struct sink sink;
	char *text;

	document_figure(document, &seconds, value_of(7));
	document_figure(document, &events, value_of(3));
	document_figure(document, &bytes, value_missing(VALUE_DENIED));
	document_table(document, &table);
	sink_open(&sink, NULL);
	render_prometheus(&sink, document, openmetrics);
	document_free(document);
	text = strndup(sink.at, sink.length);
	sink_close(&sink);
	return text;
}

static const struct names one = { { "a\"b\\c\nd" }, { 7 } };

static void text_of_prometheus_is_as_its_format_says(void **state)
{
	char *text = printed(&one, 1, false);

	(void)state;
	assert_string_equal(text, "# HELP memtop_uptime_seconds Since boot.\n"
				  "# TYPE memtop_uptime_seconds gauge\n"
				  "memtop_uptime_seconds 7\n"
				  "# HELP memtop_events_total How many there were.\n"
				  "# TYPE memtop_events_total counter\n"
				  "memtop_events_total 3\n"
				  "# HELP memtop_group_bytes What it has.\n"
				  "# TYPE memtop_group_bytes gauge\n"
				  "memtop_group_bytes{group=\"a\\\"b\\\\c\\\\nd\"} 0\n"
				  "# HELP memtop_group_pace How fast.\n"
				  "# TYPE memtop_group_pace gauge\n"
				  "memtop_group_pace{group=\"a\\\"b\\\\c\\\\nd\"} 12.50\n");
	free(text);
}

static void a_label_that_is_not_known_is_empty(void **state)
{
	static const struct names none = { { "" }, { 0 } };
	char *text = printed(&none, 1, false);

	(void)state;
	assert_non_null(strstr(text, "memtop_group_bytes{group=\"\"} 0\n"));
	free(text);
}

static void openmetrics_is_as_its_format_says(void **state)
{
	char *text = printed(&one, 0, true);

	(void)state;
	assert_string_equal(text, "# HELP memtop_uptime_seconds Since boot.\n"
				  "# TYPE memtop_uptime_seconds gauge\n"
				  "# UNIT memtop_uptime_seconds seconds\n"
				  "memtop_uptime_seconds 7\n"
				  "# HELP memtop_events How many there were.\n"
				  "# TYPE memtop_events counter\n"
				  "memtop_events_total 3\n"
				  "# EOF\n");
	free(text);
}

/* Names of 15 bytes of every kind, and the number that keeps them apart. */
static void make_hostile(struct names *names)
{
	uint32_t state = 20;

	for (size_t i = 0; i < HOSTILE; i++) {
		char *name = names->name[i];
		size_t length = (size_t)snprintf(name, sizeof(names->name[i]), "%zu", i);

		while (length < 15) {
			state = state * 1664525 + 1013904223;
			name[length++] = i % 2 ? (char)(state >> 24 ? state >> 24 : 1)
					       : "\"\\\n{},= #\xff\xc3\x1b"[(state >> 24) % 12];
		}
		names->length[i] = length;
	}
}

/* A label value in quotes: where it ends, or NULL if it is none. */
static const char *skip_value(const char *at)
{
	if (*at++ != '"')
		return NULL;
	for (; *at != '"'; at++) {
		if (*at == '\0' || (unsigned char)*at < ' ')
			return NULL;
		if (*at == '\\' && *++at != '\\' && *at != '"' && *at != 'n')
			return NULL;
	}
	return at + 1;
}

/* memtop_NAME{group="..."} NUMBER */
static void assert_sample(const char *line)
{
	const char *at = line + strlen("memtop_");

	assert_memory_equal(line, "memtop_", strlen("memtop_"));
	at += strspn(at, "abcdefghijklmnopqrstuvwxyz_");
	if (*at == '{') {
		assert_memory_equal(at, "{group=", strlen("{group="));
		at = skip_value(at + strlen("{group="));
		assert_non_null(at);
		assert_int_equal(*at++, '}');
	}
	assert_int_equal(*at++, ' ');
	assert_true(strspn(at, "0123456789.") > 0);
	assert_int_equal(at[strspn(at, "0123456789.")], '\0');
}

static void no_name_breaks_a_line(void **state)
{
	struct names *names = calloc(1, sizeof(*names));
	char *text, *rest, *line;
	size_t samples = 0;

	(void)state;
	make_hostile(names);
	text = printed(names, HOSTILE, false);
	rest = text;
	while ((line = strsep(&rest, "\n")) && *line) {
		if (strncmp(line, "# HELP memtop_", 14) == 0 ||
			strncmp(line, "# TYPE memtop_", 14) == 0)
			continue;
		assert_sample(line);
		samples++;
	}
	assert_null(rest);
	assert_int_equal(samples, 2 + HOSTILE + 1);
	free(text);
	free(names);
}

static void promtool_has_no_complaint(void **state)
{
	struct names *names;
	FILE *promtool;
	char *text;

	(void)state;
	if (system("command -v promtool >/dev/null 2>&1") != 0)
		PASS_OVER("there is no promtool");
	names = calloc(1, sizeof(*names));
	make_hostile(names);
	text = printed(names, HOSTILE, false);
	/* What it prints would be taken for a test's result, and is a failure. */
	promtool = popen("test -z \"$(promtool check metrics 2>&1)\"", "w");
	assert_non_null(promtool);
	assert_int_equal(fputs(text, promtool) < 0, 0);
	assert_int_equal(pclose(promtool), 0);
	free(text);
	free(names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_of_prometheus_is_as_its_format_says),
		cmocka_unit_test(a_label_that_is_not_known_is_empty),
		cmocka_unit_test(openmetrics_is_as_its_format_says),
		cmocka_unit_test(no_name_breaks_a_line),
		cmocka_unit_test(promtool_has_no_complaint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
