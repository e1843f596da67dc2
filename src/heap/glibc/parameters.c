/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mp_ has, one after the other: [thp_pagesize, hp_pagesize, int hp_flags since 2.35] int n_mmaps,
 * n_mmaps_max, max_n_mmaps, no_dyn_threshold; mmapped_mem, max_mmapped_mem, [max_total_mem up to
 * 2.23] sbrk_base.  n_mmaps_max is 65536 unless the program set M_MMAP_MAX.
 */
#include "heap/glibc/parameters.h"

#define MMAPS_MAX_DEFAULT 65536

/* sbrk_base: where the main arena's first memory began. */
static bool is_base(const struct arenas *arenas, struct memory *memory, uint64_t base)
{
	if (arenas->arena[0].system_bytes == 0)
		return base == 0;
	return memory_run_end(memory, base) != 0;
}

static bool read_base(struct malloc_parameters *parameters, const struct arenas *arenas,
	struct memory *memory, uint64_t at)
{
	for (unsigned i = 0; i < 2; i++) {
		if (memory_word(memory, at + i * memory->word, &parameters->sbrk_base) &&
			is_base(arenas, memory, parameters->sbrk_base))
			return true;
	}
	return false;
}

/* Huge page sizes are in mp_ since 2.35, which an int before n_mmaps gives away by alignment. */
static void read_huge(struct malloc_parameters *parameters, struct memory *memory, uint64_t at)
{
	uint64_t thp, huge, word = memory->word;

	if ((word == 8 && at % 8 != 0) || !memory_word(memory, at - 8 - word, &huge) ||
		!memory_word(memory, at - 8 - 2 * word, &thp))
		return;
	/* In 32-bit versions before 2.35 arena_test and mmap_threshold stand there. */
	if (word == 4 && huge != 0 && huge < memory->reader->page_size)
		return;
	parameters->thp_page_size = value_of(thp);
	parameters->huge_page_size = value_of(huge);
}

static void no_parameters(struct malloc_parameters *parameters)
{
	*parameters = (struct malloc_parameters){ 0 };
	parameters->mmapped_chunks = parameters->mmapped_bytes = parameters->mmapped_bytes_max =
		parameters->thp_page_size = parameters->huge_page_size =
			value_missing(VALUE_ABSENT);
}

/*
 * What mp_ says is mapped, in whole pages.  mremap_chunk() of 2.43 adds the new size without the header
 * and takes off the old one with it, so that the sum drifts by 16 bytes a time, and is not nothing where
 * nothing is mapped.  False where it cannot be such a sum.
 */
static bool take_mapped(struct malloc_parameters *parameters, const struct arenas *arenas,
	const struct memory *memory, uint32_t count, uint64_t bytes)
{
	bool drifts = arenas->layout->fastbin_count == 0;
	uint64_t whole = align_down(bytes, memory->reader->page_size);

	if (!drifts && (bytes != whole || (bytes == 0) != (count == 0)))
		return false;
	if (drifts && (bytes % (2 * memory->word) != 0 || whole < count * (uint64_t)MEMORY_UNIT))
		return false;
	parameters->mmapped_chunks = value_of(count);
	parameters->mmapped_bytes = value_of(count ? whole : 0);
	return true;
}

/* Reads mp_ from the address of n_mmaps_max on, if what stands around it fits. */
static bool read_at(struct malloc_parameters *parameters, const struct arenas *arenas,
	struct memory *memory, uint64_t at)
{
	uint64_t totals = align_up(at + 12, memory->word), bytes, most;
	uint32_t count, count_most, fixed;

	no_parameters(parameters);
	if (!memory_int(memory, at - 4, &count) || !memory_int(memory, at + 4, &count_most) ||
		!memory_int(memory, at + 8, &fixed) || count > count_most || fixed > 1)
		return false;
	if (!memory_word(memory, totals, &bytes) ||
		!memory_word(memory, totals + memory->word, &most) || bytes > most)
		return false;
	if (!take_mapped(parameters, arenas, memory, count, bytes) ||
		!read_base(parameters, arenas, memory, totals + 2 * memory->word))
		return false;
	parameters->mmapped_bytes_max = value_of(most);
	read_huge(parameters, memory, at);
	return true;
}

static bool search(struct malloc_parameters *parameters, const struct arenas *arenas,
	struct memory *memory, bool any_maximum)
{
	for (uint64_t at = arenas->state_start + 64; at < arenas->state_end; at += 4) {
		uint32_t maximum;

		if (!memory_int(memory, at, &maximum)) {
			at = align_down(at, MEMORY_UNIT) + MEMORY_UNIT - 4;
			continue;
		}
		if (maximum != MMAPS_MAX_DEFAULT && !any_maximum)
			continue;
		if (read_at(parameters, arenas, memory, at) &&
			(!any_maximum || parameters->sbrk_base != 0))
			return true;
	}
	return false;
}

void parameters_find(struct malloc_parameters *parameters, const struct arenas *arenas,
	struct memory *memory)
{
	if (!search(parameters, arenas, memory, false) && !search(parameters, arenas, memory, true))
		no_parameters(parameters);
}
