/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/fake.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BINS       (FAKE_ARENA + 0x70)
#define TOP        (FAKE_ARENA + 0x60)
#define FASTBINS   (FAKE_ARENA + 0x10)
#define NEXT       (BINS + 2048)
#define SYSTEM     (NEXT + 24)
#define MMAPS_MAX  (FAKE_STATE + 0x340)
#define SBRK_BASE  (MMAPS_MAX + 32)
#define HEAP_BYTES (FAKE_HEAP_PAGES * FAKE_PAGE)

static uint8_t *at(struct fake *fake, uint64_t address)
{
	if (address - FAKE_STATE < FAKE_STATE_PAGES * FAKE_PAGE)
		return fake->bytes + (address - FAKE_STATE);
	if (address - FAKE_HEAP < HEAP_BYTES)
		return fake->bytes + FAKE_STATE_PAGES * FAKE_PAGE + (address - FAKE_HEAP);
	return NULL;
}

uint64_t fake_get(const struct fake *fake, uint64_t address)
{
	uint64_t word;

	memcpy(&word, at((struct fake *)(uintptr_t)fake, address), sizeof(word));
	return word;
}

void fake_put(struct fake *fake, uint64_t address, uint64_t word)
{
	memcpy(at(fake, address), &word, sizeof(word));
}

void fake_init(struct fake *fake)
{
	uint32_t maximum = 65536;

	memset(fake, 0, sizeof(*fake));
	memset(fake->flags, PAGE_PRESENT, sizeof(fake->flags));
	fake->reads_left = UINT64_MAX;
	fake->anonymous = sizeof(fake->bytes);
	for (uint64_t bin = 0; bin < 127; bin++) {
		uint64_t pair = BINS + bin * 16;

		fake_put(fake, pair, pair - 16);
		fake_put(fake, pair + 8, pair - 16);
	}
	fake_put(fake, NEXT, FAKE_ARENA);
	fake_put(fake, SYSTEM, HEAP_BYTES);
	memcpy(at(fake, MMAPS_MAX), &maximum, sizeof(maximum));
	fake_put(fake, SBRK_BASE, FAKE_HEAP);
	fake_close(fake);
}

uint64_t fake_chunk(struct fake *fake, uint64_t size, bool in_use)
{
	uint64_t chunk = FAKE_HEAP + fake->used, next = chunk + size;
	uint64_t before = fake->used ? fake_get(fake, chunk + 8) & 1 : 1;

	fake_put(fake, chunk + 8, size | before);
	if (!in_use)
		fake_put(fake, next, size);
	fake_put(fake, next + 8, in_use);
	fake->last = chunk;
	fake->used += size;
	return chunk;
}

void fake_fast(struct fake *fake, uint64_t chunk, uint64_t size)
{
	uint64_t head = FASTBINS + (size / 16 - 2) * 8, link = chunk + 16;

	fake_put(fake, link, fake_get(fake, head) ^ link >> 12);
	fake_put(fake, head, chunk);
}

void fake_close(struct fake *fake)
{
	uint64_t top = FAKE_HEAP + fake->used;
	uint64_t before = fake->used ? fake_get(fake, top + 8) & 1 : 1;

	fake_put(fake, TOP, top);
	fake_put(fake, top + 8, (HEAP_BYTES - fake->used) | before);
}

void fake_tcmalloc(struct fake *fake, unsigned length)
{
	uint32_t *batches = (uint32_t *)(fake->bytes + 4), *sizes = batches + length;
	uint64_t *pages = (uint64_t *)(fake->bytes + 8 + 8 * (size_t)length);

	fake->library = "libtcmalloc_minimal.so.4";
	fake->is_bss = true;
	for (unsigned i = 1; i < FAKE_CLASSES; i++) {
		sizes[i] = i == FAKE_CLASSES - 1 ? 262144 : 8 * i;
		batches[i] = i == FAKE_CLASSES - 1 ? 2 : 32;
		pages[i] = i == FAKE_CLASSES - 1 ? 32 : 1;
	}
}

static int put_library(char *text, size_t size, const struct fake *fake, uint64_t address)
{
	return snprintf(text, size, "%" PRIx64 "-%" PRIx64 " r--p 00000000 fe:00 78 /usr/lib/%s\n",
		address, address + FAKE_PAGE, fake->library);
}

static enum status list(void *context, struct map_list *maps)
{
	const struct fake *fake = context;
	char text[1024];
	uint64_t middle = FAKE_HEAP + fake->split_page * FAKE_PAGE;
	int length = snprintf(text, sizeof(text), "%s", fake->first ? fake->first : "");

	if (fake->split_page)
		length += snprintf(text + length, sizeof(text) - (size_t)length,
			"%" PRIx64 "-%" PRIx64 " rw-p 00000000 00:00 0 [heap]\n", FAKE_HEAP,
			middle);
	length += snprintf(text + length, sizeof(text) - (size_t)length,
		"%" PRIx64 "-%" PRIx64 " rw-p 00000000 00:00 0 [heap]\n", middle,
		FAKE_HEAP + HEAP_BYTES);

	if (fake->library && fake->is_bss)
		length += put_library(text + length, sizeof(text) - (size_t)length, fake,
			FAKE_STATE - FAKE_PAGE);
	length += snprintf(text + length, sizeof(text) - (size_t)length,
		"%" PRIx64 "-%" PRIx64 " rw-p 001d0000 %s\n", FAKE_STATE,
		FAKE_STATE + FAKE_STATE_PAGES * FAKE_PAGE,
		fake->is_bss    ? "00:00 0"
		: fake->no_libc ? "fe:00 77 [stack]"
				: "fe:00 77 /usr/lib/libc.so.6");
	if (fake->library && !fake->is_bss)
		length += put_library(text + length, sizeof(text) - (size_t)length, fake,
			UINT64_C(0x7f0000400000));
	return map_list_parse(maps, text, (size_t)length);
}

static uint8_t *flag_at(struct fake *fake, uint64_t address)
{
	uint8_t *byte = at(fake, address);

	return byte ? &fake->flags[(size_t)(byte - fake->bytes) / FAKE_PAGE] : NULL;
}

static enum status pages(void *context, uint64_t address, size_t count, uint8_t *flags)
{
	struct fake *fake = context;

	if (fake->reads_left == 0 && fake->lacks_memory) {
		fake->reads_left = UINT64_MAX;
		return STATUS_NO_MEMORY;
	}
	if (fake->reads_left == 0)
		return STATUS_GONE;
	fake->reads_left--;
	for (size_t i = 0; i < count; i++) {
		const uint8_t *flag = flag_at(fake, address + i * FAKE_PAGE);

		flags[i] = flag ? *flag : 0;
	}
	return STATUS_OK;
}

static size_t read_bytes(void *context, uint64_t address, void *buffer, size_t length)
{
	struct fake *fake = context;
	size_t done = 0;

	while (done < length) {
		size_t part = FAKE_PAGE - (address + done) % FAKE_PAGE;
		const uint8_t *flag = flag_at(fake, address + done);

		if (!flag || !(*flag & PAGE_PRESENT)) {
			fake->bad_reads++;
			return done;
		}
		if (part > length - done)
			part = length - done;
		memcpy((uint8_t *)buffer + done, at(fake, address + done), part);
		if (fake->torn_reads > 0 && address - FAKE_STATE < FAKE_STATE_PAGES * FAKE_PAGE) {
			memset((uint8_t *)buffer + done, 0xff, part);
			fake->torn_reads--;
		}
		fake->page_reads++;
		done += part;
	}
	return done;
}

static enum status anonymous(void *context, uint64_t *bytes)
{
	*bytes = ((const struct fake *)context)->anonymous;
	return STATUS_OK;
}

struct memory_reader fake_reader(struct fake *fake)
{
	return (struct memory_reader){ .context = fake,
		.page_size = FAKE_PAGE,
		.list = list,
		.pages = pages,
		.read = read_bytes,
		.anonymous = anonymous };
}
