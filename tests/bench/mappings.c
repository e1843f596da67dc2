/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mappings COUNT MIB COMMAND [ARGUMENT]...
 * Runs the command with PID in its environment: a process, which is this one, with COUNT mappings
 * of a page, and MIB of resident memory, in which the same 512 MiB of shared memory stand again and
 * again.  Its exit status is the command's.
 */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIECE ((size_t)512 << 20)

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "mappings: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* Every second page may be used, so that neighbours are mappings of their own. */
static void make_mappings(size_t count)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *memory = mmap(NULL, (count + 1) * page, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		fail("mmap");
	for (size_t i = 0; i < count; i += 2) {
		if (mprotect(memory + i * page, page, PROT_READ | PROT_WRITE) != 0)
			fail("mprotect (is vm.max_map_count large enough?)");
		memory[i * page] = 1;
	}
}

static void make_resident(size_t mib)
{
	int descriptor = memfd_create("pages", 0);

	if (descriptor < 0 || ftruncate(descriptor, (off_t)PIECE) != 0)
		fail("memfd");
	for (size_t made = 0; made < mib << 20; made += PIECE)
		if (mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, descriptor,
			    0) == MAP_FAILED)
			fail("mmap");
}

int main(int count, char **arguments)
{
	extern char **environ;
	char pid[16];
	pid_t child;
	int status, error;

	if (count < 4) {
		fprintf(stderr, "usage: mappings COUNT MIB COMMAND [ARGUMENT]...\n");
		return 2;
	}
	make_mappings(strtoul(arguments[1], NULL, 10));
	make_resident(strtoul(arguments[2], NULL, 10));
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("PID", pid, 1);
	/* Unlike fork() it copies nothing of all that. */
	error = posix_spawnp(&child, arguments[3], NULL, NULL, arguments + 3, environ);
	if (error) {
		errno = error;
		fail(arguments[3]);
	}
	if (waitpid(child, &status, 0) != child)
		fail("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
