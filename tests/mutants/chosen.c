/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Linked into tests by run.py: which mutant is on, and which places a test comes by. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static unsigned char unseen[MUTANTS_MOST];

int mutant_chosen;
unsigned char *mutant_seen = unseen;

/* Shared with the file, so that processes which end by a signal, or by _exit(), tell as well. */
static void share(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	void *seen = MAP_FAILED;

	if (fd >= 0) {
		seen = mmap(NULL, MUTANTS_MOST, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		close(fd);
	}
	if (seen == MAP_FAILED)
		abort();
	mutant_seen = seen;
}

__attribute__((constructor)) static void choose(void)
{
	const char *number = getenv("MEMTOP_MUTANT"), *path = getenv("MEMTOP_MUTANTS_SEEN");

	if (number)
		mutant_chosen = atoi(number);
	if (path && *path)
		share(path);
}
