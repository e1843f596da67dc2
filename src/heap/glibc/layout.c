/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/glibc/layout.h"

#include "base/macros.h"

const struct heap_layout heap_layouts[] = {
	{ 8, 0x70, 0x10, 10, 16, "2.27-2.42" },
	{ 8, 0x68, 0x08, 10, 16, "2.23-2.26" },
	{ 8, 0x18, 0x00, 0, 16, "2.43" },
	{ 4, 0x40, 0x0c, 11, 16, "2.27-2.42" },
	{ 4, 0x3c, 0x08, 11, 16, "2.26" },
	{ 4, 0x38, 0x08, 10, 8, "2.23-2.25" },
	{ 4, 0x10, 0x00, 0, 16, "2.43" },
};
const size_t heap_layout_count = COUNT_OF(heap_layouts);

int layout_fastbin(const struct heap_layout *layout, uint64_t size)
{
	/* fastbin_index(): steps of two words, whatever the alignment. */
	uint64_t index = size / (2 * layout->word);

	if (index < 2 || index - 2 >= layout->fastbin_count)
		return -1;
	return (int)(index - 2);
}

static const struct tcache_layout tcache_layouts[] = {
	{ 8, 0x250, 64, 64, 1, false }, /* 2.26 to 2.29 */
	{ 8, 0x290, 64, 64, 2, false }, /* 2.30 to 2.41 */
	{ 8, 0x300, 76, 64, 2, true },  /* 2.42 on */
	{ 4, 0x150, 64, 64, 1, false },
	{ 4, 0x190, 64, 64, 2, false },
	{ 4, 0x1d0, 76, 64, 2, true },
};

const struct tcache_layout *tcache_layout_find(const struct heap_layout *layout, uint64_t chunk)
{
	for (size_t i = 0; i < COUNT_OF(tcache_layouts); i++) {
		const struct tcache_layout *row = &tcache_layouts[i];

		if (row->word == layout->word &&
			(chunk == row->chunk || chunk == row->chunk + layout->alignment))
			return row;
	}
	return NULL;
}
