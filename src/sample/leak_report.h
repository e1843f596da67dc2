/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a process's heap nothing points to, what it is, and what holds the rest.  heap/leaks/ makes
 * it; views, JSON and findings read it.
 *
 * Unreachable is what no plain pointer leads to; it is the sum of proven, probable, encoded and
 * undecided.  Bytes are as malloc counts them, headers included.
 */
#ifndef MEMTOP_SAMPLE_LEAK_REPORT_H
#define MEMTOP_SAMPLE_LEAK_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"
#include "base/value.h"
#include "sample/heap_report.h"

enum leak_type_kind {
	LEAK_TYPE_CLASS,     /* a C++ class, by its vtable */
	LEAK_TYPE_CONTAINER, /* a node of a container of the C++ library */
	LEAK_TYPE_PYTHON,    /* an object of CPython */
	LEAK_TYPE_TEXT,
	LEAK_TYPE_POINTERS, /* half of it and more are pointers */
	LEAK_TYPE_DATA,     /* nothing that is recognised: by size */
	LEAK_TYPE_KINDS
};

struct leak_type {
	char *name; /* "Session"; "std::map node, 64 bytes"; bytes that the process chose */
	enum leak_type_kind kind;
	bool certain; /* named by the program itself; else by the pattern of what is in it */
	uint64_t bytes, chunks; /* of a sample, as far as it is one: all that are in use */
	uint64_t unreachable_bytes;
	struct value growth_bytes; /* since the look that it is compared with */
	/* Of a class: its objects and what lies under them, all of them seen; else absent. */
	struct value under_bytes;
	size_t place; /* for sorting */
};

/* Types that are told by how chunks look or by their size. */
enum leak_generic {
	LEAK_GENERIC_TEXT,
	LEAK_GENERIC_POINTERS,
	LEAK_GENERIC_DATA_32,
	LEAK_GENERIC_DATA_64,
	LEAK_GENERIC_DATA_128,
	LEAK_GENERIC_DATA_1K,
	LEAK_GENERIC_DATA_16K,
	LEAK_GENERIC_DATA_128K,
	LEAK_GENERIC_DATA_MORE,
	LEAK_GENERICS
};

/* The name in English; N_().  The data of a chunk of that size. */
const char *leak_generic_name(enum leak_generic generic);
enum leak_generic leak_generic_of_size(uint64_t chunk_bytes);

enum leak_holder_kind {
	LEAK_HOLDER_DATA,   /* a variable, or a place in the data of a program or library */
	LEAK_HOLDER_MEMORY, /* other memory */
	LEAK_HOLDER_KERNEL, /* what it gave the kernel to keep: an epoll set */
	LEAK_HOLDER_HEAP,   /* a stretch of the heap that is not malloc's */
	LEAK_HOLDER_TLS,
	LEAK_HOLDER_STACK,
	LEAK_HOLDER_CALL, /* an argument of a system call, or a register */
	LEAK_HOLDER_KINDS
};

struct leak_holder {
	enum leak_holder_kind kind;
	char *object;     /* file name of the program or library, or of what is mapped; or NULL */
	char *symbol;     /* the variable; NULL: not known */
	char *thread;     /* its name, for TLS, stacks and calls; or NULL */
	struct value tid; /* of it */
	struct value offset;      /* in the object, where there is no symbol; else an address */
	uint64_t bytes, chunks;   /* that it leads to, alone or with others */
	uint64_t exclusive_bytes; /* alone */
	struct value growth_bytes;
	size_t type;                      /* index of the type that most of it is; LEAK_NO_TYPE */
	uint64_t type_bytes, type_chunks; /* so much of it, by the sample */
};

#define LEAK_NO_TYPE SIZE_MAX

enum leak_unseen {
	LEAK_SEEN_ALL,
	LEAK_UNSEEN_SWAPPED, /* pages in swap, which reading would bring back */
	LEAK_UNSEEN_UNREAD,  /* pages that could not be read */
	LEAK_UNSEEN_KINDS
};

struct leak_report {
	enum heap_confidence confidence; /* of the walk: see struct heap_report */
	enum heap_reason reason;
	enum heap_allocator allocator;
	char library[128];
	unsigned word;

	unsigned looks;
	bool settled;                 /* the last looks took nothing away: the set is stable */
	double seconds, span_seconds; /* the last look's; from the first to the last */
	struct value since_ns;        /* from the look that growth is compared with */

	uint64_t in_use_bytes, in_use_chunks;
	uint64_t reachable_bytes, reachable_chunks;
	uint64_t unreachable_bytes, unreachable_chunks; /* in every look, and unchanged */
	uint64_t proven_bytes, probable_bytes, encoded_bytes, undecided_bytes;
	uint64_t proven_components;
	/*
	 * What a pointer in a register could hold, and what is left of the probable: that only a pointer
	 * in what it wrote could hold.
	 */
	uint64_t register_bytes, outside_bytes, outside_components;
	struct value written_bytes; /* to files, pipes and sockets, since it was forked */
	uint64_t components, heads, largest_component_bytes;
	uint64_t encoded_tried, encoded_found; /* heads that other forms were looked for */
	uint64_t unseen_bytes;
	enum leak_unseen unseen;
	uint64_t
		changed_between_looks; /* chunks that were unreachable once, and are not any more */

	unsigned threads, running; /* running: those whose registers were not seen */
	unsigned sampled;          /* running ones whose registers were sampled */
	unsigned register_limit;   /* components that registers can hold: see proven_bytes */
	uint64_t mapped_chunks;
	bool mapped_exact; /* chunks with a mapping of their own were all found */
	bool threads_known;

	struct leak_type *types; /* by bytes, descending */
	size_t type_count;
	uint64_t sampled_chunks; /* by which types are told */
	struct value
		under_class_bytes; /* what lies under objects of classes; absent: no such object, or not settled */
	struct leak_holder *holders; /* by bytes, descending */
	size_t holder_count;
	bool holders_known;
};

/*
 * What is remembered of a search, so that other views can say it: the figures of its last look.  Lost is
 * what neither memory nor registers lead to: proven, or held by nothing but what was written.
 */
struct leak_search {
	pid_t pid;
	uint64_t ticks; /* when, as starts of processes are counted: a PID may be used again */
	uint64_t monotonic_ns;
	uint64_t in_use_bytes, unreachable_bytes, lost_bytes, lost_components;
};

void leak_search_take(struct leak_search *search, const struct leak_report *report);

/* Also of a zeroed report, and twice. */
void leak_report_free(struct leak_report *report);

/* Machine-readable words, never translated; of the last, NULL where all was seen. */
const char *leak_type_kind_name(enum leak_type_kind kind);
const char *leak_holder_kind_name(enum leak_holder_kind kind);
const char *leak_unseen_name(enum leak_unseen unseen);

/*
 * Fills in by how much types and holders grew since before, which was so much earlier: a type or
 * holder that was not there grew from nothing.
 */
void leak_report_compare(struct leak_report *report, const struct leak_report *before,
	uint64_t since_ns);

#endif
