/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view kernel: what the kernel itself uses memory for, and what is on no counter. */
#ifndef MEMTOP_VIEWS_KERNEL_KERNEL_H
#define MEMTOP_VIEWS_KERNEL_KERNEL_H

#include "derive/process/arrange.h"
#include "document/document.h"
#include "sample/kernel/census.h"
#include "sample/sample.h"

/* What must be read for it: enum cost, or'ed. */
unsigned kernel_cost(void);

/*
 * The consumers of a sample, largest first.  Of the arrangement nothing counts.  Holds a reference to the
 * sample.  NULL: no memory.
 */
struct document *kernel_document(struct sample *sample, const struct arrangement *arrangement);

struct kernel_request {
	struct sample *sample;
	const struct census *census; /* NULL: none was taken */
	struct sample *counted;      /* of the moment of the census; NULL: the same */
};

/* What a census looks at: MemTotal; and for how long, at 22 to 60 ns a page. */
uint64_t kernel_ram(const struct sample *sample);
uint64_t kernel_census_ms(uint64_t bytes);

/* The same with what the pages are. */
struct document *kernel_document_of(const struct kernel_request *request);

#endif
