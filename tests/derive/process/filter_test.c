/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "derive/process/filter.h"
#include "support/pass_over.h"
#include "support/sample_rows.h"

#define MIB ((uint64_t)1 << 20)

/* The process that the expressions below are tried on. */
static struct sample *the_process(void)
{
	const struct made_process process = { .pid = 4242,
		.ppid = 1,
		.uid = 33,
		.user = "www",
		.name = "statsd",
		.command = "/opt/bin/StatsD --map /var/lib/stats",
		.state = 'S',
		.cgroup = "/web",
		.rss = value_of(1536 * MIB),
		.anonymous = value_of(0),
		.pss = value_missing(VALUE_DENIED),
		.faults = value_of(1250),
		.oom_adjust = value_of(-500) };
	struct sample *sample = make_sample(&process, 1);

	sample->system.meminfo.field[MEMINFO_MemTotal] = value_of(6144 * MIB);
	return sample;
}

static bool holds(const char *expression)
{
	struct sample *sample = the_process();
	struct message message = { "" };
	struct filter *filter;
	bool matches;

	if (filter_parse(&filter, expression, &message) != STATUS_OK)
		fail_msg("'%s': %s", expression, message.text);
	matches = filter_matches(filter, sample->rows[0], sample);
	filter_free(filter);
	sample_unref(sample);
	return matches;
}

struct trial {
	const char *expression;
	bool holds;
};

static void try_all(const struct trial *trials, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (holds(trials[i].expression) != trials[i].holds)
			fail_msg("'%s' should %shold", trials[i].expression,
				trials[i].holds ? "" : "not ");
}

static void sizes_are_compared(void **state)
{
	static const struct trial trials[] = { { "rss>1G", true }, { "rss>1.5G", false },
		{ "rss>=1.5G", true }, { "rss<=1.5GiB", true }, { "rss<1.5G", false },
		{ "rss=1536M", true }, { "rss==1536m", true }, { "rss!=1536M", false },
		{ "rss_bytes>1610612735", true }, { "RSS>1G", true }, { "anon=0", true },
		{ "anon>0", false }, { "anon<1", true } };

	(void)state;
	try_all(trials, COUNT_OF(trials));
}

static void blanks_may_stand_around_the_sign(void **state)
{
	static const struct trial trials[] = { { "rss > 1G", true }, { "  rss >1G  ", true },
		{ "rss> 2G", false }, { "user = www", true }, { "rss > 1G user = root", false },
		{ "\trss\t>\t1G\t", true } };

	(void)state;
	try_all(trials, COUNT_OF(trials));
}

static void other_figures_are_compared_in_their_units(void **state)
{
	static const struct trial trials[] = { { "pid=4242", true }, { "pid<1000", false },
		{ "ppid=1", true }, { "mem>24.9", true }, { "mem>25%", false }, { "mem=25%", true },
		{ "faults=12.5", true }, { "faults>12.51", false }, { "oom_adj=-500", true },
		{ "oom_adj<0", true }, { "oom_adj>-501", true }, { "oom_adj>-500", false } };

	(void)state;
	try_all(trials, COUNT_OF(trials));
}

static void texts_are_compared(void **state)
{
	static const struct trial trials[] = { { "user=www", true }, { "user!=www", false },
		{ "user=root", false }, { "user!=root", true }, { "user=33", true },
		{ "user!=33", false }, { "user=3", false }, { "name=statsd", true },
		{ "name=stats", false }, { "state=S", true }, { "state!=S", false },
		{ "state~[RS]", true }, { "state~[DZ]", false }, { "cgroup=/web", true },
		{ "cgroup~^/w", true }, { "command~--map", true }, { "name~TATS", false },
		{ "cgroup=", false }, { "cgroup!=", true }, { "cgroup=/", true },
		{ "cgroup=/we", false }, { "cgroup=\"/web\"", true }, { "cgroup=\"/web", false },
		{ "cgroup=\"/web\" rss>1G", true }, { "cgroup=\"/w b\" rss>1G", false } };

	(void)state;
	try_all(trials, COUNT_OF(trials));
}

/* As a cgroup's figures do, it counts what is below. */
static void a_cgroup_has_what_is_below_it(void **state)
{
	struct made_process process = { .pid = 7, .cgroup = "/a b\n/db" };
	static const struct {
		const char *path;
		bool holds;
	} trials[] = { { "/a b\n/db", true }, { "/a b\n", true }, { "/", true }, { "/a b", false },
		{ "/a b\n/d", false }, { "/a b\n/db/x", false } };
	struct sample *sample = make_sample(&process, 1);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(trials); i++) {
		struct filter *filter;

		assert_int_equal(filter_of_cgroup(&filter, trials[i].path), STATUS_OK);
		assert_int_equal(filter_matches(filter, sample->rows[0], sample), trials[i].holds);
		assert_true(filter_cost(filter) & COST_CGROUP);
		filter_free(filter);
	}
	sample_unref(sample);
}

/* The root of a namespace has nothing of what lies outside it, which the kernel shows by "..". */
static void outside_a_namespace_is_not_below_its_root(void **state)
{
	static const struct {
		const char *cgroup;
		bool holds;
	} trials[] = { { "/..", false }, { "/../other", false }, { "/../../a/b", false },
		{ "/", true }, { "/..a", true }, { "/.../b", true }, { "/a/..", true } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(trials); i++) {
		struct made_process process = { .pid = 7, .cgroup = trials[i].cgroup };
		struct sample *sample = make_sample(&process, 1);
		struct filter *filter;

		assert_int_equal(filter_of_cgroup(&filter, "/"), STATUS_OK);
		assert_int_equal(filter_matches(filter, sample->rows[0], sample), trials[i].holds);
		filter_free(filter);
		sample_unref(sample);
	}
}

static void what_is_no_condition_is_looked_for_in_the_command(void **state)
{
	static const struct trial trials[] = { { "statsd", true }, { "StatsD", true },
		{ "STATSD", false }, { "stats[a-d]", true }, { "^/opt", true }, { "^opt", false },
		{ "statsd --map", true }, { "map statsd", false }, { "stats$", true },
		{ "nginx|statsd", true }, { "nginx|apache", false } };

	(void)state;
	try_all(trials, COUNT_OF(trials));
}

static void all_terms_must_hold(void **state)
{
	static const struct trial trials[] = { { "rss>1G statsd", true }, { "statsd rss>1G", true },
		{ "statsd rss>2G", false }, { "nginx rss>1G", false }, { "map opt rss>1G", true },
		{ "rss>1G rss<2G", true }, { "rss>1G user=www state=S", true },
		{ "rss>1G user=www state=R", false } };

	(void)state;
	try_all(trials, COUNT_OF(trials));
}

static void hundredths_are_cut_off_not_rounded(void **state)
{
	static const struct trial trials[] = { { "faults=12.509", true }, { "faults=12.5", true },
		{ "faults=12.50999", true }, { "faults=12.51", false }, { "faults>.5", true },
		{ "faults<.5", false }, { "faults>12.", true }, { "faults=12.05", false },
		{ "faults=12.005", false }, { "faults>12.499", true },
		{ "faults=12.5000000000000000000", true }, { "faults=012.50", true } };

	(void)state;
	try_all(trials, COUNT_OF(trials));
}

static void signs_may_stand_before_signed_figures(void **state)
{
	static const struct trial trials[] = { { "oom_adj<+1", true }, { "oom_adj>+1", false },
		{ "oom_adj=-500", true }, { "oom_adj>-9223372036854775807", true },
		{ "oom_adj<9223372036854775807", true } };

	(void)state;
	try_all(trials, COUNT_OF(trials));
}

static void a_condition_may_end_with_the_expression(void **state)
{
	static const struct trial trials[] = { { "cgroup~", true }, { "rss", false },
		{ "cgroup", false }, { "statsd rss", false }, { "oom_adj", false } };

	(void)state;
	try_all(trials, COUNT_OF(trials));
}

static void nothing_asked_for_matches_everything(void **state)
{
	static const struct trial trials[] = { { "", true }, { " \t ", true } };
	struct sample *sample = the_process();

	(void)state;
	try_all(trials, COUNT_OF(trials));
	assert_true(filter_matches(NULL, sample->rows[0], sample));
	sample_unref(sample);
}

static void a_figure_that_is_not_known_never_matches(void **state)
{
	static const struct trial trials[] = { { "pss>0", false }, { "pss=0", false },
		{ "pss<1G", false }, { "pss!=0", false }, { "uss>=0", false },
		{ "swap=0", false } };

	(void)state;
	try_all(trials, COUNT_OF(trials));
}

static void a_name_that_is_no_column_is_a_pattern(void **state)
{
	static const struct trial trials[] = { { "nosuch=1", false }, { "--map", true },
		{ "=", false }, { "rss", false } };

	(void)state;
	try_all(trials, COUNT_OF(trials));
}

static void mistakes_are_told(void **state)
{
	static const struct {
		const char *expression, *told;
	} mistakes[] = { { "rss>", "rss is compared with nothing" }, { "rss>x", "'x'" },
		{ "rss>1G2", "1G2" }, { "rss>x", ">1G" }, { "pid>x", ">10" }, { "mem>", "mem" },
		{ "faults>%", "%" }, { "faults>5%", "5%" }, { "pid>5%", "5%" },
		{ "mem>1.x", "1.x" }, { "mem>.", "'.'" }, { "faults>x.5", "x.5" },
		{ "oom_adj>9223372036854775808", "922" }, { "(", "is no regular expression: " },
		{ "rss>-1", "-1" }, { "rss>99999999999G", "99999999999G" }, { "rss~1", "number" },
		{ "pid=1.2.3", "1.2.3" }, { "pid=nan", "nan" }, { "pid=0x10", "0x10" },
		{ "pid=1e3", "1e3" }, { "mem>50%%", "50%%" }, { "mem>%", "%" }, { "cpu>-", "-" },
		{ "oom_adj=--1", "--1" }, { "user<www", "text" }, { "command~(", "(" },
		{ "(", "(" }, { "[a rss>1G", "[a" }, { "a++++++++++++", "a++++++++++++" },
		{ "rss>1 command~(a{40}){40}", "repeat less" }, { "(a*)*\\1", "A reference" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(mistakes); i++) {
		struct message message = { "" };
		struct filter *filter = NULL;
		enum status status = filter_parse(&filter, mistakes[i].expression, &message);

		if (status != STATUS_MALFORMED)
			fail_msg("'%s' was taken", mistakes[i].expression);
		assert_null(filter);
		if (!strstr(message.text, mistakes[i].told))
			fail_msg("'%s': %s", mistakes[i].expression, message.text);
	}
}

static void no_language_changes_numbers(void **state)
{
	static const struct trial trials[] = { { "mem>24.9", true }, { "rss>1.4G", true },
		{ "faults=12.5", true }, { "mem>25.1", false } };

	(void)state;
	if (!setlocale(LC_NUMERIC, "de_DE.UTF-8"))
		PASS_OVER("no locale de_DE.UTF-8");
	try_all(trials, COUNT_OF(trials));
	setlocale(LC_NUMERIC, "C");
}

static void costs_are_those_of_the_columns(void **state)
{
	struct filter *filter;

	(void)state;
	assert_int_equal(filter_cost(NULL), COST_NONE);
	assert_int_equal(filter_parse(&filter, "pss>1 rss>1", NULL), STATUS_OK);
	assert_int_equal(filter_cost(filter), COST_ROLLUP | COST_STATM);
	filter_free(filter);
	assert_int_equal(filter_parse(&filter, "httpd", NULL), STATUS_OK);
	assert_true(filter_cost(filter) & COST_COMMAND);
	filter_free(filter);
	filter_free(NULL);
}

/* A random expression out of what is most likely to confuse. */
static void make_up(char *expression, size_t size, unsigned *seed)
{
	static const char *const pieces[] = { "rss", "user", "pid", "oom_adj", "state", ">", "<",
		"=", "!=", "~", ">=", " ", "\t", "\n", "1", "-", ".", "G", "%", "(", "[", "\\", "*",
		"$", "\xff", "\xe4\xbd\xa0", "{9999", "999999999999999999999" };
	size_t count = (size_t)(rand_r(seed) % 9);

	expression[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		const char *piece = pieces[(size_t)rand_r(seed) % COUNT_OF(pieces)];

		if (strlen(expression) + strlen(piece) < size)
			strcat(expression, piece);
	}
}

static void any_text_is_taken_or_told(void **state)
{
	struct sample *sample = the_process();
	unsigned seed = 1, taken = 0, told = 0;

	(void)state;
	for (int i = 0; i < 50000; i++) {
		char expression[128];
		struct message message = { "" };
		struct filter *filter;

		make_up(expression, sizeof(expression), &seed);
		if (filter_parse(&filter, expression, &message) == STATUS_OK) {
			filter_matches(filter, sample->rows[0], sample);
			filter_free(filter);
			taken++;
		} else {
			assert_null(filter);
			assert_true(message.text[0] != '\0');
			told++;
		}
	}
	assert_true(taken > 1000 && told > 1000);
	sample_unref(sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_compared),
		cmocka_unit_test(blanks_may_stand_around_the_sign),
		cmocka_unit_test(other_figures_are_compared_in_their_units),
		cmocka_unit_test(texts_are_compared),
		cmocka_unit_test(a_cgroup_has_what_is_below_it),
		cmocka_unit_test(outside_a_namespace_is_not_below_its_root),
		cmocka_unit_test(what_is_no_condition_is_looked_for_in_the_command),
		cmocka_unit_test(all_terms_must_hold),
		cmocka_unit_test(hundredths_are_cut_off_not_rounded),
		cmocka_unit_test(signs_may_stand_before_signed_figures),
		cmocka_unit_test(a_condition_may_end_with_the_expression),
		cmocka_unit_test(nothing_asked_for_matches_everything),
		cmocka_unit_test(a_figure_that_is_not_known_never_matches),
		cmocka_unit_test(a_name_that_is_no_column_is_a_pattern),
		cmocka_unit_test(mistakes_are_told),
		cmocka_unit_test(no_language_changes_numbers),
		cmocka_unit_test(costs_are_those_of_the_columns),
		cmocka_unit_test(any_text_is_taken_or_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
