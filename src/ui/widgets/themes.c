/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/widgets/themes.h"

/* What nothing but brightness tells apart: with 16 colours there are no greys to rely on. */
#define FAINT (-2)

/* clang-format off */
const struct palette_row palettes[PALETTE_COUNT] = {
	[PALETTE_MONOCHROME] = { .background = -1, .background_few = -1, .styles = {
		[STYLE_NORMAL]       = { A_NORMAL,             -1, -1 },
		[STYLE_STRONG]       = { A_BOLD,               -1, -1 },
		[STYLE_DIM]          = { A_DIM,                -1, -1 },
		[STYLE_SMALL]        = { A_NORMAL,             -1, -1 },
		[STYLE_LARGE]        = { A_BOLD,               -1, -1 },
		[STYLE_HEADING]      = { A_BOLD | A_UNDERLINE, -1, -1 },
		[STYLE_SORTED]       = { A_BOLD | A_REVERSE,   -1, -1 },
		[STYLE_KEY]          = { A_BOLD,               -1, -1 },
		[STYLE_LABEL]        = { A_REVERSE,            -1, -1 },
		[STYLE_FINE]         = { A_BOLD,               -1, -1 },
		[STYLE_WARNING]      = { A_BOLD,               -1, -1 },
		[STYLE_ALARM]        = { A_BOLD | A_REVERSE,   -1, -1 },
		[STYLE_MATCH]        = { A_BOLD | A_UNDERLINE, -1, -1 },
		[STYLE_TAGGED]       = { A_BOLD,               -1, -1 },
		[STYLE_CURSOR]       = { A_REVERSE,            -1, -1 },
		[STYLE_FRAME]        = { A_NORMAL,             -1, -1 },
		[STYLE_PAUSED]       = { A_REVERSE,            -1, -1 },
		[STYLE_APPLICATIONS] = { A_BOLD,               -1, -1 },
		[STYLE_SHARED]       = { A_BOLD,               -1, -1 },
		[STYLE_CACHE]        = { A_NORMAL,             -1, -1 },
		[STYLE_HUGE]         = { A_BOLD,               -1, -1 },
		[STYLE_KERNEL]       = { A_BOLD,               -1, -1 },
		[STYLE_UNNAMED]      = { A_BOLD,               -1, -1 },
		[STYLE_FREE]         = { A_NORMAL,             -1, -1 },
	} },
	[PALETTE_DARK] = { .background = -1, .background_few = -1, .styles = {
		[STYLE_NORMAL]       = { A_NORMAL,              -1,    -1 },
		[STYLE_STRONG]       = { A_BOLD,                -1,    -1 },
		[STYLE_DIM]          = { A_NORMAL,             245, FAINT },
		[STYLE_SMALL]        = { A_NORMAL,             250,    -1 },
		[STYLE_LARGE]        = { A_BOLD,               231,    15 },
		[STYLE_HEADING]      = { A_BOLD | A_UNDERLINE,  -1,    -1 },
		[STYLE_SORTED]       = { A_BOLD | A_UNDERLINE,  44,    14 },
		[STYLE_KEY]          = { A_BOLD,                -1,    -1 },
		[STYLE_LABEL]        = { A_REVERSE,             44,    14 },
		[STYLE_FINE]         = { A_BOLD,                77,    10 },
		[STYLE_WARNING]      = { A_BOLD,               220,    11 },
		[STYLE_ALARM]        = { A_BOLD,               203,     9 },
		[STYLE_MATCH]        = { A_BOLD | A_UNDERLINE,  44,    14 },
		[STYLE_TAGGED]       = { A_BOLD,                44,    14 },
		[STYLE_CURSOR]       = { A_REVERSE,             -1,    -1 },
		[STYLE_FRAME]        = { A_NORMAL,              44,    14 },
		[STYLE_PAUSED]       = { A_REVERSE,             44,    14 },
		[STYLE_APPLICATIONS] = { A_NORMAL,              75,    14 },
		[STYLE_SHARED]       = { A_NORMAL,             177,    13 },
		[STYLE_CACHE]        = { A_NORMAL,             110,     7 },
		[STYLE_HUGE]         = { A_BOLD,               218,    13 },
		[STYLE_KERNEL]       = { A_NORMAL,             180,    15 },
		[STYLE_UNNAMED]      = { A_BOLD,               255,    15 },
		[STYLE_FREE]         = { A_NORMAL,              -1,    -1 },
	} },
	[PALETTE_LIGHT] = { .background = -1, .background_few = -1, .styles = {
		[STYLE_NORMAL]       = { A_NORMAL,              -1,    -1 },
		[STYLE_STRONG]       = { A_BOLD,                -1,    -1 },
		[STYLE_DIM]          = { A_NORMAL,             242, FAINT },
		[STYLE_SMALL]        = { A_NORMAL,             239,    -1 },
		[STYLE_LARGE]        = { A_BOLD,                16,     0 },
		[STYLE_HEADING]      = { A_BOLD | A_UNDERLINE,  -1,    -1 },
		[STYLE_SORTED]       = { A_BOLD | A_UNDERLINE,  23,     4 },
		[STYLE_KEY]          = { A_BOLD,                -1,    -1 },
		[STYLE_LABEL]        = { A_REVERSE,             23,     4 },
		[STYLE_FINE]         = { A_BOLD,                22,    -1 },
		[STYLE_WARNING]      = { A_BOLD,                94,     5 },
		[STYLE_ALARM]        = { A_BOLD,               124,     1 },
		[STYLE_MATCH]        = { A_BOLD | A_UNDERLINE,  23,     4 },
		[STYLE_TAGGED]       = { A_BOLD,                23,     4 },
		[STYLE_CURSOR]       = { A_REVERSE,             -1,    -1 },
		[STYLE_FRAME]        = { A_NORMAL,              23,     4 },
		[STYLE_PAUSED]       = { A_REVERSE,             23,     4 },
		[STYLE_APPLICATIONS] = { A_NORMAL,              26,     4 },
		[STYLE_SHARED]       = { A_NORMAL,              90,     0 },
		[STYLE_CACHE]        = { A_NORMAL,              60,    -1 },
		[STYLE_HUGE]         = { A_BOLD,                54,     0 },
		[STYLE_KERNEL]       = { A_NORMAL,              58,     0 },
		[STYLE_UNNAMED]      = { A_BOLD,               233,     0 },
		[STYLE_FREE]         = { A_NORMAL,              -1,    -1 },
	} },
	[PALETTE_HIGH_CONTRAST] = { .background = 16, .background_few = 0, .styles = {
		[STYLE_NORMAL]       = { A_NORMAL,             231,    15 },
		[STYLE_STRONG]       = { A_BOLD,               231,    15 },
		[STYLE_DIM]          = { A_NORMAL,             252,    15 },
		[STYLE_SMALL]        = { A_NORMAL,             254,    15 },
		[STYLE_LARGE]        = { A_BOLD,               231,    15 },
		[STYLE_HEADING]      = { A_BOLD | A_UNDERLINE, 231,    15 },
		[STYLE_SORTED]       = { A_BOLD | A_REVERSE,    51,    14 },
		[STYLE_KEY]          = { A_BOLD,               231,    15 },
		[STYLE_LABEL]        = { A_REVERSE,             51,    14 },
		[STYLE_FINE]         = { A_BOLD,                46,    10 },
		[STYLE_WARNING]      = { A_BOLD,               226,    11 },
		[STYLE_ALARM]        = { A_BOLD | A_REVERSE,   210,     9 },
		[STYLE_MATCH]        = { A_BOLD | A_REVERSE,    51,    14 },
		[STYLE_TAGGED]       = { A_BOLD | A_UNDERLINE,  51,    14 },
		[STYLE_CURSOR]       = { A_REVERSE,            231,    15 },
		[STYLE_FRAME]        = { A_NORMAL,             231,    15 },
		[STYLE_PAUSED]       = { A_REVERSE,             51,    14 },
		[STYLE_APPLICATIONS] = { A_BOLD,               117,    14 },
		[STYLE_SHARED]       = { A_BOLD,               219,    15 },
		[STYLE_CACHE]        = { A_NORMAL,             153,     7 },
		[STYLE_HUGE]         = { A_BOLD,               225,    15 },
		[STYLE_KERNEL]       = { A_BOLD,               223,    15 },
		[STYLE_UNNAMED]      = { A_BOLD,               255,    15 },
		[STYLE_FREE]         = { A_NORMAL,             231,    15 },
	} },
	/* Blue, yellow and vermilion are told apart with any kind of colour vision (Okabe and Ito 2008). */
	[PALETTE_BLIND_DARK] = { .background = -1, .background_few = -1, .styles = {
		[STYLE_NORMAL]       = { A_NORMAL,              -1,    -1 },
		[STYLE_STRONG]       = { A_BOLD,                -1,    -1 },
		[STYLE_DIM]          = { A_NORMAL,             245, FAINT },
		[STYLE_SMALL]        = { A_NORMAL,             250,    -1 },
		[STYLE_LARGE]        = { A_BOLD,               231,    15 },
		[STYLE_HEADING]      = { A_BOLD | A_UNDERLINE,  -1,    -1 },
		[STYLE_SORTED]       = { A_BOLD | A_UNDERLINE, 153,     7 },
		[STYLE_KEY]          = { A_BOLD,                -1,    -1 },
		[STYLE_LABEL]        = { A_REVERSE,            153,     7 },
		[STYLE_FINE]         = { A_BOLD,                39,    14 },
		[STYLE_WARNING]      = { A_BOLD,               228,    11 },
		[STYLE_ALARM]        = { A_BOLD | A_REVERSE,   202,     9 },
		[STYLE_MATCH]        = { A_BOLD | A_UNDERLINE, 153,     7 },
		[STYLE_TAGGED]       = { A_BOLD,               153,     7 },
		[STYLE_CURSOR]       = { A_REVERSE,             -1,    -1 },
		[STYLE_FRAME]        = { A_NORMAL,             153,     7 },
		[STYLE_PAUSED]       = { A_REVERSE,            153,     7 },
		[STYLE_APPLICATIONS] = { A_NORMAL,              75,    15 },
		[STYLE_SHARED]       = { A_NORMAL,             175,    13 },
		[STYLE_CACHE]        = { A_NORMAL,             110,     7 },
		[STYLE_HUGE]         = { A_BOLD,               218,    13 },
		[STYLE_KERNEL]       = { A_NORMAL,             180,    15 },
		[STYLE_UNNAMED]      = { A_BOLD,               255,    15 },
		[STYLE_FREE]         = { A_NORMAL,              -1,    -1 },
	} },
	[PALETTE_BLIND_LIGHT] = { .background = -1, .background_few = -1, .styles = {
		[STYLE_NORMAL]       = { A_NORMAL,              -1,    -1 },
		[STYLE_STRONG]       = { A_BOLD,                -1,    -1 },
		[STYLE_DIM]          = { A_NORMAL,             242, FAINT },
		[STYLE_SMALL]        = { A_NORMAL,             239,    -1 },
		[STYLE_LARGE]        = { A_BOLD,                16,     0 },
		[STYLE_HEADING]      = { A_BOLD | A_UNDERLINE,  -1,    -1 },
		[STYLE_SORTED]       = { A_BOLD | A_UNDERLINE,  17,     0 },
		[STYLE_KEY]          = { A_BOLD,                -1,    -1 },
		[STYLE_LABEL]        = { A_REVERSE,             17,     0 },
		[STYLE_FINE]         = { A_BOLD,                25,     4 },
		[STYLE_WARNING]      = { A_BOLD,                94,     5 },
		[STYLE_ALARM]        = { A_BOLD | A_REVERSE,    88,     1 },
		[STYLE_MATCH]        = { A_BOLD | A_UNDERLINE,  17,     0 },
		[STYLE_TAGGED]       = { A_BOLD,                17,     0 },
		[STYLE_CURSOR]       = { A_REVERSE,             -1,    -1 },
		[STYLE_FRAME]        = { A_NORMAL,              17,     0 },
		[STYLE_PAUSED]       = { A_REVERSE,             17,     0 },
		[STYLE_APPLICATIONS] = { A_NORMAL,              26,     0 },
		[STYLE_SHARED]       = { A_NORMAL,              90,     0 },
		[STYLE_CACHE]        = { A_NORMAL,              60,    -1 },
		[STYLE_HUGE]         = { A_BOLD,                54,     0 },
		[STYLE_KERNEL]       = { A_NORMAL,              58,     0 },
		[STYLE_UNNAMED]      = { A_BOLD,               233,     0 },
		[STYLE_FREE]         = { A_NORMAL,              -1,    -1 },
	} },
};
/* clang-format on */

enum palette palette_of(enum theme theme, bool light)
{
	switch (theme) {
	case THEME_OFF:
		return PALETTE_MONOCHROME;
	case THEME_DARK:
		return PALETTE_DARK;
	case THEME_LIGHT:
		return PALETTE_LIGHT;
	case THEME_HIGH_CONTRAST:
		return PALETTE_HIGH_CONTRAST;
	case THEME_COLOR_BLIND:
		return light ? PALETTE_BLIND_LIGHT : PALETTE_BLIND_DARK;
	case THEME_AUTO:
		break;
	}
	return light ? PALETTE_LIGHT : PALETTE_DARK;
}

/* With 8 colours the bright ones are the bold ones. */
attr_t style_attributes(enum palette palette, enum style style, int colors)
{
	const struct style_look *look = &palettes[palette].styles[style];
	attr_t attributes = look->attributes;

	if (colors < 256 && look->few == FAINT)
		attributes |= A_DIM;
	if (colors < 16 && look->few >= 8)
		attributes |= A_BOLD;
	return attributes;
}

short style_foreground(enum palette palette, enum style style, int colors)
{
	const struct style_look *look = &palettes[palette].styles[style];

	if (colors >= 256)
		return look->color;
	if (look->few == FAINT)
		return -1;
	return colors < 16 && look->few >= 8 ? (short)(look->few - 8) : look->few;
}

short style_background(enum palette palette, int colors)
{
	return colors >= 256 ? palettes[palette].background : palettes[palette].background_few;
}
