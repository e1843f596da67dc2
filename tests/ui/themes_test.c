/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every theme can be read, its colours have one meaning each, and an eye that tells few colours apart still
 * tells what is fine from what is to be acted on.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/macros.h"
#include "ui/session/background.h"
#include "ui/widgets/themes.h"

#define CONTRAST_LEAST 4.5 /* WCAG 2.1, 1.4.3 */

struct rgb {
	double part[3]; /* 0 to 1, as sRGB has them */
};

/* The first 16 colours of xterm and of the console (VGA). */
static const unsigned first_colors[2][16] = {
	{ 0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f,
		0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff },
	{ 0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa, 0x555555,
		0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff },
};

static struct rgb rgb_of(unsigned packed)
{
	return (struct rgb){ { (packed >> 16 & 255) / 255.0, (packed >> 8 & 255) / 255.0,
		(packed & 255) / 255.0 } };
}

/* The cube of 6 x 6 x 6, and 24 greys. */
static struct rgb rgb_of_256(short color)
{
	static const unsigned steps[] = { 0, 95, 135, 175, 215, 255 };
	unsigned n = (unsigned)color - 16, grey = 8 + ((unsigned)color - 232) * 10;

	assert_in_range(color, 16, 255);
	if (color >= 232)
		return rgb_of(grey << 16 | grey << 8 | grey);
	return rgb_of(steps[n / 36] << 16 | steps[n / 6 % 6] << 8 | steps[n % 6]);
}

static double linear(double part)
{
	return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double luminance(struct rgb rgb)
{
	return 0.2126 * linear(rgb.part[0]) + 0.7152 * linear(rgb.part[1]) +
	       0.0722 * linear(rgb.part[2]);
}

static double contrast(struct rgb a, struct rgb b)
{
	double high = fmax(luminance(a), luminance(b)), low = fmin(luminance(a), luminance(b));

	return (high + 0.05) / (low + 0.05);
}

static void assert_legible(enum palette palette, int style, struct rgb color, struct rgb ground)
{
	double is = contrast(color, ground);

	if (is < CONTRAST_LEAST)
		fail_msg("palette %d, style %d: contrast %.2f", (int)palette, style, is);
}

static bool is_light(enum palette palette)
{
	return palette == PALETTE_LIGHT || palette == PALETTE_BLIND_LIGHT;
}

static void test_256_colors_are_legible(void **state)
{
	/* Pure ones, and the common softer ones. */
	static const unsigned grounds[2][2] = { { 0x000000, 0x1e1e1e }, { 0xffffff, 0xfdf6e3 } };

	(void)state;
	for (int palette = PALETTE_DARK; palette < PALETTE_COUNT; palette++) {
		short own = style_background((enum palette)palette, 256);

		for (int i = 0; i < STYLE_COUNT * 2; i++) {
			int style = i / 2;
			short color =
				style_foreground((enum palette)palette, (enum style)style, 256);
			unsigned ground = grounds[is_light((enum palette)palette)][i % 2];

			if (color < 0)
				continue;
			assert_legible((enum palette)palette, style, rgb_of_256(color),
				own >= 0 ? rgb_of_256(own) : rgb_of(ground));
		}
	}
}

static void test_16_colors_are_legible(void **state)
{
	(void)state;
	for (int i = 0; i < PALETTE_COUNT * STYLE_COUNT * 2; i++) {
		enum palette palette = (enum palette)(i / 2 / STYLE_COUNT);
		enum style style = (enum style)(i / 2 % STYLE_COUNT);
		short color = style_foreground(palette, style, 16);
		const unsigned *colors = first_colors[i % 2];

		if (color < 0)
			continue;
		assert_legible(palette, (int)style, rgb_of(colors[color]),
			rgb_of(is_light(palette) ? 0xffffff : 0x000000));
	}
}

/* With 8 colours the bright ones are bold, and none is beyond what there is. */
static void test_8_colors(void **state)
{
	(void)state;
	for (int i = 0; i < PALETTE_COUNT * STYLE_COUNT; i++) {
		enum palette palette = (enum palette)(i / STYLE_COUNT);
		enum style style = (enum style)(i % STYLE_COUNT);

		assert_in_range(style_foreground(palette, style, 8) + 1, 0, 8);
		if (style_foreground(palette, style, 16) >= 8)
			assert_true(style_attributes(palette, style, 8) & A_BOLD);
	}
}

/* What green, yellow and red say, no other style says. */
static void test_one_meaning_a_color(void **state)
{
	static const int depths[] = { 16, 256 };

	(void)state;
	for (int i = PALETTE_DARK * 2; i < PALETTE_COUNT * 2; i++) {
		enum palette palette = (enum palette)(i / 2);
		int colors = depths[i % 2];

		for (int a = STYLE_FINE; a <= STYLE_ALARM; a++) {
			short color = style_foreground(palette, (enum style)a, colors);

			for (int b = 0; color >= 0 && b < STYLE_COUNT; b++) {
				if (b != a)
					assert_int_not_equal(color,
						style_foreground(palette, (enum style)b, colors));
			}
		}
	}
}

static void test_parts_of_memory_differ(void **state)
{
	(void)state;
	for (int palette = PALETTE_DARK; palette < PALETTE_COUNT; palette++) {
		for (int a = STYLE_APPLICATIONS; a < STYLE_FREE; a++) {
			for (int b = a + 1; b < STYLE_FREE; b++)
				assert_int_not_equal(
					style_foreground((enum palette)palette, (enum style)a, 256),
					style_foreground((enum palette)palette, (enum style)b,
						256));
		}
	}
}

/* Without colours, attributes tell a warning from an alarm, and both from what is normal. */
static void test_monochrome_has_no_color(void **state)
{
	(void)state;
	for (int style = 0; style < STYLE_COUNT; style++)
		assert_int_equal(style_foreground(PALETTE_MONOCHROME, (enum style)style, 256), -1);
	assert_int_not_equal(style_attributes(PALETTE_MONOCHROME, STYLE_WARNING, 256),
		style_attributes(PALETTE_MONOCHROME, STYLE_ALARM, 256));
	assert_int_not_equal(style_attributes(PALETTE_MONOCHROME, STYLE_WARNING, 256), A_NORMAL);
}

/* How an eye without cones for red, or for green, sees it (Vienot, Brettel and Mollon 1999). */
static struct rgb seen(struct rgb rgb, bool no_red)
{
	static const double matrices[2][3][3] = {
		{ { 0.29275, 0.70725, 0 }, { 0.29275, 0.70725, 0 }, { -0.02234, 0.02234, 1 } },
		{ { 0.11238, 0.88762, 0 }, { 0.11238, 0.88762, 0 }, { 0.00401, -0.00401, 1 } },
	};
	struct rgb out;

	for (int i = 0; i < 3; i++) {
		out.part[i] = 0;
		for (int j = 0; j < 3; j++)
			out.part[i] += matrices[no_red][i][j] * linear(rgb.part[j]);
	}
	return out;
}

/* In linear light, weighted as the eye does. */
static double distance(struct rgb a, struct rgb b)
{
	double sum = 0;

	for (int i = 0; i < 3; i++)
		sum += (a.part[i] - b.part[i]) * (a.part[i] - b.part[i]);
	return sqrt(sum);
}

static void test_severities_differ_for_the_color_blind(void **state)
{
	static const enum palette safe[] = { PALETTE_BLIND_DARK, PALETTE_BLIND_LIGHT };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(safe) * 2; i++) {
		struct rgb colors[3];

		for (int k = 0; k < 3; k++)
			colors[k] = seen(rgb_of_256(style_foreground(safe[i / 2],
						 (enum style)(STYLE_FINE + k), 256)),
				i % 2);
		for (int k = 0; k < 3; k++)
			assert_true(distance(colors[k], colors[(k + 1) % 3]) > 0.09);
	}
}

static void test_themes(void **state)
{
	(void)state;
	assert_int_equal(palette_of(THEME_AUTO, false), PALETTE_DARK);
	assert_int_equal(palette_of(THEME_AUTO, true), PALETTE_LIGHT);
	assert_int_equal(palette_of(THEME_DARK, true), PALETTE_DARK);
	assert_int_equal(palette_of(THEME_LIGHT, false), PALETTE_LIGHT);
	assert_int_equal(palette_of(THEME_HIGH_CONTRAST, true), PALETTE_HIGH_CONTRAST);
	assert_int_equal(palette_of(THEME_COLOR_BLIND, true), PALETTE_BLIND_LIGHT);
	assert_int_equal(palette_of(THEME_COLOR_BLIND, false), PALETTE_BLIND_DARK);
	assert_int_equal(palette_of(THEME_OFF, true), PALETTE_MONOCHROME);
}

static void test_what_the_environment_says(void **state)
{
	static const struct {
		const char *colors;
		enum background is;
	} cases[] = {
		{ NULL, BACKGROUND_UNKNOWN },
		{ "", BACKGROUND_UNKNOWN },
		{ "15", BACKGROUND_UNKNOWN },
		{ "0;", BACKGROUND_UNKNOWN },
		{ "0;default", BACKGROUND_UNKNOWN },
		{ "0;15", BACKGROUND_LIGHT },
		{ "0;default;15", BACKGROUND_LIGHT },
		{ "0;7", BACKGROUND_LIGHT },
		{ "15;0", BACKGROUND_DARK },
		{ "7;8", BACKGROUND_DARK },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(background_of_environment(cases[i].colors), cases[i].is);
}

static void test_what_the_terminal_answers(void **state)
{
	static const struct {
		const char *answer;
		enum background is;
	} cases[] = {
		{ "11;rgb:ffff/ffff/ffff", BACKGROUND_LIGHT },
		{ "11;rgb:0000/0000/0000", BACKGROUND_DARK },
		{ "11;rgb:fd/f6/e3", BACKGROUND_LIGHT },
		{ "11;rgb:f/f/f", BACKGROUND_LIGHT },
		{ "11;rgb:0/2/3", BACKGROUND_DARK },
		{ "11;rgba:ffff/FFFF/dddd/ffff", BACKGROUND_LIGHT },
		{ "11;rgb:0000/2b2b/3636", BACKGROUND_DARK },
		{ "11;rgb:ffff/ffff", BACKGROUND_UNKNOWN },
		{ "11;rgb:ffff/ffff/", BACKGROUND_UNKNOWN },
		{ "11;rgb:/ffff/ffff", BACKGROUND_UNKNOWN },
		{ "11;rgb:fffff/ffff/ffff", BACKGROUND_UNKNOWN },
		{ "10;rgb:ffff/ffff/ffff", BACKGROUND_UNKNOWN },
		{ "11;?", BACKGROUND_UNKNOWN },
		{ "", BACKGROUND_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(background_of_answer(cases[i].answer), cases[i].is);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_256_colors_are_legible),
		cmocka_unit_test(test_16_colors_are_legible),
		cmocka_unit_test(test_8_colors),
		cmocka_unit_test(test_one_meaning_a_color),
		cmocka_unit_test(test_parts_of_memory_differ),
		cmocka_unit_test(test_monochrome_has_no_color),
		cmocka_unit_test(test_severities_differ_for_the_color_blind),
		cmocka_unit_test(test_themes),
		cmocka_unit_test(test_what_the_environment_says),
		cmocka_unit_test(test_what_the_terminal_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
