/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a terminal's background is light, from what it or its environment says. */
#ifndef MEMTOP_UI_SESSION_BACKGROUND_H
#define MEMTOP_UI_SESSION_BACKGROUND_H

enum background { BACKGROUND_UNKNOWN, BACKGROUND_DARK, BACKGROUND_LIGHT };

/* COLORFGBG of rxvt, konsole and others, "0;15" or "0;default;15"; NULL is allowed. */
enum background background_of_environment(const char *colors);

/*
 * The answer to OSC 11 without what encloses it, "11;rgb:ffff/ffff/dddd", as xterm gives colours
 * (XParseColor(3)): 1 to 4 hexadecimal digits each; "rgba:" of some has a fourth part.
 */
enum background background_of_answer(const char *answer);

#endif
