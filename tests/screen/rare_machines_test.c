/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Machines and processes as they are, too: hostile names, missing files, other locales. */
#include <libintl.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/i18n.h"
#include "screen/keys.h"
#include "screen/screen.h"
#include "support/made_tree.h"
#include "support/pass_over.h"

#define START(...) screen_start_fake(28, 100, (const char *const[]){ __VA_ARGS__, NULL })

static void test_missing_files(void **state)
{
	struct screen *screen = START("no-psi", "no-swap", "old");

	(void)state;
	screen_wait(screen, "some -  full -");
	screen_wait(screen, "no swap");
	screen_wait(screen, "- available");
	screen_quit(screen);
}

static void test_first_rates_are_unknown(void **state)
{
	struct screen *screen = START("pending");

	(void)state;
	screen_wait(screen, "in ... out ...");
	screen_wait(screen, "refault ...  direct reclaim ...");
	screen_quit(screen);
}

static void test_denied_is_no_zero(void **state)
{
	struct screen *screen = START("denied", "columns=pid,pss,uss,command");
	int row;

	(void)state;
	screen_wait(screen, "/sbin/init");
	assert_true(screen_find(screen, "/sbin/init", &row, NULL));
	assert_non_null(strstr(screen_row(screen, row), "1      ?      ? /sbin/init"));
	screen_quit(screen);
}

static void test_extras(void **state)
{
	struct screen *screen = START("cgroup", "zram", "huge");

	(void)state;
	screen_wait(screen, "103M used (40%)");
	screen_wait(screen, "zram holds 2.00G in 512M");
	screen_wait(screen, "Huge pages 512M, 256M of it idle");
	screen_wait(screen, "huge 512M");
	screen_quit(screen);
}

static void test_hidepid(void **state)
{
	struct screen *screen = START("hidepid");

	(void)state;
	screen_wait(screen, "other users' processes are hidden (hidepid), how many is not known");
	screen_quit(screen);
}

/* Names with escapes, newlines, invalid bytes, wide and combining characters, or none. */
static void test_names(void **state)
{
	struct screen *screen = START("weird", "still", "columns=pid,name,rss,command");
	const char *output;
	size_t length;
	int row, column, marks = 0;

	(void)state;
	screen_wait(screen, "a\\x1b[2Jb");
	screen_wait(screen, "a\\x1b[2Jb\\n\\tsecond line\\x7f");
	screen_wait(screen, "中文程序 --参数=值 tail");
	screen_wait(screen, "(utf8 tail");
	screen_wait(screen, "x\\u202egnp.exe");
	/* Every figure of the third column ends where the heading does, whatever stands before it. */
	assert_true(screen_find(screen, "▾RSS", &row, &column));
	for (int y = row + 1; y < row + 13; y++) {
		struct screen_cell cell = screen_cell(screen, y, column + 3);

		assert_true(strcmp(cell.text, "M") == 0);
		marks++;
	}
	assert_int_equal(marks, 12);
	output = screen_output(screen, &length);
	assert_null(strstr(output, "a\033[2Jb"));
	assert_null(strstr(output, "\u202e"));
	screen_quit(screen);
}

static void test_c_locale(void **state)
{
	struct screen *screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 100,
		.program = screen_fake(),
		.arguments = { "weird", "still" },
		.environment = { "LC_ALL=C" } });
	const char *output;
	size_t length;

	(void)state;
	screen_wait(screen, "F10Quit");
	screen_type(screen, "t");
	screen_wait(screen, "|-[-] sshd");
	screen_wait(screen, "`- vim");
	screen_wait(screen, "vRSS");
	screen_type(screen, "k");
	screen_wait(screen, "+- Signal to ");
	output = screen_output(screen, &length);
	for (size_t i = 0; i < length; i++)
		assert_true((unsigned char)output[i] < 0x80);
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "Send which");
	screen_quit(screen);
}

/* A locale of its own for the test: the machine need not have it. */
struct translation {
	struct made_tree directory;
	char locale_path[96], words[96];
};

static bool make_translation(struct translation *translation)
{
	char command[1024];
	const char *source = getenv("abs_top_srcdir");

	tree_make(&translation->directory);
	snprintf(translation->locale_path, sizeof(translation->locale_path), "LOCPATH=%s",
		translation->directory.path);
	snprintf(translation->words, sizeof(translation->words), "locale=%s",
		translation->directory.path);
	snprintf(command, sizeof(command),
		"cd %s && mkdir -p zh_CN/LC_MESSAGES && msgfmt -o zh_CN/LC_MESSAGES/memtop.mo "
		"%s/po/zh_CN.po 2>/dev/null && localedef -i zh_CN -f UTF-8 ./zh_CN.UTF-8 2>/dev/null",
		translation->directory.path, source ? source : ".");
	return system(command) == 0;
}

/* Figures of a column stand below each other though its heading is wide. */
static void test_chinese(void **state)
{
	struct translation translation;
	struct screen *screen;
	int row, column;

	(void)state;
	if (!make_translation(&translation)) {
		tree_remove(&translation.directory);
		PASS_OVER("no locale zh_CN.UTF-8");
	}
	screen = screen_start(&(struct screen_options){ .rows = 24,
		.columns = 100,
		.program = screen_fake(),
		.arguments = { translation.words, "weird", "still" },
		.environment = { translation.locale_path, "LC_ALL=zh_CN.UTF-8", "LANGUAGE" } });
	screen_wait(screen, "10.0G");
	screen_wait(screen, "中文程序");
	assert_true(screen_find(screen, "15.0M", &row, &column));
	for (int y = row + 1; y < row + 9; y++)
		assert_string_equal(screen_cell(screen, y, column + 4).text, "M");
	/* A heading without a title is no message: gettext would give the translation's header. */
	screen_type(screen, "2");
	screen_wait(screen, "字段");
	assert_false(screen_has(screen, "Project-Id"));
	screen_type(screen, "1");
	screen_wait(screen, "中文程序");
	screen_type(screen, KEY_F1 KEY_END KEY_ESCAPE KEY_F2 KEY_ESCAPE "?" KEY_ESCAPE);
	screen_wait(screen, "中文程序");
	screen_quit(screen);
	tree_remove(&translation.directory);
}

/* What has no title has none in Chinese: gettext() gives the translation's header for "". */
static void test_no_text_in_chinese(void **state)
{
	struct translation translation;

	(void)state;
	if (!make_translation(&translation)) {
		tree_remove(&translation.directory);
		PASS_OVER("no locale zh_CN.UTF-8");
	}
	setenv("LOCPATH", translation.directory.path, 1);
	unsetenv("LANGUAGE");
	assert_non_null(setlocale(LC_ALL, "zh_CN.UTF-8"));
	bindtextdomain("memtop", translation.directory.path);
	textdomain("memtop");
	assert_non_null(strstr(gettext(""), "Project-Id"));
	assert_string_equal(_(""), "");
	assert_string_equal(_("PID"), "PID");
	setlocale(LC_ALL, "C");
	unsetenv("LOCPATH");
	tree_remove(&translation.directory);
}

/* The text is as long as the kernel allows; only what shows may cost. */
static void test_long_commands(void **state)
{
	struct screen *screen = START("long", "rows=40", "still");

	(void)state;
	screen_wait(screen, "long aaaa");
	screen_type(screen, "/ end\r");
	screen_wait(screen, "find  end");
	screen_type(screen, "k\r");
	screen_wait(screen, "Send TERM");
	screen_type(screen, "n");
	screen_quit(screen);
}

static void test_processes_end(void **state)
{
	struct screen *screen = START("rows=9", "shrinking");

	(void)state;
	screen_wait(screen, "6 processes");
	screen_type(screen, KEY_END KEY_UP KEY_DOWN "k\r");
	screen_wait(screen, "Send TERM");
	screen_type(screen, "n");
	screen_quit(screen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_missing_files),
		cmocka_unit_test(test_first_rates_are_unknown),
		cmocka_unit_test(test_denied_is_no_zero),
		cmocka_unit_test(test_extras),
		cmocka_unit_test(test_hidepid),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_c_locale),
		cmocka_unit_test(test_chinese),
		cmocka_unit_test(test_no_text_in_chinese),
		cmocka_unit_test(test_long_commands),
		cmocka_unit_test(test_processes_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
