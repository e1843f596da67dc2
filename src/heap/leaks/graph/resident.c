/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/graph/resident.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"

#define ASK_PAGES    1024u
#define PAGE_ALIGNED 4096u

enum status resident_open(struct resident *resident, struct memory *memory)
{
	*resident = (struct resident){ .memory = memory };
	/* The kernel copies three times as fast to where a page begins. */
	resident->buffer = aligned_alloc(PAGE_ALIGNED, RESIDENT_AHEAD);
	return resident->buffer ? STATUS_OK : STATUS_NO_MEMORY;
}

void resident_close(struct resident *resident)
{
	free(resident->buffer);
	resident->buffer = NULL;
}

/* The flags of the pages from address on. */
struct flags {
	uint64_t from, to;
	uint8_t flags[ASK_PAGES];
};

static enum status ask(struct resident *resident, struct flags *flags, uint64_t address,
	uint64_t to)
{
	uint64_t page_size = resident->memory->reader->page_size;
	size_t count = (size_t)((align_up(to, page_size) - address) / page_size);
	enum status status;

	count = min_size(count, ASK_PAGES);
	flags->from = address;
	flags->to = address + count * page_size;
	status = memory_pages(resident->memory, address, count, flags->flags);
	if (status == STATUS_GONE || resident->memory->allowance->status != STATUS_OK)
		return status;
	/* Flags that cannot be read for any other reason are those of absent pages. */
	if (status != STATUS_OK)
		memset(flags->flags, 0, count);
	for (size_t i = 0; i < count; i++)
		if (flags->flags[i] & PAGE_SWAPPED)
			resident->swapped_bytes += page_size;
	return STATUS_OK;
}

static bool is_wanted(const struct resident *resident, const struct flags *flags, uint64_t page)
{
	uint8_t flag = flags->flags[(page - flags->from) / resident->memory->reader->page_size];

	return (flag & PAGE_PRESENT) && !(resident->anonymous_only && (flag & PAGE_FILE));
}

/* The end of the run of pages from `at` on that are all wanted, or all not. */
static uint64_t run_end(const struct resident *resident, const struct flags *flags, uint64_t at,
	bool wanted)
{
	uint64_t page_size = resident->memory->reader->page_size;
	uint64_t end = at + page_size;

	while (end < flags->to && is_wanted(resident, flags, end) == wanted)
		end += page_size;
	return end;
}

static size_t read_run(struct resident *resident, uint64_t address, void *out, size_t length)
{
	const struct memory_reader *reader = resident->memory->reader;
	size_t got = reader->read(reader->context, address, out, length);

	resident->read_bytes += got;
	resident->failed_bytes += length - got;
	return got;
}

/* What a run is handed to; where bytes is NULL the run is not resident. */
struct taker {
	enum status (*run)(struct resident *resident, uint64_t from, uint64_t to, bool wanted,
		void *context);
	void *context;
};

static enum status each_run(struct resident *resident, uint64_t from, uint64_t to,
	const struct taker *taker)
{
	uint64_t page_size = resident->memory->reader->page_size;
	struct flags flags = { .to = align_down(from, page_size) };
	enum status status = STATUS_OK;
	uint64_t page = flags.to;

	while (page < to && status == STATUS_OK) {
		bool wanted;
		uint64_t end;

		if (page >= flags.to) {
			end = memory_pass_empty(resident->memory, page, align_up(to, page_size));
			if (end > page) {
				status = taker->run(resident, max_u64(page, from), min_u64(end, to),
					false, taker->context);
				page = end;
				continue;
			}
			status = ask(resident, &flags, page, to);
			if (status != STATUS_OK)
				break;
		}
		wanted = is_wanted(resident, &flags, page);
		end = run_end(resident, &flags, page, wanted);
		status = taker->run(resident, max_u64(page, from), min_u64(end, to), wanted,
			taker->context);
		page = end;
	}
	return status;
}

/* ---- handing over ---- */

struct handing {
	void (*take)(void *context, uint64_t address, const uint8_t *bytes, size_t length);
	void *context;
};

static enum status hand_over(struct resident *resident, uint64_t from, uint64_t to, bool wanted,
	void *context)
{
	const struct handing *handing = context;
	uint64_t page_size = resident->memory->reader->page_size;

	while (wanted && from < to) {
		/* Whole pages, so that the next piece begins where one does. */
		uint64_t end = min_u64(to, align_down(from, page_size) + RESIDENT_AHEAD);
		size_t got;

		if (!allowance_spend(resident->memory->allowance, (end - from) / 64))
			return resident->memory->allowance->status;
		got = read_run(resident, from, resident->buffer, (size_t)(end - from));
		handing->take(handing->context, from, resident->buffer, got);
		from = end;
	}
	return STATUS_OK;
}

enum status resident_each(struct resident *resident, uint64_t from, uint64_t to,
	void (*take)(void *context, uint64_t address, const uint8_t *bytes, size_t length),
	void *context)
{
	struct handing handing = { take, context };

	return each_run(resident, from, to, &(struct taker){ hand_over, &handing });
}

/* ---- copying ---- */

struct copying {
	uint64_t from;
	uint8_t *out;
};

static enum status copy_run(struct resident *resident, uint64_t from, uint64_t to, bool wanted,
	void *context)
{
	const struct copying *copying = context;
	uint8_t *out = copying->out + (from - copying->from);
	size_t length = (size_t)(to - from), got = 0;

	if (!allowance_spend(resident->memory->allowance, length / 64))
		return resident->memory->allowance->status;
	if (wanted)
		got = read_run(resident, from, out, length);
	memset(out + got, 0, length - got);
	return STATUS_OK;
}

enum status resident_copy(struct resident *resident, uint64_t from, uint8_t *out, size_t length)
{
	struct copying copying = { from, out };

	return each_run(resident, from, from + length, &(struct taker){ copy_run, &copying });
}
