/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/process/signal_name.h"

#include <signal.h>
#include <stddef.h>

#include "base/macros.h"

/* A table and not sigabbrev_np(), which glibc has only since 2.32. */
const char *signal_name(int number)
{
	static const struct {
		int number;
		const char *name;
	} names[] = {
		{ SIGABRT, "ABRT" },
		{ SIGALRM, "ALRM" },
		{ SIGBUS, "BUS" },
		{ SIGCHLD, "CHLD" },
		{ SIGCONT, "CONT" },
		{ SIGFPE, "FPE" },
		{ SIGHUP, "HUP" },
		{ SIGILL, "ILL" },
		{ SIGINT, "INT" },
		{ SIGIO, "POLL" },
		{ SIGKILL, "KILL" },
		{ SIGPIPE, "PIPE" },
		{ SIGPROF, "PROF" },
		{ SIGPWR, "PWR" },
		{ SIGQUIT, "QUIT" },
		{ SIGSEGV, "SEGV" },
#ifdef SIGSTKFLT /* not on MIPS and SPARC */
		{ SIGSTKFLT, "STKFLT" },
#endif
		{ SIGSTOP, "STOP" },
		{ SIGSYS, "SYS" },
		{ SIGTERM, "TERM" },
		{ SIGTRAP, "TRAP" },
		{ SIGTSTP, "TSTP" },
		{ SIGTTIN, "TTIN" },
		{ SIGTTOU, "TTOU" },
		{ SIGURG, "URG" },
		{ SIGUSR1, "USR1" },
		{ SIGUSR2, "USR2" },
		{ SIGVTALRM, "VTALRM" },
		{ SIGWINCH, "WINCH" },
		{ SIGXCPU, "XCPU" },
		{ SIGXFSZ, "XFSZ" },
	};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (names[i].number == number)
			return names[i].name;
	return NULL;
}
