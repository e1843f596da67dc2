/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the leak sanitizer is not to tell of, wherever the program is started from.  libproc2 keeps
 * buffers for each thread that reads processes and frees them at no thread's end (readproc.c:
 * src_buffer, dst_buffer; 4.0.2); memtop has one such thread.  ncurses keeps its terminal.
 */

const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libproc2.so\nleak:libtinfo.so\nleak:libncursesw.so\n";
}
