/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/heap_rules.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/units.h"

#define MIB UINT64_C(1048576)

/* A growth is news from a MiB a minute on that is also a two-hundredth of what is in use. */
#define GROWTH_LEAST (1 * MIB)
#define GROWTH_SHARE 200

/* What is worth a sentence: a MiB that is also a twentieth of the heap. */
#define WORTH_LEAST (1 * MIB)
#define WORTH_SHARE 20

#define SHARE_SMALL 5000 /* hundredths of a per cent of the anonymous memory */

/* sizes in sentences */
struct size {
	char text[UNITS_SIZE];
};

static struct size size_of(uint64_t bytes)
{
	struct size size;

	units_bytes(size.text, bytes, SCALE_AUTO);
	return size;
}

static bool examined(const struct heap_evidence *evidence)
{
	return evidence->report->confidence != HEAP_REFUSED;
}

static bool worth(const struct heap_evidence *evidence, uint64_t bytes)
{
	return examined(evidence) && bytes >= WORTH_LEAST &&
	       bytes >= evidence->report->total.resident / WORTH_SHARE;
}

struct heap_trend heap_trend_of(const struct heap_report *before, const struct heap_report *now,
	double seconds)
{
	struct heap_trend trend = { .known = before->confidence != HEAP_REFUSED &&
					     now->confidence != HEAP_REFUSED && seconds > 0 };

	if (trend.known)
		trend.in_use_per_minute =
			(int64_t)(((double)now->total.in_use - (double)before->total.in_use) * 60 /
				  seconds);
	return trend;
}

/* ---- findings ---- */

static bool is_refused(const struct heap_evidence *evidence)
{
	return !examined(evidence);
}

static size_t write_refused(char *out, size_t size, const struct heap_evidence *evidence)
{
	const struct heap_report *report = evidence->report;

	if (report->reason == HEAP_REASON_OTHER_ALLOCATOR)
		return (size_t)snprintf(out, size,
			_("This process does not use glibc's malloc (%s is loaded)."),
			report->library[0] ? report->library
					   : heap_allocator_name(report->allocator));
	return (size_t)snprintf(out, size,
		_("No heap of glibc's malloc is in use here: the process has another allocator "
		  "built in, or takes its memory from the kernel itself."));
}

static bool is_growing(const struct heap_evidence *evidence)
{
	int64_t growth = evidence->trend.in_use_per_minute;

	return evidence->trend.known && growth >= (int64_t)GROWTH_LEAST &&
	       (uint64_t)growth >= evidence->report->total.in_use / GROWTH_SHARE;
}

static size_t write_growing(char *out, size_t size, const struct heap_evidence *evidence)
{
	struct size growth = size_of((uint64_t)evidence->trend.in_use_per_minute);

	return (size_t)snprintf(out, size,
		_("The heap's in-use bytes grew %s a minute: a leak, or data that is still held."),
		growth.text);
}

static bool is_retained(const struct heap_evidence *evidence)
{
	const struct heap_figures *total = &evidence->report->total;

	return examined(evidence) && heap_retained_resident(total) >= MIB &&
	       heap_retained_resident(total) >= total->resident / 2;
}

static size_t write_retained(char *out, size_t size, const struct heap_evidence *evidence)
{
	const struct heap_figures *total = &evidence->report->total;
	struct size heap = size_of(total->resident), free = size_of(heap_retained_resident(total));
	struct size back = size_of(total->trimmable);

	return (size_t)snprintf(out, size,
		_("Of %s in the heap %s is free memory that malloc keeps: not a leak. "
		  "malloc_trim(0) would return %s now."),
		heap.text, free.text, back.text);
}

static bool is_held(const struct heap_evidence *evidence)
{
	return examined(evidence) && !is_retained(evidence);
}

static size_t write_held(char *out, size_t size, const struct heap_evidence *evidence)
{
	const struct heap_figures *total = &evidence->report->total;
	struct size in_use = size_of(total->in_use), free = size_of(heap_retained_resident(total));
	struct size back = size_of(total->trimmable);

	return (size_t)snprintf(out, size,
		_("The program holds %s of the heap; %s is free memory that malloc keeps, of which "
		  "malloc_trim(0) would return %s now."),
		in_use.text, free.text, back.text);
}

static bool is_small_share(const struct heap_evidence *evidence)
{
	return examined(evidence) && value_known(evidence->report->share) &&
	       evidence->report->share.n < SHARE_SMALL &&
	       value_or(evidence->report->anonymous, 0) >= 16 * MIB;
}

static size_t write_small_share(char *out, size_t size, const struct heap_evidence *evidence)
{
	const struct heap_report *report = evidence->report;
	struct size anonymous = size_of(report->anonymous.n);

	return (size_t)snprintf(out, size,
		_("glibc's malloc has only %u%% of the %s of anonymous memory: the rest belongs to a "
		  "runtime with a heap of its own, to thread stacks, or to mappings."),
		(unsigned)(report->share.n / 100), anonymous.text);
}

static bool has_mmapped(const struct heap_evidence *evidence)
{
	return worth(evidence, value_or(evidence->report->mmapped_bytes, 0));
}

static size_t write_mmapped(char *out, size_t size, const struct heap_evidence *evidence)
{
	struct size bytes = size_of(evidence->report->mmapped_bytes.n);

	return (size_t)snprintf(out, size,
		_("%s more is in use in %llu large chunks with a mapping of their own: those go back "
		  "to the system as soon as they are freed."),
		bytes.text, (unsigned long long)value_or(evidence->report->mmapped_chunks, 0));
}

static bool is_shared(const struct heap_evidence *evidence)
{
	return worth(evidence, evidence->report->total.trimmable_shared);
}

static size_t write_shared(char *out, size_t size, const struct heap_evidence *evidence)
{
	struct size bytes = size_of(evidence->report->total.trimmable_shared);

	return (size_t)snprintf(out, size,
		_("%s of what malloc_trim(0) would return is shared with other processes since a "
		  "fork: RSS would fall by it, but the machine gains nothing."),
		bytes.text);
}

static bool is_unsure(const struct heap_evidence *evidence)
{
	return evidence->report->confidence == HEAP_APPROXIMATE;
}

static size_t write_unsure(char *out, size_t size, const struct heap_evidence *evidence)
{
	return (size_t)snprintf(out, size, _("These figures are near, not exact: %s."),
		_(heap_reason_text(evidence->report->reason)));
}

/* ---- advice ---- */

static bool can_trim(const struct heap_evidence *evidence)
{
	return worth(evidence, evidence->report->total.trimmable);
}

static size_t write_trim(char *out, size_t size, const struct heap_evidence *evidence)
{
	return (size_t)snprintf(out, size,
		_("Let the program call malloc_trim(0) when it has freed much, or call it once from "
		  "outside, which stops the program for as long as it takes: "
		  "gdb -p %d -batch -ex 'call (int)malloc_trim(0)'. It returns whole free pages "
		  "anywhere in the heap, not only at its end (since glibc 2.8)."),
		(int)evidence->pid);
}

/* The main arena: much can go back, but by far the most not at the top. */
static bool has_pinned_top(const struct heap_evidence *evidence)
{
	const struct heap_report *report = evidence->report;
	const struct heap_figures *main_arena;

	if (!can_trim(evidence) || report->arena_count == 0)
		return false;
	main_arena = &report->arenas[0].figures;
	return main_arena->trimmable >= MIB && main_arena->top < main_arena->trimmable / 8 &&
	       main_arena->free + main_arena->top >= main_arena->trimmable;
}

static size_t write_pinned_top(char *out, size_t size, const struct heap_evidence *evidence)
{
	(void)evidence;
	return (size_t)snprintf(out, size,
		_("A chunk in use near the heap's end pins its top, so free() alone lowers nothing "
		  "(M_TRIM_THRESHOLD looks at the top only); malloc_trim(0) reaches what is below."));
}

static bool has_large_top(const struct heap_evidence *evidence)
{
	const struct heap_report *report = evidence->report;

	return can_trim(evidence) && report->arena_count > 0 &&
	       report->arenas[0].figures.top >= report->total.trimmable / 2;
}

static size_t write_large_top(char *out, size_t size, const struct heap_evidence *evidence)
{
	(void)evidence;
	return (size_t)snprintf(out, size,
		_("Most of it is the heap's top. free() returns that by itself above M_TRIM_THRESHOLD, "
		  "which grows to twice the largest mapped chunk that was freed unless it is set: "
		  "MALLOC_TRIM_THRESHOLD_=131072 in the environment keeps it small."));
}

static bool has_thread_tops(const struct heap_evidence *evidence)
{
	return worth(evidence, evidence->report->total.thread_top);
}

static size_t write_thread_tops(char *out, size_t size, const struct heap_evidence *evidence)
{
	struct size bytes = size_of(evidence->report->total.thread_top);

	return (size_t)snprintf(out, size,
		_("%s is free at the ends of thread arenas, which malloc_trim leaves as they are: "
		  "MALLOC_ARENA_MAX=2 in the environment, or mallopt(M_ARENA_MAX, 2) at the start, "
		  "keeps fewer of the %zu arenas."),
		bytes.text, evidence->report->arena_count);
}

static bool has_small_chunks(const struct heap_evidence *evidence)
{
	const struct heap_figures *total = &evidence->report->total;

	return worth(evidence, total->pinned) &&
	       total->fastbin + total->tcache >= total->pinned / 4;
}

static size_t write_small_chunks(char *out, size_t size, const struct heap_evidence *evidence)
{
	(void)evidence;
	return (size_t)snprintf(out, size,
		_("Small freed chunks wait in fastbins and thread caches without merging: "
		  "GLIBC_TUNABLES=glibc.malloc.mxfast=0:glibc.malloc.tcache_count=0 lets them merge "
		  "at once, at some cost in speed."));
}

static bool is_pinned(const struct heap_evidence *evidence)
{
	return worth(evidence, evidence->report->total.pinned);
}

static size_t write_pinned(char *out, size_t size, const struct heap_evidence *evidence)
{
	struct size bytes = size_of(evidence->report->total.pinned);

	return (size_t)snprintf(out, size,
		_("%s is free but lies on pages that hold chunks in use as well: fragmentation. It can "
		  "be used again by this program; it goes back once its neighbours are freed. Keeping "
		  "short-lived and long-lived data apart avoids it."),
		bytes.text);
}

static size_t write_containers(char *out, size_t size, const struct heap_evidence *evidence)
{
	(void)evidence;
	return (size_t)snprintf(out, size,
		_("clear(), and a swap() with an empty container, give memory back to malloc and no "
		  "further: they change nothing of this."));
}

/* Findings first, then advice, each the most telling first. */
static const struct heap_sentence sentences[] = {
	{ "refused", false, is_refused, write_refused },
	{ "growing", false, is_growing, write_growing },
	{ "kept", false, is_retained, write_retained },
	{ "held", false, is_held, write_held },
	{ "unsure", false, is_unsure, write_unsure },
	{ "small_share", false, is_small_share, write_small_share },
	{ "mmapped", false, has_mmapped, write_mmapped },
	{ "shared", false, is_shared, write_shared },
	{ "trim", true, can_trim, write_trim },
	{ "pinned_top", true, has_pinned_top, write_pinned_top },
	{ "large_top", true, has_large_top, write_large_top },
	{ "thread_tops", true, has_thread_tops, write_thread_tops },
	{ "fragmented", true, is_pinned, write_pinned },
	{ "small_chunks", true, has_small_chunks, write_small_chunks },
	{ "containers", true, is_retained, write_containers },
};

size_t heap_sentences(const struct heap_sentence *found[static HEAP_SENTENCES_MAX],
	const struct heap_evidence *evidence)
{
	size_t count = 0;

	for (size_t i = 0; i < COUNT_OF(sentences); i++) {
		if (count < HEAP_SENTENCES_MAX && sentences[i].holds(evidence))
			found[count++] = &sentences[i];
	}
	return count;
}

static const char *const reason_texts[HEAP_REASON_COUNT] = {
	[HEAP_REASON_NONE] = N_("all adds up"),
	[HEAP_REASON_OTHER_ALLOCATOR] = N_("another allocator is loaded"),
	[HEAP_REASON_NO_ARENA] = N_("no heap of glibc's malloc was found"),
	[HEAP_REASON_BUSY] = N_("the program allocates and frees while its heap is read"),
	[HEAP_REASON_SWAPPED] =
		N_("part of the heap is in swap, and reading it would bring it back"),
	[HEAP_REASON_DAMAGED] =
		N_("some headers cannot be a chunk's: the heap is damaged, or of a form "
		   "that is not known here"),
	[HEAP_REASON_INCOMPLETE] = N_("less memory was found than malloc says it has"),
	[HEAP_REASON_EXCESS] = N_("more memory looks like the heap than malloc says it has"),
	[HEAP_REASON_STALE_LINKS] = N_("too many chunks look as if they were in fastbins"),
	[HEAP_REASON_BROKEN_LINKS] = N_("part of a list of free chunks could not be read"),
};

const char *heap_reason_text(enum heap_reason reason)
{
	return reason_texts[reason];
}
