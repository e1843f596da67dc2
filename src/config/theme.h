/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The themes that can be chosen; how they look is ui/widgets/themes.c. */
#ifndef MEMTOP_CONFIG_THEME_H
#define MEMTOP_CONFIG_THEME_H

enum theme {
	THEME_AUTO, /* dark or light, as the terminal's background is */
	THEME_DARK,
	THEME_LIGHT,
	THEME_HIGH_CONTRAST,
	THEME_COLOR_BLIND,
	THEME_OFF, /* no colours */
};

#endif
