/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A heap of known blocks, for whatever malloc it is linked with: prints how many it holds, and waits for
 * the end of its standard input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/macros.h"

static const struct {
	unsigned count;
	size_t size;
} rows[] = { { 20000, 40 }, { 10000, 300 }, { 100, 9000 }, { 20, 200000 } };

#define BLOCKS_MOST 30120

int main(void)
{
	static void *blocks[BLOCKS_MOST];
	unsigned count = 0, held;
	char line[32], byte;

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (unsigned k = 0; k < rows[i].count; k++) {
			blocks[count] = malloc(rows[i].size);
			if (!blocks[count])
				return 1;
			*(volatile char *)blocks[count++] = 1;
		}
	held = count;
	for (unsigned i = 0; i < count; i += 3, held--) {
		free(blocks[i]);
		blocks[i] = NULL;
	}
	if (write(1, line, (size_t)snprintf(line, sizeof(line), "%u\n", held)) < 0)
		return 1;
	while (read(0, &byte, 1) > 0)
		;
	return 0;
}
