/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/allowance.h"

#include "base/clock.h"

#define ASK_EVERY 16384u

/* What the limits grow with: resident anonymous memory; 0 where it is not known. */
static uint64_t resident_of(const struct memory_reader *reader)
{
	uint64_t bytes;

	return reader->anonymous(reader->context, &bytes) == STATUS_OK ? bytes : 0;
}

void allowance_open(struct allowance *allowance, const struct heap_options *options,
	const struct memory_reader *reader)
{
	uint64_t factor = options->limit;
	uint64_t time_factor = factor * (options->searches ? HEAP_SEARCH_TIMES : 1);
	double gib;

	*allowance = (struct allowance){ .options = options, .left = ASK_EVERY };
	if (factor == 0)
		return;
	allowance->until_ns = clock_now_ns(CLOCK_MONOTONIC) + time_factor * HEAP_TIME_NS;
	allowance->memory_most = factor * HEAP_MEMORY_BYTES;
	if (!options->grows)
		return;
	gib = (double)resident_of(reader) / (double)(UINT64_C(1) << 30);
	allowance->until_ns += time_factor * (uint64_t)(gib * HEAP_TIME_NS_PER_GIB);
	allowance->memory_most += factor * (uint64_t)(gib * HEAP_MEMORY_BYTES_PER_GIB);
}

bool allowance_ask(struct allowance *allowance)
{
	const struct heap_options *options = allowance->options;

	if (allowance->status == STATUS_OK && options->cancelled &&
		options->cancelled(options->context))
		allowance->status = STATUS_REFUSED;
	if (allowance->status == STATUS_OK && allowance->until_ns != 0 &&
		clock_now_ns(CLOCK_MONOTONIC) >= allowance->until_ns)
		allowance->status = STATUS_TOO_LARGE;
	allowance->left = allowance->status == STATUS_OK ? ASK_EVERY : 0;
	return allowance->status == STATUS_OK;
}

void allowance_end(struct allowance *allowance, enum status status)
{
	if (allowance->status == STATUS_OK)
		allowance->status = status;
	allowance->left = 0;
}

enum status allowance_take(struct allowance *allowance, uint64_t bytes)
{
	allowance->memory_taken += bytes;
	if (allowance->memory_most == 0 || allowance->memory_taken <= allowance->memory_most)
		return STATUS_OK;
	if (allowance->status == STATUS_OK)
		allowance->status = STATUS_TOO_LARGE;
	allowance->left = 0;
	return STATUS_TOO_LARGE;
}

void allowance_return(struct allowance *allowance, uint64_t bytes)
{
	allowance->memory_taken -=
		bytes < allowance->memory_taken ? bytes : allowance->memory_taken;
}

void allowance_give_back(struct allowance *allowance)
{
	allowance->memory_taken = 0;
}
