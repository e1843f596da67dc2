/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * named NAME [ARGUMENT]...: a process of that name, with whatever arguments the test gave it.
 * Prints its PID when it is ready, and ends when its standard input does.
 */
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char byte;

	if (argc > 1)
		prctl(PR_SET_NAME, argv[1], 0, 0, 0);
	printf("%d\n", (int)getpid());
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		continue;
	return 0;
}
