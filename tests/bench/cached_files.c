/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cached_files DIRECTORY COUNT: makes so many files there, a thousand in each directory, and reads a page
 * of each.  They are holes, so that no block of the disk is written.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096

static int fail(const char *what)
{
	fprintf(stderr, "cached_files: %s: %s\n", what, strerror(errno));
	return 1;
}

static int make(const char *name)
{
	int file = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	char byte;
	int failed;

	if (file < 0)
		return 1;
	failed = ftruncate(file, PAGE) != 0 || pread(file, &byte, 1, 0) != 1;
	close(file);
	return failed;
}

int main(int argc, char **argv)
{
	long count = argc == 3 ? strtol(argv[2], NULL, 10) : 0;

	if (count <= 0) {
		fprintf(stderr, "usage: cached_files DIRECTORY COUNT\n");
		return 2;
	}
	if (chdir(argv[1]) != 0)
		return fail(argv[1]);
	for (long i = 0; i < count; i++) {
		char name[64];

		snprintf(name, sizeof(name), "directory-%ld", i / 1000);
		if (i % 1000 == 0 && mkdir(name, 0700) != 0)
			return fail(name);
		snprintf(name, sizeof(name), "directory-%ld/file-%ld.c", i / 1000, i);
		if (make(name) != 0)
			return fail(name);
	}
	return 0;
}
