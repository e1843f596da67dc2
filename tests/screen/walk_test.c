/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every view at sizes from 1x1 to 300x100, resized from one to the next: none crashes, and no number
 * is cut by the edge of the screen or of a pane.  SIZES=full walks a
 * whole grid; otherwise as many sizes as take some seconds, others at random with RANDOM_SECONDS.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "base/utf8.h"
#include "heap/target.h"
#include "screen/keys.h"
#include "screen/screen.h"
#include "store/place.h"
#include "support/random.h"

static const int heights[] = { 1, 2, 3, 4, 6, 8, 10, 12, 15, 20, 24, 30, 36, 40, 45, 50, 60, 100 };
static const int widths[] = { 1, 2, 3, 5, 8, 12, 16, 20, 25, 30, 33, 40, 47, 50, 60, 69, 70, 79, 80,
	90, 99, 100, 109, 110, 120, 132, 160, 200, 254, 300 };

/* So many of them, and so many at random, where not all are walked. */
#define SIZES_OF_GRID   24
#define SIZES_AT_RANDOM 16

/* ---- numbers that are known to be whole ---- */

#define KNOWN_MOST 20000
#define NUMBER     24

struct known {
	char (*numbers)[NUMBER];
	size_t count;
};

static bool is_numeric(const char *at, size_t length)
{
	size_t digits = 0;

	for (size_t i = 0; i < length; i++) {
		if (isdigit((unsigned char)at[i]))
			digits++;
		else if (!strchr("+.KMGTP%", at[i]))
			return false;
	}
	return digits > 0 && length < NUMBER;
}

static bool is_known(const struct known *known, const char *at, size_t length)
{
	for (size_t i = 0; i < known->count; i++)
		if (strlen(known->numbers[i]) == length && !memcmp(known->numbers[i], at, length))
			return true;
	return false;
}

static void add(struct known *known, const char *at, size_t length)
{
	if (known->count < KNOWN_MOST && !is_known(known, at, length))
		snprintf(known->numbers[known->count++], NUMBER, "%.*s", (int)length, at);
}

static const char *longer_than(const struct known *known, const char *at, size_t length)
{
	for (size_t i = 0; i < known->count; i++)
		if (strlen(known->numbers[i]) > length && !memcmp(known->numbers[i], at, length))
			return known->numbers[i];
	return NULL;
}

/* The words of a row, one after the other; at the edge: nothing but the edge of a pane is behind it. */
struct word {
	const char *at;
	size_t length;
	bool at_edge;
};

static bool next_word(const char **rest, struct word *word, const char *row, int width)
{
	const char *at = *rest + strspn(*rest, " ");
	char before[4096];

	word->at = at;
	word->length = strcspn(at, " ");
	if (word->length == 0)
		return false;
	*rest = at + word->length;
	snprintf(before, sizeof(before), "%.*s", (int)(*rest - row), row);
	word->at_edge = (int)utf8_width(before) >= width;
	for (size_t i = 1; i + 2 < word->length; i++)
		if (memcmp(word->at + i, "│", 3) == 0) {
			*rest = word->at + i;
			word->length = i;
			word->at_edge = true;
		}
	return true;
}

/* The whole word, or what stands before the sign of "51× postgres"; 0: it is no number. */
static size_t number_length(const struct word *word)
{
	size_t ascii = 0;

	while (ascii < word->length && !(word->at[ascii] & 0x80))
		ascii++;
	return is_numeric(word->at, ascii) ? ascii : 0;
}

/* What stands within the screen is whole. */
static void learn(struct known *known, struct screen *screen, int rows, int width)
{
	struct word word;

	for (int y = 0; y < rows; y++) {
		char row[4096];
		const char *rest = row;

		snprintf(row, sizeof(row), "%s", screen_row(screen, y));
		while (next_word(&rest, &word, row, width))
			if (!word.at_edge && number_length(&word) > 0)
				add(known, word.at, number_length(&word));
	}
}

/* The last line has keys. */
static void check_numbers(const struct known *known, struct screen *screen, int rows, int width)
{
	struct word word;

	for (int y = 0; y + 1 < rows; y++) {
		char row[4096];
		const char *rest = row, *whole;

		snprintf(row, sizeof(row), "%s", screen_row(screen, y));
		while (next_word(&rest, &word, row, width)) {
			if (!word.at_edge || !is_numeric(word.at, word.length) ||
				is_known(known, word.at, word.length))
				continue;
			whole = longer_than(known, word.at, word.length);
			if (whole) {
				screen_dump(screen);
				fail_msg("%dx%d, row %d: %.*s was %s elsewhere", width, rows, y,
					(int)word.length, word.at, whole);
			}
		}
	}
}

/* ---- one size after the other ---- */

struct size {
	int rows, width;
	size_t output; /* before it */
};

/* Keys stand in the last line, which is painted last; where there is hardly room, anything is. */
static bool is_painted(struct screen *screen, void *context)
{
	const struct size *size = context;
	size_t length;

	screen_output(screen, &length);
	if (length == size->output)
		return false;
	return size->width < 8 || size->rows < 6 || *screen_row(screen, size->rows - 1);
}

static void go_to(struct screen *screen, int rows, int width)
{
	struct size size = { rows, width, 0 };

	screen_output(screen, &size.output);
	screen_resize(screen, rows, width);
	screen_wait_for(screen, is_painted, &size, "a painting");
}

static void walk_to(struct known *known, struct screen *screen, int rows, int width)
{
	go_to(screen, rows, width);
	if (known->numbers)
		check_numbers(known, screen, rows, width);
}

/* From small to large and back, so that no size comes twice in a row. */
static void walk_grid(struct known *known, struct screen *screen, size_t step, size_t first)
{
	size_t count = COUNT_OF(heights) * COUNT_OF(widths);

	for (size_t i = first; i < count; i += step) {
		size_t at = i * 307 % count; /* a prime, so that each comes once */

		walk_to(known, screen, heights[at / COUNT_OF(widths)],
			widths[at % COUNT_OF(widths)]);
	}
}

static void walk_sizes(struct known *known, struct screen *screen)
{
	const char *wanted = getenv("SIZES");
	size_t count = COUNT_OF(heights) * COUNT_OF(widths);
	struct rounds rounds = rounds_of(SIZES_AT_RANDOM);

	walk_to(known, screen, 1, 1);
	walk_to(known, screen, 100, 300);
	if (wanted && !strcmp(wanted, "full"))
		walk_grid(known, screen, 1, 0);
	else
		walk_grid(known, screen, count / SIZES_OF_GRID, 5);
	while (rounds_next(&rounds)) {
		uint64_t state = rounds.seed;
		int rows = 1 + (int)random_below(&state, 100);

		walk_to(known, screen, rows, 2 + (int)random_below(&state, 298));
	}
	walk_to(known, screen, 1, 299);
}

/* still: its numbers stay as they are while it is walked, so that what is cut can be told. */
static void walk(struct screen *screen, bool still)
{
	static const int large[][2] = { { 99, 300 }, { 60, 200 }, { 40, 120 }, { 24, 81 } };
	struct known known = { .numbers = NULL };

	if (still) {
		known.numbers = calloc(KNOWN_MOST, NUMBER);
		assert_non_null(known.numbers);
		for (size_t i = 0; i < COUNT_OF(large); i++) {
			go_to(screen, large[i][0], large[i][1]);
			learn(&known, screen, large[i][0], large[i][1]);
		}
	}
	walk_sizes(&known, screen);
	free(known.numbers);
	go_to(screen, 24, 80);
	screen_type(screen, KEY_ESCAPE);
	screen_wait(screen, "F1Help");
	screen_quit(screen);
}

/* ---- the views ---- */

static struct screen *start_made_up(void)
{
	struct screen *screen = screen_start(&(struct screen_options){ .rows = 40,
		.columns = 160,
		.program = screen_fake(),
		.arguments = { "rows=60", "still", "leaking", "cgroup", "huge", "zram" } });

	screen_wait(screen, "F10Quit");
	return screen;
}

/* The overview, and what stands in front of it. */
static void test_overview(void **state)
{
	static const char *const keys[] = { "", "t", "c", KEY_F1, KEY_F2, "?", KEY_F6, "k", "/1",
		"u" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct screen *screen = start_made_up();

		screen_type(screen, keys[i]);
		walk(screen, i < 3);
	}
}

static void test_weird_names(void **state)
{
	struct screen *screen = screen_start(&(struct screen_options){ .rows = 40,
		.columns = 160,
		.program = screen_fake(),
		.arguments = { "rows=60", "weird" } });

	(void)state;
	screen_wait(screen, "F10Quit");
	walk(screen, false);
}

/* The real machine: one after the other, stopped where it is. */
static void test_live_views(void **state)
{
	static const struct {
		const char *key, *text;
	} views[] = {
		{ "2", "[2 Explain]" },
		{ "5", "[5 Growth" },
		{ "6", "[6 Probe]" },
		{ "7", "[7 Cache]" },
		{ "8", "[8 Kernel" },
		{ "9", "[9 Shared" },
		{ "0", "[0 Cgroups" },
		{ "O", "OOM reports" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(views); i++) {
		struct screen *screen = screen_start(&(struct screen_options){ .rows = 40,
			.columns = 200,
			.program = screen_memtop(),
			.arguments = { "-d", "0.3" } });

		screen_wait(screen, "F10Quit");
		screen_type(screen, views[i].key);
		screen_wait(screen, views[i].text);
		walk(screen, false);
	}
}

/* A process that does nothing. */
static void test_process_and_heap(void **state)
{
	static const struct {
		const char *view, *text;
	} views[] = {
		{ "process", "heap" },
		{ "heap", "in use" },
		{ "leaks", "F1Help" },
	};
	struct target target;
	char number[16];

	(void)state;
	target_start(&target, "half", 20000);
	snprintf(number, sizeof(number), "%d", (int)target.pid);
	for (size_t i = 0; i < COUNT_OF(views); i++) {
		struct screen *screen = screen_start(&(struct screen_options){ .rows = 40,
			.columns = 200,
			.program = screen_memtop(),
			.arguments = { "-d", "0.3", views[i].view, number } });

		screen_wait(screen, views[i].text);
		walk(screen, false);
	}
	target_stop(&target);
}

/* A record stands still by itself. */
static void test_replay(void **state)
{
	static const char *const keys[] = { "", "2", "5" };
	struct place *place = *state;

	place_record(place, 50);
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct screen *screen = screen_start(&(struct screen_options){ .rows = 40,
			.columns = 200,
			.program = screen_memtop(),
			.arguments = { "replay", "start", "--file", place->path },
			.environment = { "TZ=UTC" } });

		screen_wait(screen, "REPLAY");
		screen_wait(screen, "F10Quit");
		screen_type(screen, keys[i]);
		if (*keys[i])
			screen_wait(screen, *keys[i] == '2' ? "[2 Explain]" : "[5 Growth");
		walk(screen, true);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overview),
		cmocka_unit_test(test_weird_names),
		cmocka_unit_test(test_live_views),
		cmocka_unit_test(test_process_and_heap),
		cmocka_unit_test_setup_teardown(test_replay, place_make, place_remove),
	};

	return cmocka_run_group_tests_name("screen/walk", tests, NULL, NULL);
}
