/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The main() of a fuzz target where there is no libFuzzer: gives it every file under its corpus,
 * tests/fuzz/corpus/NAME for NAME_fuzz, or under the directories it is started with, and each of
 * these files cut off at some places.  A crash is a failed test, as everywhere.
 */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fixture.h"
#include "fuzz.h"

/* Beginnings of a file that are tried, besides the whole: spread over its length. */
#define CUTS 16

static void run_copy(const char *bytes, size_t length)
{
	/* A block of its own, exactly as long, lets a sanitizer see a read behind its end. */
	uint8_t *copy = malloc(length ? length : 1);

	if (!copy)
		abort();
	memcpy(copy, bytes, length);
	LLVMFuzzerTestOneInput(copy, length);
	free(copy);
}

static int run_file(const char *path, const struct stat *status, int type, struct FTW *place)
{
	size_t length;
	char *bytes;

	(void)status, (void)place;
	if (type != FTW_F)
		return type == FTW_D ? 0 : -1;
	bytes = fixture_read_file(path, &length);
	for (size_t i = 0; i <= CUTS; i++)
		run_copy(bytes, length * i / CUTS);
	free(bytes);
	return 0;
}

static int run_tree(const char *path, int number)
{
	int failed = nftw(path, run_file, 8, FTW_PHYS);

	printf("%sok %d - %s\n", failed ? "not " : "", number, path);
	if (failed)
		printf("# %s\n", strerror(errno));
	return failed != 0;
}

static int run_corpus(const char *program)
{
	const char *top = getenv("abs_top_srcdir"), *slash = strrchr(program, '/');
	const char *name = slash ? slash + 1 : program, *end = strstr(name, "_fuzz");
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/%.*s", top ? top : ".",
		end ? (int)(end - name) : (int)strlen(name), name);
	return run_tree(path, 1);
}

int main(int count, char **arguments)
{
	int failed = 0;

	printf("1..%d\n", count > 1 ? count - 1 : 1);
	if (count < 2)
		return run_corpus(arguments[0]);
	for (int i = 1; i < count; i++)
		failed |= run_tree(arguments[i], i);
	return failed;
}
