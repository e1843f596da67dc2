/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of a search for lost memory: what holds most, what is lost, why nothing is decided. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/macros.h"
#include "findings/leak_rules.h"

#define KIB (UINT64_C(1) << 10)
#define MIB (UINT64_C(1) << 20)

struct world {
	struct leak_report report;
	struct leak_holder holders[3];
	struct leak_type types[2];
	struct leak_evidence evidence;
	struct findings findings;
};

/* One holder with 3 MiB, two of them in chunks of one class; two looks, a minute apart. */
static struct world *some_world(void)
{
	static struct world world;

	memset(&world, 0, sizeof(world));
	world.types[0] = (struct leak_type){ .kind = LEAK_TYPE_CLASS, .name = (char *)"node" };
	world.types[1] = (struct leak_type){ .kind = LEAK_TYPE_TEXT, .name = (char *)"text" };
	world.holders[0] = (struct leak_holder){ .kind = LEAK_HOLDER_DATA,
		.object = (char *)"libx.so",
		.symbol = (char *)"cache",
		.offset = value_of(64),
		.bytes = 3 * MIB,
		.exclusive_bytes = 3 * MIB,
		.type = 0,
		.type_bytes = 2 * MIB,
		.type_chunks = 10 };
	world.report = (struct leak_report){ .confidence = HEAP_OK,
		.looks = 2,
		.settled = true,
		.since_ns = value_of(60000000000),
		.in_use_bytes = 100 * MIB,
		.types = world.types,
		.type_count = 2,
		.holders = world.holders,
		.holder_count = 1 };
	world.evidence = (struct leak_evidence){ 7, "server", &world.report };
	return &world;
}

static const char *said(struct world *world, const char *rule)
{
	static char text[1024];
	const struct finding *finding;

	leak_judge(&world->findings, &world->evidence);
	finding = findings_find(&world->findings, rule);
	text[0] = '\0';
	if (finding)
		finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
	return text;
}

#define assert_says(text, part)                                                                    \
	do {                                                                                       \
		if (!strstr(text, part))                                                           \
			fail_msg("not \"%s\": %s", part, text);                                    \
	} while (0)

/* ---- growth worth a word ---- */

/* At least 64 KiB between two looks, and more than a ten-thousandth of what is in use. */
static void a_holder_grows_from_64_kib_on(void **state)
{
	struct leak_report report = { .since_ns = value_of(1), .in_use_bytes = 100 * MIB };
	struct leak_holder holder = { .growth_bytes = value_of(64 * KIB) };

	(void)state;
	assert_true(leak_holder_grows(&report, &holder));
	holder.growth_bytes.n--;
	assert_false(leak_holder_grows(&report, &holder));
	holder.growth_bytes = value_of(-64 * (int64_t)KIB);
	assert_false(leak_holder_grows(&report, &holder));
	holder.growth_bytes = value_of(MIB);
	report.in_use_bytes = 10000 * MIB;
	assert_false(leak_holder_grows(&report, &holder));
	report.in_use_bytes -= 10000;
	assert_true(leak_holder_grows(&report, &holder));
	report.since_ns = value_of(0);
	assert_false(leak_holder_grows(&report, &holder));
	report.since_ns = value_missing(VALUE_ABSENT);
	assert_false(leak_holder_grows(&report, &holder));
	report.since_ns = value_of(1);
	holder.growth_bytes = value_missing(VALUE_ABSENT);
	assert_false(leak_holder_grows(&report, &holder));
}

static void the_one_that_grows_most_is_named_else_the_largest(void **state)
{
	struct world *world = some_world();

	(void)state;
	world->report.holder_count = 2;
	world->holders[2].growth_bytes = value_of(MIB); /* behind the last one */
	world->holders[0].growth_bytes = value_of(1);
	world->holders[1].growth_bytes = value_of(64 * KIB - 1);
	assert_ptr_equal(leak_main_holder(&world->report), &world->holders[0]);
	world->holders[0].growth_bytes = world->holders[1].growth_bytes = value_of(70 * KIB);
	assert_ptr_equal(leak_main_holder(&world->report), &world->holders[0]);
	world->holders[0].growth_bytes = value_of(72 * KIB);
	assert_ptr_equal(leak_main_holder(&world->report), &world->holders[0]);
	world->holders[0].growth_bytes = world->holders[2].growth_bytes = value_of(1);
	world->report.holder_count = 3;
	world->holders[1].growth_bytes = value_of(70 * KIB);
	assert_ptr_equal(leak_main_holder(&world->report), &world->holders[1]);
	world->holders[2].growth_bytes = value_of(71 * KIB);
	assert_ptr_equal(leak_main_holder(&world->report), &world->holders[2]);
	world->holders[2].growth_bytes = value_of(69 * KIB);
	assert_ptr_equal(leak_main_holder(&world->report), &world->holders[1]);
	world->report.holder_count = 0;
	assert_null(leak_main_holder(&world->report));
}

static void growth_is_said_with_its_pace(void **state)
{
	struct world *world = some_world();
	const char *text;

	(void)state;
	world->holders[0].growth_bytes = value_of(MIB);
	world->report.since_ns = value_of(120000000000);
	text = said(world, "leaks_growing");
	assert_says(text, "it grew by 1.00M in 2:00, 512K a minute");
	assert_says(text, "3.00M in 10 chunks (node), held by `cache' in libx.so");
	assert_string_equal(said(world, "leaks_held"), "");
	world->holders[0].growth_bytes = value_of(0);
	assert_string_equal(said(world, "leaks_growing"), "");
}

/* ---- holders ---- */

static void a_holder_is_named_by_what_is_known_of_it(void **state)
{
	static char cache[] = "cache", pool[] = "pool-1";
	static const struct {
		enum leak_holder_kind kind;
		char *symbol, *thread;
		const char *words;
	} rows[] = {
		{ LEAK_HOLDER_DATA, cache, NULL,
			"holder is `cache' in libx.so: 3.00M of the 100M in use, 10 chunks" },
		{ LEAK_HOLDER_DATA, NULL, NULL,
			"holder is a variable at 40 in libx.so: 3.00M of the 100M in use, 10" },
		{ LEAK_HOLDER_MEMORY, NULL, NULL,
			"holder lies outside the heap: 3.00M of the 100M in use, 10 chunks" },
		{ LEAK_HOLDER_KERNEL, NULL, NULL,
			"holder lies outside the heap: 3.00M of the 100M in use, 10 chunks" },
		{ LEAK_HOLDER_HEAP, NULL, NULL,
			"holder lies outside the heap: 3.00M of the 100M in use, 10 chunks" },
		{ LEAK_HOLDER_TLS, NULL, pool,
			"holder is thread pool-1: 3.00M of the 100M in use, 10 chunks" },
		{ LEAK_HOLDER_STACK, NULL, pool,
			"holder is thread pool-1: 3.00M of the 100M in use, 10 chunks" },
		{ LEAK_HOLDER_CALL, NULL, pool,
			"holder is thread pool-1: 3.00M of the 100M in use, 10 chunks" },
		{ LEAK_HOLDER_STACK, NULL, NULL,
			"holder lies outside the heap: 3.00M of the 100M in use, 10 chunks" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct world *world = some_world();

		world->holders[0].kind = rows[i].kind;
		world->holders[0].symbol = rows[i].symbol;
		world->holders[0].thread = rows[i].thread;
		assert_says(said(world, "leaks_held"), rows[i].words);
		world->holders[0].type = LEAK_NO_TYPE;
		assert_null(strstr(said(world, "leaks_held"), "chunks"));
	}
}

/* The rest could be anything: a type is named if it is more than half, and is more than a guess. */
static void most_of_it_has_to_be_of_the_type_that_is_named(void **state)
{
	struct world *world = some_world();

	(void)state;
	world->holders[0].type_bytes = world->holders[0].bytes / 2;
	assert_null(strstr(said(world, "leaks_held"), "node"));
	world->holders[0].type_bytes++;
	assert_says(said(world, "leaks_held"), "10 chunks of it node");
	world->types[0].kind = LEAK_TYPE_PYTHON;
	assert_says(said(world, "leaks_held"), "10 chunks of it node");
	world->types[0].kind = LEAK_TYPE_TEXT;
	assert_null(strstr(said(world, "leaks_held"), "node"));
	assert_says(said(world, "leaks_held"),
		"holder is `cache' in libx.so: 3.00M of the 100M in use.");
}

static void what_several_hold_is_not_given_to_one(void **state)
{
	struct world *world = some_world();

	(void)state;
	world->holders[0].exclusive_bytes = 3 * MIB / 2;
	assert_says(said(world, "leaks_held"), "The largest holder is `cache'");
	world->holders[0].exclusive_bytes--;
	assert_string_equal(said(world, "leaks_held"),
		"3.00M of the 100M in use is held by several together, `cache' in libx.so among them.");
	world->holders[0].symbol = NULL;
	assert_says(said(world, "leaks_held"), "is held by several variables, stacks or mappings");
	world->holders[0].bytes = MIB - 1;
	assert_string_equal(said(world, "leaks_held"), "");
}

static void who_holds_less_than_a_mebibyte_is_not_worth_a_word(void **state)
{
	struct world *world = some_world();

	(void)state;
	world->holders[0].bytes = MIB;
	assert_says(said(world, "leaks_held"), "1.00M");
	world->holders[0].bytes = MIB - 1;
	assert_string_equal(said(world, "leaks_held"), "");
}

/* ---- what is lost ---- */

static void what_is_lost_is_told_by_its_commonest_type(void **state)
{
	struct world *world = some_world();

	(void)state;
	world->report.unreachable_bytes = world->report.proven_bytes = MIB;
	world->report.proven_components = 2;
	world->types[0].unreachable_bytes = 600 * KIB;
	world->types[1].unreachable_bytes = 400 * KIB;
	assert_says(said(world, "leaks_lost"),
		"Lost: 1.00M in 2 groups that no plain pointer leads to any more; mostly of type node.");
	world->types[1].unreachable_bytes = 601 * KIB;
	assert_says(said(world, "leaks_lost"), "any more.");
	world->types[1].kind = LEAK_TYPE_PYTHON;
	assert_says(said(world, "leaks_lost"), "mostly of type text");
	world->types[0].unreachable_bytes = world->types[1].unreachable_bytes;
	assert_says(said(world, "leaks_lost"), "mostly of type node");
	world->report.type_count = 1;
	world->types[0].unreachable_bytes = 1;
	assert_says(said(world, "leaks_lost"), "mostly of type node");
	world->types[0].unreachable_bytes = 0;
	assert_says(said(world, "leaks_lost"), "any more.");
}

static void registers_could_hold_what_is_only_probable(void **state)
{
	struct world *world = some_world();

	(void)state;
	world->report.probable_bytes = 2 * KIB;
	world->report.components = 5;
	world->report.proven_components = 3;
	assert_says(said(world, "leaks_probable"), "2.00K more is unreachable in 2 groups");
	assert_string_equal(said(world, "leaks_lost"), "");
}

/* ---- why nothing is said ---- */

static void what_is_undecided_says_why(void **state)
{
	struct world *world = some_world();

	(void)state;
	world->report.undecided_bytes = 1;
	assert_says(said(world, "leaks_undecided"), "the look was not complete");
	world->report.unseen_bytes = 1;
	assert_says(said(world, "leaks_undecided"), "could not: pages in swap");
	world->report.settled = false;
	assert_says(said(world, "leaks_undecided"), "in all 2 looks so far");
	world->report.looks = 1;
	assert_says(said(world, "leaks_undecided"), "was unreachable in one look");
	world->report.undecided_bytes = 0;
	assert_string_equal(said(world, "leaks_undecided"), "");
}

static void that_all_is_reached_takes_two_looks_and_no_gap(void **state)
{
	struct world *world = some_world();

	(void)state;
	assert_says(said(world, "leaks_none"), "Nothing of the 100M in use is unreachable: plain");
	world->report.unseen_bytes = 1;
	assert_says(said(world, "leaks_none"), "was in swap or not readable");
	world->report.looks = 1;
	assert_string_equal(said(world, "leaks_none"), "");
	world->report.looks = 2;
	world->report.unreachable_bytes = 1;
	assert_string_equal(said(world, "leaks_none"), "");
}

/* Who cannot be examined has no figures either: no sum of a walk that was refused is shown. */
static void a_refusal_says_why_and_nothing_else(void **state)
{
	struct world *world = some_world();

	(void)state;
	world->report.confidence = HEAP_REFUSED;
	world->report.reason = HEAP_REASON_OTHER_ALLOCATOR;
	world->report.undecided_bytes = world->report.proven_bytes = MIB;
	strcpy(world->report.library, "libmine.so");
	assert_says(said(world, "leaks_refused"), "(libmine.so is loaded)");
	assert_int_equal(world->findings.count, 1);
	world->report.library[0] = '\0';
	world->report.allocator = HEAP_JEMALLOC;
	assert_says(said(world, "leaks_refused"), "(jemalloc is loaded)");
	world->report.reason = HEAP_REASON_NO_ARENA;
	assert_says(said(world, "leaks_refused"), "no heap of glibc's malloc is in use here");
	world->report.reason = HEAP_REASON_BUSY;
	assert_says(said(world, "leaks_refused"), "Nothing can be said of lost memory: ");
	assert_null(strstr(said(world, "leaks_refused"), "in use here"));
	assert_null(facts_text(&(struct facts){ &leak_subject, { .leaks = &world->evidence } },
		"lost_type"));
	world->evidence.report = NULL;
	assert_null(facts_text(&(struct facts){ &leak_subject, { .leaks = &world->evidence } },
		"lost_type"));
	assert_string_equal(said(world, "leaks_refused"), "");
	assert_int_equal(world->findings.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_holder_grows_from_64_kib_on),
		cmocka_unit_test(the_one_that_grows_most_is_named_else_the_largest),
		cmocka_unit_test(growth_is_said_with_its_pace),
		cmocka_unit_test(a_holder_is_named_by_what_is_known_of_it),
		cmocka_unit_test(most_of_it_has_to_be_of_the_type_that_is_named),
		cmocka_unit_test(what_several_hold_is_not_given_to_one),
		cmocka_unit_test(who_holds_less_than_a_mebibyte_is_not_worth_a_word),
		cmocka_unit_test(what_is_lost_is_told_by_its_commonest_type),
		cmocka_unit_test(registers_could_hold_what_is_only_probable),
		cmocka_unit_test(what_is_undecided_says_why),
		cmocka_unit_test(that_all_is_reached_takes_two_looks_and_no_gap),
		cmocka_unit_test(a_refusal_says_why_and_nothing_else),
	};

	return cmocka_run_group_tests_name("findings/leaks", tests, NULL, NULL);
}
