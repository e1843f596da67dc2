/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/window.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"

#define AHEAD_LEAST  (16u << 10)
#define AHEAD_MOST   (1u << 20)
#define PAGE_ALIGNED 4096u
#define ASK_PAGES    1024u /* flags asked for at a time: few, so that they are fresh when used */

uint8_t *window_flags(uint64_t base, uint64_t limit, uint64_t page_size)
{
	return calloc((limit - base) / page_size, 1);
}

enum status window_open(struct window *window, struct memory *memory, uint8_t *pages, uint64_t base,
	uint64_t limit)
{
	*window = (struct window){ .memory = memory,
		.base = base,
		.limit = limit,
		.known = base,
		.pages = pages,
		.ahead = AHEAD_LEAST };
	/* The kernel copies whole pages, three times as fast to where a page begins. */
	window->buffer = aligned_alloc(PAGE_ALIGNED, AHEAD_MOST);
	return window->buffer ? STATUS_OK : STATUS_NO_MEMORY;
}

void window_close(struct window *window)
{
	free(window->buffer);
	window->buffer = NULL;
}

static uint64_t page_size(const struct window *window)
{
	return window->memory->reader->page_size;
}

static uint8_t *flags_of(const struct window *window, uint64_t address)
{
	return window->pages + (address - window->base) / page_size(window);
}

void window_know(struct window *window, uint64_t address)
{
	const struct memory_reader *reader = window->memory->reader;
	uint8_t flags[ASK_PAGES];

	while (window->known < address && window->known < window->limit) {
		size_t count;
		enum status status;

		window->known = memory_pass_empty(window->memory, window->known, window->limit);
		count = (window->limit - window->known) / reader->page_size;
		if (count == 0)
			return;
		if (count > ASK_PAGES)
			count = ASK_PAGES;
		status = memory_pages(window->memory, window->known, count, flags);
		/* Once nothing may be asked any more, the rest is not known at one blow. */
		if (status == STATUS_GONE || window->memory->allowance->status != STATUS_OK) {
			window->known = window->limit;
			return;
		}
		/* Zeros are not written: a heap with large holes then costs no memory here. */
		for (size_t i = 0; status == STATUS_OK && i < count; i++) {
			if (flags[i])
				*flags_of(window, window->known + i * reader->page_size) = flags[i];
		}
		window->known += count * reader->page_size;
	}
}

static bool is_resident(struct window *window, uint64_t page)
{
	window_know(window, page + page_size(window));
	return page < window->limit && (*flags_of(window, page) & PAGE_PRESENT);
}

uint64_t window_next_resident(struct window *window, uint64_t address)
{
	uint64_t page = align_down(address, page_size(window));

	while (page < window->limit && !is_resident(window, page)) {
		if (!allowance_spend(window->memory->allowance, 1))
			return window->limit;
		page += page_size(window);
	}
	return min_u64(page, window->limit);
}

/* Reads more at a time while the walk uses all that it gets, less when it jumps. */
static void adapt(struct window *window, uint64_t page)
{
	if (page >= window->start && page <= window->end)
		window->ahead = window->ahead < AHEAD_MOST ? window->ahead * 2 : AHEAD_MOST;
	else
		window->ahead = AHEAD_LEAST;
	if (window->ahead < 2 * page_size(window))
		window->ahead = 2 * (size_t)page_size(window);
}

const uint8_t *window_load(struct window *window, uint64_t address, size_t length)
{
	const struct memory_reader *reader = window->memory->reader;
	uint64_t page = align_down(address, page_size(window)), end = page;
	size_t got;

	adapt(window, page);
	while (end - page < window->ahead && is_resident(window, end))
		end += page_size(window);
	window->start = window->end = page;
	if (end - page < address - page + length)
		return NULL;
	got = reader->read(reader->context, page, window->buffer, (size_t)(end - page));
	if (got < end - page) {
		window->failed_reads++;
		*flags_of(window, page + got) &= (uint8_t)~PAGE_PRESENT;
	}
	window->end = page + got;
	if (got < address - page + length)
		return NULL;
	return window->buffer + (address - page);
}
