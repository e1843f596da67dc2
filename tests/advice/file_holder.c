/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * file_holder DIRECTORY [map]: holds a file of 80 MiB without a name, maps it as well if told so, and
 * writes to it for each line on standard input, which it answers with a line.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define BYTES (80 * 1024 * 1024)

int main(int argc, char **argv)
{
	static char megabyte[1024 * 1024];
	char name[4096], line[16];
	int descriptor;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(name, sizeof(name), "%s/holder.XXXXXX", argc > 1 ? argv[1] : ".");
	descriptor = mkstemp(name);
	if (descriptor < 0 || unlink(name))
		return 1;
	for (size_t i = 0; i < BYTES / sizeof(megabyte); i++)
		if (write(descriptor, megabyte, sizeof(megabyte)) != sizeof(megabyte))
			return 1;
	if (argc > 2 &&
		mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0) == MAP_FAILED)
		return 1;
	while (fgets(line, sizeof(line), stdin)) {
		if (write(descriptor, "more\n", 5) != 5 || puts("alive") < 0 || fflush(stdout))
			return 1;
	}
	return 0;
}
