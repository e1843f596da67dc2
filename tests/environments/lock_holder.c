/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lock_holder FILE: writes into a mapping of the file, says "ready", waits for a line, and maps something
 * else in its place.  The kernel writes the page back meanwhile, with the lock of its address space held
 * (fs/fuse/file.c, fuse_vma_close()): a reader of its mappings waits as long as the file's server does not
 * answer, and so does a reader of its arguments.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>

#define SIZE 4096

int main(int count, char **arguments)
{
	int file = count > 1 ? open(arguments[1], O_RDWR) : -1;
	char *bytes = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);

	if (bytes == MAP_FAILED) {
		perror("lock_holder");
		return 1;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	bytes[0] = 'y';
	puts("ready");
	fflush(stdout);
	if (getchar() == EOF)
		return 1;
	mmap(bytes, SIZE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	return 0;
}
