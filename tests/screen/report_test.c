/* SPDX-License-Identifier: GPL-2.0-or-later */
/* R: a report on what is under the cursor, to a file of one's own or the terminal's clipboard. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "screen/keys.h"
#include "screen/screen.h"

struct place {
	char word[64]; /* "directory=/tmp/..." */
	char path[128], text[16384];
};

static struct place place_new(void)
{
	struct place place = { .word = "directory=/tmp/memtop-report.XXXXXX" };

	assert_non_null(mkdtemp(strchr(place.word, '/')));
	return place;
}

/* The only file there, which fits the pattern, is for no other user to read. */
static const char *read_only(struct place *place, const char *pattern)
{
	char wanted[128];
	struct stat stat_of;
	glob_t found;
	FILE *file;
	size_t length;

	snprintf(wanted, sizeof(wanted), "%s/*", strchr(place->word, '/'));
	assert_int_equal(glob(wanted, 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	snprintf(place->path, sizeof(place->path), "%s", found.gl_pathv[0]);
	globfree(&found);
	assert_non_null(strstr(place->path, pattern));
	assert_int_equal(stat(place->path, &stat_of), 0);
	assert_int_equal(stat_of.st_mode & 07777, 0600);
	file = fopen(place->path, "re");
	assert_non_null(file);
	length = fread(place->text, 1, sizeof(place->text) - 1, file);
	place->text[length] = '\0';
	fclose(file);
	return place->text;
}

static void place_free(struct place *place)
{
	if (*place->path)
		assert_int_equal(unlink(place->path), 0);
	assert_int_equal(rmdir(strchr(place->word, '/')), 0);
}

#define START(...) screen_start_fake(24, 80, (const char *const[]){ __VA_ARGS__, NULL })

static void ask(struct screen *screen, const char *keys, const char *answer)
{
	screen_type(screen, "R");
	screen_wait(screen, "Report on what?");
	screen_type(screen, keys);
	screen_wait(screen, "any other key: no");
	screen_type(screen, answer);
}

static void test_process(void **state)
{
	struct place place = place_new();
	struct screen *screen = START("still", place.word);
	const char *text;

	(void)state;
	ask(screen, "\r\r", "n");
	screen_wait(screen, "saved as memtop-process-1-");
	text = read_only(&place, "/memtop-process-1-");
	assert_non_null(strstr(place.path, ".txt"));
	assert_non_null(strstr(text, "memtop: process 1  init\n"));
	assert_non_null(strstr(text, "\nArguments of commands are left out.\n"));
	assert_non_null(strstr(text, "/sbin/init"));
	assert_null(strstr(text, "splash"));
	assert_non_null(strstr(text, "RSS"));
	/* What the pane says of it, the report says as well. */
	assert_non_null(strstr(text, "It is too early to say whether it grows."));
	screen_quit(screen);
	place_free(&place);
}

static void test_with_arguments(void **state)
{
	struct place place = place_new();
	struct screen *screen = START("still", place.word);
	const char *text;

	(void)state;
	ask(screen, "\r" KEY_DOWN "\r", "y");
	screen_wait(screen, "saved as memtop-process-1-");
	text = read_only(&place, "/memtop-process-1-");
	assert_non_null(strstr(place.path, ".md"));
	assert_non_null(strstr(text, "# memtop: process 1  init\n"));
	assert_non_null(strstr(text, "    process 1  init\n"));
	assert_non_null(strstr(text, "/sbin/init splash"));
	screen_quit(screen);
	place_free(&place);
}

static void test_machine(void **state)
{
	struct place place = place_new();
	struct screen *screen = START("still", place.word);
	const char *text;

	(void)state;
	screen_type(screen, "R");
	screen_wait(screen, "Report on what?");
	screen_type(screen, KEY_DOWN "\r");
	screen_wait(screen, "Save the report where?");
	screen_type(screen, "\r");
	screen_wait(screen, "saved as memtop-machine-");
	text = read_only(&place, "/memtop-machine-");
	assert_non_null(strstr(text, "No shortage."));
	assert_non_null(strstr(text, "worker\n"));
	assert_null(strstr(text, "--threads"));
	screen_quit(screen);
	place_free(&place);
}

/* "memtop: " in base64 begins so. */
static void test_clipboard(void **state)
{
	struct place place = place_new();
	struct screen *screen = START("still", place.word);
	size_t length;

	(void)state;
	ask(screen, "\r" KEY_DOWN KEY_DOWN "\r", "n");
	screen_wait(screen, "sent to the terminal's clipboard");
	assert_non_null(strstr(screen_output(screen, &length), "\033]52;c;IyBtZW10b3A6I"));
	screen_quit(screen);
	place_free(&place);
}

static void test_given_up(void **state)
{
	struct place place = place_new();
	struct screen *screen = START("still", place.word);

	(void)state;
	screen_type(screen, "R");
	screen_wait(screen, "Report on what?");
	screen_type(screen, "\r");
	screen_wait(screen, "Save the report where?");
	screen_type(screen, KEY_ESCAPE);
	screen_wait_gone(screen, "Save the report where?");
	assert_false(screen_has(screen, "saved as"));
	screen_quit(screen);
	place_free(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_process),
		cmocka_unit_test(test_with_arguments),
		cmocka_unit_test(test_machine),
		cmocka_unit_test(test_clipboard),
		cmocka_unit_test(test_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
