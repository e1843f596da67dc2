/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuse_user DIRECTORY: has files of that directory open, mapped, and open without a name, and memory
 * in a memfd of 4 MiB and more that it does not map.  Prints the descriptor of one that it has open,
 * and then lets the memfd grow.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define FILE_SIZE (1 << 20)
#define GROWN_MAX ((size_t)256 << 20)

static char block[4 << 20];
static void *volatile held; /* on the heap: a search for its holder wants the name of this */

/* A descriptor, or -1. */
static int use_files(void)
{
	int open_file = open("open", O_RDONLY), mapped = open("mapped", O_RDONLY), deleted;
	const char *mapping;

	if (open_file < 0 || mapped < 0)
		return -1;
	mapping = mmap(NULL, FILE_SIZE, PROT_READ, MAP_SHARED, mapped, 0);
	if (mapping == MAP_FAILED)
		return -1;
	for (size_t at = 0; at < FILE_SIZE; at += 4096)
		if (mapping[at] != 'x')
			return -1;
	deleted = open("deleted", O_RDONLY);
	return deleted < 0 || unlink("deleted") != 0 ? -1 : open_file;
}

int main(int count, char **arguments)
{
	int memory, descriptor = -1;
	size_t grown = sizeof(block);

	/* What a shell or make left open would count, too. */
	for (int inherited = 3; inherited < 256; inherited++)
		close(inherited);
	memory = memfd_create("memory", 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	held = malloc(1000);
	memset(block, 'm', sizeof(block));
	if (count != 2 || chdir(arguments[1]) != 0 || (descriptor = use_files()) < 0 ||
		write(memory, block, sizeof(block)) != (ssize_t)sizeof(block)) {
		perror("fuse_user");
		return 1;
	}
	printf("%d\n", descriptor);
	fflush(stdout);
	for (; grown < GROWN_MAX; grown += 64 << 10) {
		poll(NULL, 0, 20); /* its own pace: nothing waits for it */
		if (write(memory, block, 64 << 10) < 0)
			return 1;
	}
	for (;;)
		pause();
}
