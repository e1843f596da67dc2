/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "heap/image.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/fixture.h"

#define PAGE   4096u
#define RECORD (9u + PAGE) /* address, flags, bytes */

void image_open(struct image *image, const char *name)
{
	int head = 0;

	image->bytes = fixture_read(name, &image->length);
	assert_int_equal(sscanf(image->bytes,
				 "heap-image 1\n%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
				 " %" SCNu64 " %" SCNu64 " %" SCNu64 "\n%" SCNu64 " %zu%n",
				 &image->system, &image->free, &image->fastbin_chunks,
				 &image->fastbin_bytes, &image->mmapped_chunks,
				 &image->mmapped_bytes, &image->dropped, &image->anonymous,
				 &image->maps_length, &head),
		9);
	image->maps = image->bytes + head + 1;
	image->pages = (const uint8_t *)image->maps + image->maps_length;
	image->page_count = (image->length - (size_t)head - 1 - image->maps_length) / RECORD;
	assert_true(image->page_count > 0);
}

void image_close(struct image *image)
{
	free(image->bytes);
}

static int compare_address(const void *key, const void *record)
{
	uint64_t wanted = *(const uint64_t *)key, address;

	memcpy(&address, record, sizeof(address));
	return wanted < address ? -1 : wanted > address;
}

static const uint8_t *page_at(const struct image *image, uint64_t address)
{
	uint64_t page = address & ~(uint64_t)(PAGE - 1);

	return bsearch(&page, image->pages, image->page_count, RECORD, compare_address);
}

static enum status list(void *context, struct map_list *maps)
{
	const struct image *image = context;

	return map_list_parse(maps, image->maps, image->maps_length);
}

static enum status pages(void *context, uint64_t address, size_t count, uint8_t *flags)
{
	for (size_t i = 0; i < count; i++) {
		const uint8_t *page = page_at(context, address + i * PAGE);

		flags[i] = page ? page[8] : 0;
	}
	return STATUS_OK;
}

static size_t read_bytes(void *context, uint64_t address, void *buffer, size_t length)
{
	size_t done = 0;

	while (done < length) {
		const uint8_t *page = page_at(context, address + done);
		size_t offset = (address + done) % PAGE, part = PAGE - offset;

		if (!page)
			return done;
		if (part > length - done)
			part = length - done;
		memcpy((uint8_t *)buffer + done, page + 9 + offset, part);
		done += part;
	}
	return done;
}

static enum status anonymous(void *context, uint64_t *bytes)
{
	*bytes = ((const struct image *)context)->anonymous;
	return STATUS_OK;
}

struct memory_reader image_reader(struct image *image)
{
	return (struct memory_reader){ .context = image,
		.page_size = PAGE,
		.list = list,
		.pages = pages,
		.read = read_bytes,
		.anonymous = anonymous };
}
