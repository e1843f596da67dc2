/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the sanitizers are not to tell of, wherever the program is started from.
 *
 * Leaks: libproc2 keeps buffers for each thread that reads processes and frees them at no thread's end (readproc.c:
 * src_buffer, dst_buffer; 4.0.2); memtop has one such thread.  ncurses keeps its terminal.
 *
 * Races: as the program ends libnuma frees what it allocated when libproc2 was first asked, in the collector's
 * thread.  That may still run, but it asks nothing of libnuma any more.
 */

/* Asks the linker for this file: the functions alone do not, of which the libraries of clang have their own. */
extern const char sanitizers_told[];
const char sanitizers_told[] = "";

const char *__lsan_default_suppressions(void);
const char *__tsan_default_suppressions(void);
const char *__tsan_default_options(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libproc2.so\nleak:libtinfo.so\nleak:libncursesw.so\n";
}

const char *__tsan_default_suppressions(void)
{
	return "race:libnuma.so\ncalled_from_lib:libnuma.so\n";
}

/* What has threads makes children as well, which start threads of their own. */
const char *__tsan_default_options(void)
{
	return "die_after_fork=0";
}
