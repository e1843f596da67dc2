/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * chunks COUNT held|half|chain|shuffled COMMAND [ARGUMENT]...
 * Runs the command with PID in its environment: a process, which is this one, that has taken COUNT
 * blocks of 40 bytes from malloc, 48-byte chunks, and of `half` given every second one back, in no
 * order of addresses.  Those of a chain lead each to the next, `shuffled` in no order of addresses, and
 * only the first is held.  Its exit status is the command's.
 */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define NODE  40
#define PRIME 1000003 /* steps of it come to every place, whose number it does not divide */

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "chunks: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void **make_chunks(size_t count)
{
	void **blocks = mmap(NULL, (count + 1) * sizeof(*blocks), PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (blocks == MAP_FAILED)
		fail("mmap");
	for (size_t i = 0; i < count; i++) {
		blocks[i] = malloc(NODE);
		if (!blocks[i])
			fail("malloc");
		memset(blocks[i], 0x5a, NODE);
	}
	return blocks;
}

static void free_half(void **blocks, size_t count)
{
	for (size_t i = 0, at = 0; i < count; i++, at = (at + PRIME) % count) {
		if (at % 2 == 0) {
			free(blocks[at]);
			blocks[at] = NULL;
		}
	}
}

/* Where a chain begins; volatile, so that it is written. */
static void *volatile held;

static void link_all(void **blocks, size_t count, size_t step)
{
	for (size_t i = 0, at = 0; i < count; i++, at = (at + step) % count)
		*(void **)blocks[at] = i + 1 < count ? blocks[(at + step) % count] : NULL;
	held = blocks[0];
	munmap(blocks, (count + 1) * sizeof(*blocks));
}

int main(int count, char **arguments)
{
	extern char **environ;
	void **blocks;
	char pid[16];
	pid_t child;
	size_t chunks;
	int status, error;

	if (count < 4) {
		fprintf(stderr,
			"usage: chunks COUNT held|half|chain|shuffled COMMAND [ARGUMENT]...\n");
		return 2;
	}
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("PID", pid, 1);
	chunks = strtoul(arguments[1], NULL, 10);
	blocks = make_chunks(chunks);
	if (strcmp(arguments[2], "half") == 0)
		free_half(blocks, chunks);
	else if (strcmp(arguments[2], "chain") == 0)
		link_all(blocks, chunks, 1);
	else if (strcmp(arguments[2], "shuffled") == 0)
		link_all(blocks, chunks, PRIME);
	error = posix_spawnp(&child, arguments[3], NULL, NULL, arguments + 3, environ);
	if (error) {
		errno = error;
		fail(arguments[3]);
	}
	if (waitpid(child, &status, 0) != child)
		fail("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
