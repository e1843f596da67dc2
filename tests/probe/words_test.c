/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a probe is asked for, and what it says: sizes as typed, verdicts, text and JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "render/render.h"
#include "views/probe/probe.h"
#include "sample/probe_report.h"

#define MIB ((uint64_t)1 << 20)

static void reads_sizes(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
		unsigned percent;
	} sizes[] = {
		{ "512M", 512 * MIB, 0 },
		{ "2G", 2048 * MIB, 0 },
		{ "10T", (uint64_t)10 << 40, 0 },
		{ "1.5G", 1536 * MIB, 0 },
		{ "50%", 0, 50 },
		{ "100%", 0, 100 },
		{ "1%", 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct probe_request request = { .mode = PROBE_PRESSURE };

		assert_int_equal(probe_parse_size(&request, text_of_string(sizes[i].text), NULL),
			STATUS_OK);
		assert_int_equal(request.bytes, sizes[i].bytes);
		assert_int_equal(request.percent, sizes[i].percent);
	}
}

static void refuses_what_is_no_size(void **state)
{
	static const char *const bad[] = { "", "0", "0M", "-1", "-512M", "-", "120%", "101%", "0%",
		"%", "-5%", "5.5%", "1e9", "nan", "inf", "512Q", "99999999999999999999", "half",
		"0x10" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct probe_request request = { .mode = PROBE_PRESSURE };
		struct message message = { "" };

		assert_int_equal(probe_parse_size(&request, text_of_string(bad[i]), &message),
			STATUS_MALFORMED);
		assert_non_null(strstr(message.text, "not a size"));
		assert_int_equal(request.bytes, 0);
		assert_int_equal(request.percent, 0);
	}
}

static enum status parse(struct probe_request *request, const char *first, const char *second,
	const char *third)
{
	char words[3][16];
	char *pointers[3];
	const char *given[] = { first, second, third };
	struct message message;
	size_t count = 0;

	for (; count < 3 && given[count]; count++) {
		snprintf(words[count], sizeof(words[count]), "%s", given[count]);
		pointers[count] = words[count];
	}
	*request = (struct probe_request){ .mode = PROBE_PRESSURE };
	return probe_parse_words(request, pointers, count, &message);
}

static void reads_modes(void **state)
{
	struct probe_request request;

	(void)state;
	assert_int_equal(parse(&request, NULL, NULL, NULL), STATUS_OK);
	assert_int_equal(request.mode, PROBE_PRESSURE);
	assert_int_equal(parse(&request, "512M", NULL, NULL), STATUS_OK);
	assert_int_equal(request.bytes, 512 * MIB);
	assert_int_equal(parse(&request, "file", "/a", NULL), STATUS_OK);
	assert_int_equal(request.mode, PROBE_FILE);
	assert_int_equal(parse(&request, "reclaim", "/a", "64M"), STATUS_OK);
	assert_int_equal(request.bytes, 64 * MIB);
	assert_int_equal(parse(&request, "drop", NULL, NULL), STATUS_OK);
	assert_int_equal(parse(&request, "file", NULL, NULL), STATUS_MALFORMED);
	assert_int_equal(parse(&request, "reclaim", NULL, NULL), STATUS_MALFORMED);
	assert_int_equal(parse(&request, "drop", "1G", NULL), STATUS_MALFORMED);
	assert_int_equal(parse(&request, "512M", "512M", NULL), STATUS_MALFORMED);
	assert_int_equal(parse(&request, "file", "/a", "1G"), STATUS_MALFORMED);
}

static void statuses_are_as_documented(void **state)
{
	(void)state;
	assert_int_equal(probe_exit_status(PROBE_PROVEN), 0);
	assert_int_equal(probe_exit_status(PROBE_PARTLY), 3);
	assert_int_equal(probe_exit_status(PROBE_NOT_PROVEN), 3);
	assert_int_equal(probe_exit_status(PROBE_ABORTED), 3);
	assert_int_equal(probe_exit_status(PROBE_REFUSED), 4);
}

static const struct probe_phrase late_phrase = { "late", "it was late" };
static const struct probe_guard late_guard = { { "late", "it was late" }, "late", UNIT_COUNT, "",
	false };

static struct probe_report partly(struct probe_sample *sample)
{
	*sample = (struct probe_sample){ .at_ms = 20,
		.free = 1,
		.available = 2,
		.cache = 3,
		.balloon = 4,
		.swap_used = value_of(0) };
	return (struct probe_report){
		.mode = PROBE_PRESSURE,
		.outcome = PROBE_PARTLY,
		.reason = &late_phrase,
		.stopped_by = &late_guard,
		.requested = 700 * MIB,
		.touched = 300 * MIB,
		.given_up = value_of(256 * MIB),
		.returned = value_of(250 * MIB),
		.return_ns = value_of(1500000000),
		.checks = { { .phrase = { "not_returned", "" },
			.title = "returned",
			.made = true,
			.holds = true,
			.left = 1,
			.right = 2,
			.tolerance = 3 } },
		.check_count = 1,
		.samples = sample,
		.sample_count = 1,
	};
}

/* What the report's document says in that format; free() it. */
static char *printed(const struct probe_report *report, enum format format, size_t *size)
{
	const struct batch batch = { .format = format };
	struct document *document = probe_document(report);
	struct message message;
	struct sink sink;
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	assert_non_null(out);
	assert_non_null(document);
	sink_open(&sink, out);
	render(&sink, document, &batch, true);
	assert_int_equal(sink_flush(&sink, &message), STATUS_OK);
	sink_close(&sink);
	document_free(document);
	assert_int_equal(fclose(out), 0);
	return text;
}

static json_t *as_json(const struct probe_report *report)
{
	size_t size = 0;
	char *text = printed(report, FORMAT_JSON, &size);
	json_t *object;

	assert_int_equal(text[size - 1], '\n');
	assert_null(memchr(text, '\n', size - 1));
	object = json_loads(text, 0, NULL);
	assert_non_null(object);
	free(text);
	return object;
}

static void json_has_the_keys_of_its_schema(void **state)
{
	static const char *const keys[] = { "schema", "mode", "outcome", "reason", "stopped_by",
		"requested_bytes", "touched_bytes", "cache_given_up_bytes",
		"reclaimed_by_kswapd_bytes", "reclaimed_directly_bytes", "swapped_out_bytes",
		"allocation_stalls", "pressure_full_microseconds", "rounds", "others_took_bytes",
		"others_took_after_bytes", "free_before_bytes", "free_after_bytes",
		"returned_bytes", "per_cpu_lists_after_bytes", "seconds_to_return",
		"refaults_after", "oom_kills", "samples" };
	struct probe_sample sample;
	struct probe_report report = partly(&sample);
	json_t *object = as_json(&report), *first;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		assert_non_null(json_object_get(object, keys[i]));
	assert_int_equal(json_integer_value(json_object_get(object, "schema")), 2);
	assert_string_equal(json_string_value(json_object_get(object, "outcome")), "partly");
	assert_string_equal(json_string_value(json_object_get(object, "stopped_by")), "late");
	assert_true(json_is_null(json_object_get(object, "swapped_out_bytes")));
	assert_int_equal(json_integer_value(json_object_get(object, "returned_bytes")), 250 * MIB);
	assert_true(json_real_value(json_object_get(object, "seconds_to_return")) == 1.5);
	first = json_array_get(json_object_get(object, "samples"), 0);
	assert_int_equal(json_integer_value(json_object_get(first, "cache_bytes")), 3);
	assert_true(json_is_null(json_object_get(first, "pressure_full_microseconds")));
	json_decref(object);
}

/* A path may hold anything; the report must stay valid all the same. */
static void json_takes_any_path(void **state)
{
	struct probe_report report = { .mode = PROBE_FILE,
		.outcome = PROBE_REFUSED,
		.reason = &late_phrase };
	json_t *object;

	(void)state;
	strcpy(report.target, "/tmp/\xff\x01\"name");
	strcpy(report.detail, "\xc3");
	object = as_json(&report);
	assert_string_equal(json_string_value(json_object_get(object, "mode")), "file");
	assert_non_null(json_string_value(json_object_get(object, "target")));
	json_decref(object);
}

static void the_verdict_is_one_sentence(void **state)
{
	struct probe_sample sample;
	struct probe_report report = partly(&sample);
	char verdict[512];

	(void)state;
	probe_verdict(verdict, sizeof(verdict), &report);
	assert_non_null(strstr(verdict, "256M"));
	assert_non_null(strstr(verdict, "it was late"));
	report.outcome = PROBE_PROVEN;
	report.reason = NULL;
	probe_verdict(verdict, sizeof(verdict), &report);
	assert_non_null(strstr(verdict, "Proven: 256M of cache"));
	report.outcome = PROBE_REFUSED;
	report.reason = &late_phrase;
	strcpy(report.detail, "really");
	probe_verdict(verdict, sizeof(verdict), &report);
	assert_string_equal(verdict, "Not done: it was late (really).");
}

static void text_never_shows_control_characters(void **state)
{
	struct probe_report report = { .mode = PROBE_FILE,
		.outcome = PROBE_REFUSED,
		.reason = &late_phrase };
	size_t size = 0;
	char *text;

	(void)state;
	strcpy(report.detail, "/tmp/\x1b[2Jname");
	text = printed(&report, FORMAT_TEXT, &size);
	assert_null(memchr(text, '\x1b', size));
	assert_non_null(strstr(text, "name"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_sizes),
		cmocka_unit_test(refuses_what_is_no_size),
		cmocka_unit_test(reads_modes),
		cmocka_unit_test(statuses_are_as_documented),
		cmocka_unit_test(json_has_the_keys_of_its_schema),
		cmocka_unit_test(json_takes_any_path),
		cmocka_unit_test(the_verdict_is_one_sentence),
		cmocka_unit_test(text_never_shows_control_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
