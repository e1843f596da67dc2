/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the leak sanitizer is not to tell of, wherever the program is started from: ncurses keeps its terminal. */

const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libtinfo.so\nleak:libncursesw.so\n";
}
