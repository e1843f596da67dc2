/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/session/background.h"

#include <stddef.h>
#include <string.h>

#include "base/macros.h"

/* Black on it has the same contrast as white: sqrt(1.05 * 0.05) - 0.05 (WCAG 2.1). */
#define LUMINANCE_BETWEEN 0.179

enum background background_of_environment(const char *colors)
{
	static const char *const light[] = { "7", "15" };
	const char *last = colors ? strrchr(colors, ';') : NULL;

	if (!last || last[1] < '0' || last[1] > '9')
		return BACKGROUND_UNKNOWN;
	for (size_t i = 0; i < COUNT_OF(light); i++)
		if (strcmp(last + 1, light[i]) == 0)
			return BACKGROUND_LIGHT;
	return BACKGROUND_DARK;
}

static int hex_digit(char character)
{
	if (character >= '0' && character <= '9')
		return character - '0';
	character = (char)(character | 0x20);
	return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

/* One part as a fraction of the most that its digits can hold, or below 0; *text moves behind it. */
static double next_part(const char **text)
{
	double value = 0, most = 0;
	int digits = 0;

	for (; digits < 4 && hex_digit(**text) >= 0; digits++) {
		value = value * 16 + hex_digit(*(*text)++);
		most = most * 16 + 15;
	}
	return digits > 0 ? value / most : -1;
}

enum background background_of_answer(const char *answer)
{
	static const double weights[] = { 0.2126, 0.7152, 0.0722 };
	double luminance = 0;

	if (strncmp(answer, "11;rgb", 6) != 0)
		return BACKGROUND_UNKNOWN;
	answer += 6;
	answer += *answer == 'a';
	for (size_t i = 0; i < COUNT_OF(weights); i++) {
		double part;

		if (*answer++ != (i == 0 ? ':' : '/'))
			return BACKGROUND_UNKNOWN;
		part = next_part(&answer);
		if (part < 0)
			return BACKGROUND_UNKNOWN;
		/* The square is near enough to sRGB's curve to tell light from dark. */
		luminance += weights[i] * part * part;
	}
	return luminance > LUMINANCE_BETWEEN ? BACKGROUND_LIGHT : BACKGROUND_DARK;
}
