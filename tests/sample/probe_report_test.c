/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is asked of the probe in words, and how its budget is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "sample/probe_report.h"

#define MIB ((uint64_t)1 << 20)

static void a_budget_names_each_of_its_limits(void **state)
{
	struct probe_assessment assessment = { .budget = 100 * MIB,
		.available = value_of(900 * MIB) };
	char out[512];

	(void)state;
	probe_budget_sentence(out, sizeof(out), &assessment);
	assert_string_equal(out, "At most 100M can be asked for: 900M are available.");
	assessment.floor = value_of(50 * MIB);
	assessment.mapped = value_of(0);
	assessment.cgroup_room = value_of(200 * MIB);
	assessment.requested = 93 * MIB;
	assessment.from_free = 30 * MIB;
	probe_budget_sentence(out, sizeof(out), &assessment);
	assert_string_equal(out,
		"At most 100M can be asked for: 900M are available, less 50.0M that must stay, within "
		"the 200M that a cgroup leaves; 93.0M is asked for, of which free memory alone would "
		"provide 30.0M.");
	assessment = (struct probe_assessment){ .budget = 100 * MIB,
		.available = value_of(900 * MIB),
		.mapped = value_of(1),
		.protected_groups = value_of(2 * MIB),
		.commit_room = value_of(3 * MIB),
		.address_space = value_of(4 * MIB) };
	probe_budget_sentence(out, sizeof(out), &assessment);
	assert_string_equal(out,
		"At most 100M can be asked for: 900M are available, less 1 that programs have mapped, "
		"less 2.00M that cgroups protect, within half of the 3.00M that can still be "
		"committed, within the 4.00M that ulimit leaves.");
}

static void a_sentence_keeps_within_its_room(void **state)
{
	struct probe_assessment assessment = { .budget = MIB,
		.available = value_of(MIB),
		.floor = value_of(MIB) };
	char out[64];

	(void)state;
	memset(out, 'x', sizeof(out));
	probe_budget_sentence(out, 60, &assessment);
	assert_int_equal(strlen(out), 59);
	assert_int_equal(out[60], 'x');
}

/* As main() gives them. */
static enum status parse(struct probe_request *request, const char *const *words, size_t count,
	struct message *message)
{
	char *copies[3];

	for (size_t i = 0; i < count; i++)
		copies[i] = (char *)(uintptr_t)words[i];
	return probe_parse_words(request, copies, count, message);
}

static void assert_wrong(const char *first, const char *second, const char *third, const char *told)
{
	const char *words[] = { first, second, third };
	struct probe_request request = { .mode = PROBE_PRESSURE };
	struct message message = { "" };
	size_t count = third ? 3 : second ? 2 : 1;

	assert_int_equal(parse(&request, words, count, &message), STATUS_MALFORMED);
	if (!strstr(message.text, told))
		fail_msg("%s", message.text);
}

static void what_is_missing_or_too_much_is_told(void **state)
{
	(void)state;
	assert_wrong("file", NULL, NULL, "needs an argument: FILE");
	assert_wrong("reclaim", NULL, NULL, "needs an argument: CGROUP");
	assert_wrong("file", "/a", "50%", "'50%' is one argument too many");
	assert_wrong("drop", "1G", NULL, "'1G' is one argument too many");
	assert_wrong("1G", "2G", NULL, "'2G' is one argument too many");
	assert_wrong("pressure", "much", NULL, "much: not a size");
}

static void a_long_word_is_told_in_part(void **state)
{
	char word[101];
	struct probe_request request = { .mode = PROBE_PRESSURE };
	struct message message = { "" };

	(void)state;
	memset(word, 'y', sizeof(word) - 1);
	word[100] = '\0';
	assert_int_equal(probe_parse_size(&request, text_of_string(word), &message),
		STATUS_MALFORMED);
	assert_int_equal(strspn(strchr(message.text, 'y'), "y"), 64);
}

static void words_say_mode_target_and_size(void **state)
{
	const char *reclaim[] = { "reclaim", "/web", "1G" }, *plain[] = { "50%" };
	struct probe_request request = { .mode = PROBE_PRESSURE };

	(void)state;
	assert_int_equal(parse(&request, reclaim, 3, NULL), STATUS_OK);
	assert_int_equal(request.mode, PROBE_RECLAIM);
	assert_string_equal(request.target, "/web");
	assert_int_equal(request.bytes, 1024 * MIB);
	request = (struct probe_request){ .mode = PROBE_PRESSURE };
	assert_int_equal(parse(&request, plain, 1, NULL), STATUS_OK);
	assert_int_equal(request.mode, PROBE_PRESSURE);
	assert_int_equal(request.percent, 50);
	assert_int_equal(parse(&request, plain, 0, NULL), STATUS_OK);
}

/* A detail of 160 bytes that cannot be printed becomes up to four times as long. */
static void the_longest_detail_is_whole(void **state)
{
	static const struct probe_phrase phrase = { .text = "it cannot" };
	struct probe_report report = { .outcome = PROBE_REFUSED, .reason = &phrase };
	char out[2048];

	(void)state;
	memset(report.detail, 0x01, sizeof(report.detail) - 2);
	report.detail[sizeof(report.detail) - 2] = '.';
	probe_verdict(out, sizeof(out), &report);
	assert_memory_equal(out, "Not done: it cannot (", 21);
	assert_non_null(strstr(out, ".)."));
	report.detail[0] = '\0';
	probe_verdict(out, sizeof(out), &report);
	assert_string_equal(out, "Not done: it cannot.");
}

static const struct probe_phrase cannot = { "unsupported", "this kernel cannot do that" };

static void the_least_invasive_way_that_works_is_offered(void **state)
{
	static const enum probe_mode harsher[] = { PROBE_PRESSURE, PROBE_CGROUP, PROBE_FILE,
		PROBE_RECLAIM, PROBE_DROP };
	struct probe_way ways[PROBE_MODE_COUNT] = { { .asked = false } };

	(void)state;
	assert_int_equal(probe_way_offered(ways), PROBE_MODE_COUNT);
	for (size_t i = 0; i < PROBE_MODE_COUNT; i++)
		ways[i].asked = true;
	for (size_t i = 0; i < PROBE_MODE_COUNT; i++) {
		assert_int_equal(probe_way_offered(ways), harsher[i]);
		ways[harsher[i]].refusal = &cannot;
	}
	assert_int_equal(probe_way_offered(ways), PROBE_MODE_COUNT);
}

static void the_command_of_a_way_can_be_pasted(void **state)
{
	struct probe_way ways[PROBE_MODE_COUNT] = { { .asked = true } };
	char out[2048];

	(void)state;
	probe_way_command(out, sizeof(out), ways, PROBE_DROP, "");
	assert_string_equal(out, "memtop probe drop");
	probe_way_command(out, sizeof(out), ways, PROBE_FILE, "FILE");
	assert_string_equal(out, "memtop probe file FILE");
	snprintf(ways[PROBE_RECLAIM].target, sizeof(ways[0].target), "/sys/fs/cgroup/a.slice");
	probe_way_command(out, sizeof(out), ways, PROBE_RECLAIM, "CGROUP");
	assert_string_equal(out, "memtop probe reclaim /sys/fs/cgroup/a.slice");
	snprintf(ways[PROBE_RECLAIM].target, sizeof(ways[0].target), "/a$(b)\\x2d");
	probe_way_command(out, sizeof(out), ways, PROBE_RECLAIM, "CGROUP");
	assert_string_equal(out, "memtop probe reclaim '/a$(b)\\x2d'");
}

/* A quote ends the quotes of a shell. */
/* The mode's word, a blank, and all behind it is the target. */
static void a_way_is_mode_and_target(void **state)
{
	struct probe_request request = { .mode = PROBE_PRESSURE };

	(void)state;
	probe_parse_way(&request, "file /tmp/a b");
	assert_int_equal(request.mode, PROBE_FILE);
	assert_string_equal(request.target, "/tmp/a b");
	request = (struct probe_request){ .mode = PROBE_PRESSURE };
	probe_parse_way(&request, "files /tmp/a");
	assert_int_equal(request.mode, PROBE_PRESSURE);
	assert_null(request.target);
}

static void a_quote_in_a_target_is_quoted(void **state)
{
	struct probe_way ways[PROBE_MODE_COUNT] = { { .asked = true } };
	char out[2048];

	(void)state;
	snprintf(ways[PROBE_RECLAIM].target, sizeof(ways[0].target), "/a'b");
	probe_way_command(out, sizeof(out), ways, PROBE_RECLAIM, "CGROUP");
	assert_string_equal(out, "memtop probe reclaim '/a'\\''b'");
}

static void a_way_is_said_once_and_with_its_reason(void **state)
{
	static const struct probe_phrase other = { "readonly", "it is forbidden" };
	struct probe_way ways[PROBE_MODE_COUNT] = { { .asked = false } };
	char out[2048];

	(void)state;
	assert_false(probe_way_sentence(out, sizeof(out), ways, PROBE_DROP, &other));
	ways[PROBE_DROP] = (struct probe_way){ .asked = true };
	assert_true(probe_way_sentence(out, sizeof(out), ways, PROBE_DROP, &other));
	assert_string_equal(out, "drop can be done here: memtop probe drop");
	ways[PROBE_DROP].refusal = &cannot;
	assert_true(probe_way_sentence(out, sizeof(out), ways, PROBE_DROP, &other));
	assert_string_equal(out, "drop cannot be done either: this kernel cannot do that.");
	assert_false(probe_way_sentence(out, sizeof(out), ways, PROBE_DROP, &cannot));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_budget_names_each_of_its_limits),
		cmocka_unit_test(a_sentence_keeps_within_its_room),
		cmocka_unit_test(what_is_missing_or_too_much_is_told),
		cmocka_unit_test(a_long_word_is_told_in_part),
		cmocka_unit_test(words_say_mode_target_and_size),
		cmocka_unit_test(the_longest_detail_is_whole),
		cmocka_unit_test(the_least_invasive_way_that_works_is_offered),
		cmocka_unit_test(the_command_of_a_way_can_be_pasted),
		cmocka_unit_test(a_way_is_mode_and_target),
		cmocka_unit_test(a_quote_in_a_target_is_quoted),
		cmocka_unit_test(a_way_is_said_once_and_with_its_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
