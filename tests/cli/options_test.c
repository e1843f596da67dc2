/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "base/messages.h"
#include "cli/completion/completion.h"
#include "cli/options.h"
#include "cli/record_file.h"

#define MOST_WORDS 24

/* A command line taken apart; words must outlive options, which points into them. */
struct command {
	char copy[256];
	char *words[MOST_WORDS + 1];
	struct options options;
	struct message message;
	enum status status;
};

static void parse(struct command *parsed, const char *words)
{
	int count = 0;

	memset(parsed, 0, sizeof(*parsed));
	snprintf(parsed->copy, sizeof(parsed->copy), "memtop %s", words);
	for (char *rest = parsed->copy; (parsed->words[count] = strsep(&rest, " ")); count++)
		assert_true(count < MOST_WORDS);
	if (!*words)
		count = 1;
	parsed->status = options_parse(&parsed->options, count, parsed->words, &parsed->message);
}

static void assert_wrong(const char *command, const char *said)
{
	struct command parsed;

	parse(&parsed, command);
	if (parsed.status != STATUS_MALFORMED || !strstr(parsed.message.text, said))
		fail_msg("%s: status %d, message '%s'", command, parsed.status,
			parsed.message.text);
	for (const char *c = parsed.message.text; *c; c++)
		assert_true((unsigned char)*c >= 0x20 && *c != 0x7f);
	options_free(&parsed.options);
}

static void assert_right(struct command *parsed, const char *words)
{
	parse(parsed, words);
	if (parsed->status != STATUS_OK)
		fail_msg("%s: status %d, message '%s'", words, parsed->status,
			parsed->message.text);
}

static void nothing_asked_is_the_overview(void **state)
{
	struct command parsed;
	struct batch batch;

	(void)state;
	assert_right(&parsed, "");
	assert_int_equal(parsed.options.intent, INTENT_RUN);
	assert_int_equal(parsed.options.view, VIEW_OVERVIEW);
	assert_int_equal(parsed.options.given, 0);
	assert_false(parsed.options.no_color);
	assert_false(options_batch(&parsed.options, &settings_default, true, &batch));
	options_free(&parsed.options);
}

static void every_option_is_taken(void **state)
{
	struct settings settings = settings_default;
	struct command parsed;

	(void)state;
	assert_right(&parsed,
		"-b -n 3 -d 0.5 -o pid,pss -s +swap -p 1,22 -p 333 -u root -w 80 -E g "
		"-e m");
	assert_true(parsed.options.batch);
	assert_int_equal(parsed.options.iterations, 3);
	assert_int_equal(parsed.options.width, 80);
	assert_string_equal(parsed.options.user, "root");
	assert_int_equal(parsed.options.pid_count, 3);
	assert_int_equal(parsed.options.pids[1], 22);
	assert_int_equal(parsed.options.pids[2], 333);
	options_apply(&parsed.options, &settings);
	assert_true(settings.delay == 0.5);
	assert_int_equal(settings.columns.count, 2);
	assert_int_equal(settings.columns.ids[1], COLUMN_PSS);
	assert_int_equal(settings.sort, COLUMN_SWAP);
	assert_true(settings.descending);
	assert_int_equal(settings.system_scale, SCALE_GIB);
	assert_int_equal(settings.process_scale, SCALE_MIB);
	options_free(&parsed.options);
}

static void long_names_are_the_same(void **state)
{
	struct command parsed;

	(void)state;
	assert_right(&parsed,
		"--batch --iterations=3 --delay 2 --columns=pid --sort -rss --pid=1 "
		"--user 0 --width=99 --filter=x --no-color --readonly --kernel-threads");
	assert_int_equal(parsed.options.iterations, 3);
	assert_true(parsed.options.settings.delay == 2);
	assert_false(parsed.options.settings.descending);
	assert_true(parsed.options.no_color);
	assert_true(parsed.options.readonly);
	assert_true(parsed.options.settings.kernel_threads);
	assert_non_null(parsed.options.filter);
	assert_string_equal(parsed.options.filter_text, "x");
	options_free(&parsed.options);
}

static void what_is_not_given_stays(void **state)
{
	struct settings settings = settings_default, before;
	struct command parsed;

	(void)state;
	settings.delay = 7;
	settings.shape = SHAPE_TREE;
	settings.kernel_threads = true;
	before = settings;
	assert_right(&parsed, "-bn1 --readonly --no-color");
	options_apply(&parsed.options, &settings);
	assert_memory_equal(&settings, &before, sizeof(settings));
	options_free(&parsed.options);
}

static void bad_numbers_are_named(void **state)
{
	(void)state;
	assert_wrong("-d 0",
		"-d: '0' is not a number of seconds from 0.01 to 1000000 (try -d 1.5)");
	assert_wrong("-d -1", "-d: '-1' is not");
	assert_wrong("-d nan", "-d: 'nan' is not");
	assert_wrong("-d inf", "-d: 'inf' is not");
	assert_wrong("-d 1,5", "-d: '1,5' is not");
	assert_wrong("-d 1e3", "-d: '1e3' is not");
	assert_wrong("--delay=0", "--delay: '0' is not");
	assert_wrong("--delay 0", "--delay: '0' is not");
	assert_wrong("-n 0", "-n: '0' is not a number of samples");
	assert_wrong("-n -3", "-n: '-3' is not");
	assert_wrong("-n 1.5", "-n: '1.5' is not");
	assert_wrong("-n 99999999999999999999999", "-n: ");
	assert_wrong("-w 0", "-w: '0' is not a width");
	assert_wrong("-w x", "-w: 'x' is not a width");
	assert_wrong("-w 100001", "-w: ");
	assert_wrong("-e x", "-e: 'x' is none of these: auto, k, m, g, t, p, e, bytes");
	assert_wrong("-E kk", "-E: 'kk' is none of these");
}

static void bad_pids_are_named(void **state)
{
	(void)state;
	assert_wrong("-p 0", "-p: '0' is not a process number");
	assert_wrong("-p -1", "-p: '-1' is not");
	assert_wrong("-p 1,x", "-p: 'x' is not");
	assert_wrong("-p 1,,2", "-p: '' is not");
	assert_wrong("-p 99999999", "-p: '99999999' is not");
	assert_wrong("-p 18446744073709551617", "-p: ");
}

static void unknown_columns_are_named_with_their_like(void **state)
{
	(void)state;
	assert_wrong("-o pid,rrs", "-o: there is no column 'rrs' (did you mean 'rss'? memtop "
				   "--list-columns");
	assert_wrong("-o +comand", "did you mean 'command'?");
	assert_wrong("-o xyzzyxyzzy", "'xyzzyxyzzy' (memtop --list-columns shows all)");
	assert_wrong("-o ,", "there is no column ''");
	assert_wrong("-s +resident", "-s: there is no column 'resident'");
	assert_wrong("-s +", "-s: there is no column ''");
}

static void bad_users_filters_and_words_are_named(void **state)
{
	(void)state;
	assert_wrong("-u no-such-user-here", "-u: there is no user 'no-such-user-here'");
	assert_wrong("-u -5", "-u: there is no user '-5'");
	assert_wrong("--user=", "--user: there is no user ''");
	assert_wrong("--filter (", "--filter: ");
	assert_wrong("--filter rss>x", "--filter: ");
	assert_wrong("--json --csv", "--json and --csv");
	assert_wrong("--completion tcsh", "--completion: there is no completion for 'tcsh'");
	assert_wrong("-o \x1b[31m", "\\x1b[31m");
	assert_wrong("--filter \x1b(", "\\x1b(");
}

static void misused_options_are_named(void **state)
{
	(void)state;
	assert_wrong("-Z", "there is no option '-Z'");
	assert_wrong("-bZ", "there is no option '-Z'");
	assert_wrong("--jsno", "there is no option '--jsno' (did you mean --json?)");
	assert_wrong("--xyzzyxyzzy", "'--xyzzyxyzzy' (memtop --help shows all)");
	assert_wrong("--json=3", "--json takes no argument");
	assert_wrong("-d", "-d needs an argument: SECONDS");
	assert_wrong("--delay", "--delay needs an argument: SECONDS");
	assert_wrong("--\x1b[2J", "\\x1b[2J");
}

static void views_are_found_or_named(void **state)
{
	struct command parsed;

	(void)state;
	assert_right(&parsed, "overview -b");
	assert_int_equal(parsed.options.view, VIEW_OVERVIEW);
	assert_true(parsed.options.batch);
	options_free(&parsed.options);
	assert_wrong("overveiw", "there is no view 'overveiw' (did you mean 'overview'?)");
	assert_wrong("nonsense", "there is no view 'nonsense' (memtop --help shows all)");
	assert_wrong("overview 1", "overview: '1' is one argument too many");
}

static void options_of_a_command_are_of_no_other(void **state)
{
	struct command parsed;

	(void)state;
	assert_wrong("check --openmetrics", "--openmetrics is an option of memtop export alone");
	assert_wrong("export --plugin", "--plugin is an option of memtop check alone");
	assert_wrong("--watch", "--watch is an option of memtop check alone");
	assert_wrong("overview --export=/tmp", "--export is an option of memtop record alone");
	assert_wrong("replay --keep 3d", "--keep is an option of memtop record alone");
	assert_right(&parsed, "check --watch");
	assert_true(parsed.options.watch);
	options_free(&parsed.options);
	assert_right(&parsed, "export --openmetrics");
	options_free(&parsed.options);
	assert_right(&parsed, "record --export=/tmp --keep 3d");
	options_free(&parsed.options);
}

/* Another root may be another machine. */
static void the_default_record_is_of_this_machine(void **state)
{
	struct command parsed;

	(void)state;
	assert_right(&parsed, "check");
	assert_string_equal(record_file_beside(&parsed.options), RECORD_FILE_DEFAULT);
	options_free(&parsed.options);
	assert_right(&parsed, "check --root /other");
	assert_null(record_file_beside(&parsed.options));
	options_free(&parsed.options);
	assert_right(&parsed, "check --root /other --file /other/record");
	assert_string_equal(record_file_beside(&parsed.options), "/other/record");
	options_free(&parsed.options);
}

static void sorting_follows_top(void **state)
{
	static const struct {
		const char *command;
		enum column_id column;
		bool descending;
	} cases[] = {
		{ "-s +pid", COLUMN_PID, true },
		{ "-s -rss", COLUMN_RSS, false },
		{ "-s rss", COLUMN_RSS, true },
		{ "-s command", COLUMN_COMMAND, false },
		{ "-s rss_bytes", COLUMN_RSS, true },
		{ "-s RSS", COLUMN_RSS, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct settings settings = settings_default;
		struct command parsed;

		assert_right(&parsed, cases[i].command);
		options_apply(&parsed.options, &settings);
		assert_int_equal(settings.sort, cases[i].column);
		assert_int_equal(settings.descending, cases[i].descending);
		options_free(&parsed.options);
	}
}

static void batch_goes_on_or_ends_as_documented(void **state)
{
	static const struct {
		const char *command;
		bool terminal, batch;
		uint64_t iterations; /* 0: without end */
		enum format format;
	} cases[] = {
		{ "", true, false, 0, FORMAT_TEXT },
		{ "", false, true, 1, FORMAT_TEXT },
		{ "-n 4", true, false, 0, FORMAT_TEXT },
		{ "-n 4", false, true, 4, FORMAT_TEXT },
		{ "-b", true, true, 0, FORMAT_TEXT },
		{ "-b", false, true, 0, FORMAT_TEXT },
		{ "-b -n 2", true, true, 2, FORMAT_TEXT },
		{ "--json", true, true, 1, FORMAT_JSON },
		{ "--json -b", true, true, 0, FORMAT_JSON },
		{ "--csv", false, true, 1, FORMAT_CSV },
		{ "--csv -n 9", false, true, 9, FORMAT_CSV },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct batch batch = { 0 };
		struct command parsed;

		assert_right(&parsed, cases[i].command);
		assert_int_equal(options_batch(&parsed.options, &settings_default,
					 cases[i].terminal, &batch),
			cases[i].batch);
		assert_int_equal(batch.iterations, cases[i].iterations);
		assert_int_equal(batch.format, cases[i].format);
		options_free(&parsed.options);
	}
}

static bool has_column(const struct column_list *list, enum column_id id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->ids[i] == id)
			return true;
	return false;
}

static void machine_output_has_all_cheap_columns_and_no_saved_ones(void **state)
{
	struct batch batch;
	struct command parsed;

	(void)state;
	assert_right(&parsed, "--json");
	assert_false(options_want_config(&parsed.options));
	assert_true(options_batch(&parsed.options, &settings_default, true, &batch));
	for (int id = 0; id < COLUMN_COUNT; id++)
		assert_int_equal(has_column(&batch.columns, (enum column_id)id),
			id != COLUMN_PSS && id != COLUMN_USS && id != COLUMN_SWAP_PSS &&
				id != COLUMN_RETAINED);
	/* To read what was not asked for took most of the time. */
	assert_int_equal(batch_request(&batch).cost & COST_EXPENSIVE, 0);
	options_free(&parsed.options);
	assert_right(&parsed, "--csv -o pid,rss");
	assert_int_equal(parsed.options.settings.columns.count, 2);
	options_free(&parsed.options);
	assert_right(&parsed, "-b");
	assert_true(options_want_config(&parsed.options));
	assert_true(options_batch(&parsed.options, &settings_default, true, &batch));
	/* A curve is for screens, unless it is asked for. */
	assert_int_equal(batch.columns.count, settings_default.columns.count - 1);
	assert_false(has_column(&batch.columns, COLUMN_LEVELS));
	options_free(&parsed.options);
	assert_right(&parsed, "-b -o +history");
	assert_true(options_batch(&parsed.options, &parsed.options.settings, true, &batch));
	assert_true(has_column(&batch.columns, COLUMN_LEVELS));
	options_free(&parsed.options);
}

static void named_processes_may_be_kernel_threads(void **state)
{
	struct batch batch;
	struct command parsed;

	(void)state;
	assert_right(&parsed, "-b -p 2");
	assert_true(options_batch(&parsed.options, &settings_default, true, &batch));
	assert_true(batch.arrangement.kernel_threads);
	assert_int_equal(batch.arrangement.pid_count, 1);
	options_free(&parsed.options);
	assert_right(&parsed, "-b");
	assert_true(options_batch(&parsed.options, &settings_default, true, &batch));
	assert_false(batch.arrangement.kernel_threads);
	options_free(&parsed.options);
}

static void the_environment_takes_color_away(void **state)
{
	struct settings settings = settings_default;
	struct command parsed;

	(void)state;
	setenv("NO_COLOR", "1", 1);
	assert_right(&parsed, "");
	assert_true(parsed.options.no_color);
	options_apply(&parsed.options, &settings);
	assert_int_equal(settings.theme,
		THEME_AUTO); /* or W would save what one session's environment wants */
	options_free(&parsed.options);
	setenv("NO_COLOR", "", 1);
	assert_right(&parsed, "");
	assert_false(parsed.options.no_color);
	options_free(&parsed.options);
	unsetenv("NO_COLOR");
}

static void listings_ask_for_themselves(void **state)
{
	static const struct {
		const char *command;
		enum intent intent;
	} cases[] = {
		{ "-h", INTENT_HELP },
		{ "--help --version", INTENT_HELP },
		{ "-V", INTENT_VERSION },
		{ "--list-columns --json", INTENT_LIST_COLUMNS },
		{ "--list-options", INTENT_LIST_OPTIONS },
		{ "--list-keys", INTENT_LIST_KEYS },
		{ "--completion bash", INTENT_COMPLETION },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct command parsed;

		assert_right(&parsed, cases[i].command);
		assert_int_equal(parsed.options.intent, cases[i].intent);
		options_free(&parsed.options);
	}
}

/* What print writes, as a string to free. */
static char *printed_by(void (*print)(FILE *))
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	assert_non_null(file);
	print(file);
	assert_int_equal(fclose(file), 0);
	return text;
}

static void print_completion(FILE *file)
{
	assert_int_equal(completion_bash(file), STATUS_OK);
}

static void every_option_stands_in_help_list_and_completion(void **state)
{
	char *help = printed_by(options_print_help), *list = printed_by(options_print_list);
	char *completion = printed_by(print_completion);

	(void)state;
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];
		const struct option_form *form = option_form(row);
		char words[64];

		snprintf(words, sizeof(words), "\t--%s\t%s\t", form->name,
			form->argument ? form->argument : "");
		assert_non_null(strstr(list, words));
		snprintf(words, sizeof(words), "--%s", form->name);
		assert_true(row->hidden == !strstr(help, words));
		snprintf(words, sizeof(words), "--%s ", form->name);
		assert_true(row->hidden == !strstr(completion, words));
	}
	for (int i = 0; i < VIEW_COUNT; i++)
		assert_non_null(strstr(help, view_rows[i].name));
	free(help);
	free(list);
	free(completion);
}

static void options_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];

		assert_int_equal((row->set || row->setting) + (row->flag != 0) +
					 (row->intent != INTENT_RUN),
			1);
		assert_int_equal(row->setting != NULL, row->form.name == NULL);
		for (size_t j = 0; j < i; j++) {
			const struct option_form *form = option_form(row);
			const struct option_form *other = option_form(&option_rows[j]);

			assert_string_not_equal(form->name, other->name);
			assert_true(!form->letter || form->letter != other->letter);
		}
	}
}

static void suggestions_are_close(void **state)
{
	static const char *const names[] = { "rss", "swap", "command" };

	(void)state;
	assert_string_equal(suggest(text_of_string("rsss"), names, 3), "rss");
	assert_string_equal(suggest(text_of_string("SWAB"), names, 3), "swap");
	assert_string_equal(suggest(text_of_string("comamnd"), names, 3), "command");
	assert_null(suggest(text_of_string("elephant"), names, 3));
	assert_null(suggest(text_of_string("x"), names, 3));
	assert_null(suggest(text_of_string(""), names, 3));
	assert_null(suggest(text_of_string("rssrssrssrssrssrssrssrssrssrssrssrss"), names, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_asked_is_the_overview),
		cmocka_unit_test(every_option_is_taken),
		cmocka_unit_test(long_names_are_the_same),
		cmocka_unit_test(what_is_not_given_stays),
		cmocka_unit_test(bad_numbers_are_named),
		cmocka_unit_test(bad_pids_are_named),
		cmocka_unit_test(unknown_columns_are_named_with_their_like),
		cmocka_unit_test(bad_users_filters_and_words_are_named),
		cmocka_unit_test(misused_options_are_named),
		cmocka_unit_test(views_are_found_or_named),
		cmocka_unit_test(options_of_a_command_are_of_no_other),
		cmocka_unit_test(the_default_record_is_of_this_machine),
		cmocka_unit_test(sorting_follows_top),
		cmocka_unit_test(batch_goes_on_or_ends_as_documented),
		cmocka_unit_test(machine_output_has_all_cheap_columns_and_no_saved_ones),
		cmocka_unit_test(named_processes_may_be_kernel_threads),
		cmocka_unit_test(the_environment_takes_color_away),
		cmocka_unit_test(listings_ask_for_themselves),
		cmocka_unit_test(every_option_stands_in_help_list_and_completion),
		cmocka_unit_test(options_are_told_apart),
		cmocka_unit_test(suggestions_are_close),
	};

	unsetenv("NO_COLOR");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
