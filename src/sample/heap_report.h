/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a look at glibc's heap from outside gave: figures, histogram and map.  heap/heap.c makes it;
 * screen, JSON and verdicts read it.
 */
#ifndef MEMTOP_SAMPLE_HEAP_REPORT_H
#define MEMTOP_SAMPLE_HEAP_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/value.h"
#include "sample/heap_page_map.h"
#include "sample/heap_sizes.h"
#include "sample/other_heap.h"

enum heap_confidence {
	HEAP_OK,
	HEAP_APPROXIMATE, /* the figures are near, but something did not add up: see reason */
	HEAP_REFUSED,     /* there are no figures: see reason */
};

enum heap_reason {
	HEAP_REASON_NONE,
	HEAP_REASON_OTHER_ALLOCATOR, /* its library is loaded, and glibc's malloc holds little */
	HEAP_REASON_NO_ARENA,        /* nothing that looks like glibc's malloc in use */
	HEAP_REASON_BUSY,            /* changed too much while it was read */
	HEAP_REASON_SWAPPED,         /* too much of it is in swap */
	HEAP_REASON_DAMAGED,         /* headers that no chunk can have */
	HEAP_REASON_INCOMPLETE,      /* less found than malloc says it got from the kernel */
	HEAP_REASON_EXCESS,          /* more found: something else looks like a part of the heap */
	HEAP_REASON_STALE_LINKS,     /* too many chunks look as if they were in fastbins */
	HEAP_REASON_BROKEN_LINKS,    /* part of a fastbin could not be read */
	HEAP_REASON_TOO_LARGE,       /* it would take more time or memory than is allowed for it */
	HEAP_REASON_COUNT
};

/* Of one arena, or of all.  In bytes unless they say chunks. */
struct heap_figures {
	uint64_t system; /* got from the kernel, by malloc's own account */
	uint64_t in_use, in_use_chunks;
	uint64_t free, free_chunks; /* in bins */
	uint64_t fastbin, fastbin_chunks;
	uint64_t tcache, tcache_chunks;
	uint64_t top;
	uint64_t foreign;      /* inside the heap, but taken from brk by other code */
	uint64_t unexamined;   /* not readable (in swap), or not understood */
	uint64_t largest_free; /* the largest free chunk, top excepted */

	/* free + fastbin + tcache + top are these four: */
	uint64_t trimmable; /* resident, and given back by malloc_trim(0) now */
	uint64_t
		thread_top; /* resident, in or beside a thread arena's top: malloc_trim leaves it */
	uint64_t pinned; /* resident, but on pages that hold chunks in use, too, or in top's pad */
	uint64_t returned; /* not resident: already given back, or never touched */

	uint64_t resident, swapped;
	uint64_t shared;           /* resident, but shared with other processes after fork */
	uint64_t trimmable_shared; /* the part of trimmable that would not be free for others */
};

struct heap_arena {
	uint64_t address;
	bool is_main;
	unsigned heaps;   /* separate stretches of memory */
	uint64_t threads; /* attached to it */
	struct heap_figures figures;
};

struct heap_report {
	enum heap_confidence confidence;
	enum heap_reason reason;
	enum heap_allocator allocator;
	char library[128];    /* file name of the other allocator's library, or "" */
	const char *versions; /* of glibc, by the layout that was found: "2.27-2.42"; or NULL */
	unsigned word;        /* bytes of a pointer there: 4 or 8 */
	struct heap_figures total;
	struct heap_arena *arenas;
	size_t arena_count;
	struct value mmapped_chunks, mmapped_bytes; /* large chunks with a mapping of their own */
	struct value anonymous;                     /* of the whole process */
	struct value share; /* glibc's share of it, in hundredths of a per cent */
	struct value
		waits_in; /* system call where the main thread waits and holds no lock of malloc */
	struct size_classes classes;
	struct heap_page_map page_map;
	struct other_heap others[OTHER_HEAPS_MOST]; /* beside glibc's, or in its place */
	size_t other_count;
	unsigned attempts;
	double seconds; /* taken by the walks */
};

/* Also of a zeroed report, and twice. */
void heap_report_free(struct heap_report *report);

/* Machine-readable words, never translated: "ok"; "busy"; "glibc".  NULL for HEAP_REASON_NONE. */
const char *heap_confidence_name(enum heap_confidence confidence);
const char *heap_reason_name(enum heap_reason reason);
const char *heap_allocator_name(enum heap_allocator allocator);

/* Why a report that is refused for that reason has no figures: one that was too large has a heap. */
enum value_state heap_reason_state(enum heap_reason reason);

/*
 * Bytes that the program holds of malloc: chunks in use in the arenas, and large ones with a mapping of
 * their own.  Unknown where those are.
 */
struct value heap_held(const struct heap_report *report);

/* The first of the other heaps that was read, or NULL: its trend is the process's. */
const struct other_heap *heap_followed(const struct heap_report *report);

/*
 * The allocator that stands in the place of glibc's malloc, if it was read, or NULL: the report of glibc's
 * is refused then.
 */
const struct other_heap *heap_in_place(const struct heap_report *report);

/* That of this allocator, if it was read, or NULL. */
const struct other_heap *heap_other(const struct heap_report *report,
	enum heap_allocator allocator);

/* All that malloc keeps and is not in use: free + fastbin + tcache + top. */
uint64_t heap_retained(const struct heap_figures *figures);

/* The resident part of that, which is memory of the machine: trimmable + thread_top + pinned. */
uint64_t heap_retained_resident(const struct heap_figures *figures);

#endif
