/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything that a verdict may rest on, put together from a saved meminfo or from a live sample,
 * so that the rules need not know which.  What a saved file cannot tell is absent.
 */
#ifndef MEMTOP_DERIVE_MACHINE_EVIDENCE_H
#define MEMTOP_DERIVE_MACHINE_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "derive/machine/available.h"
#include "derive/machine/balance.h"
#include "derive/machine/origin.h"
#include "parse/pasted/pasted.h"
#include "sample/sample.h"

/* Where in a pasted text the meminfo stands. */
struct evidence_place {
	size_t count, index; /* how many there are, and which it is, from 0; 0 and 0 for a sample */
	bool one_machine;    /* all are of one machine */
};

struct evidence {
	const struct meminfo *meminfo;
	struct evidence_place place;
	const struct system_sample *system; /* NULL for a saved file */
	struct system_extras system_extras;
	struct origin origin;
	struct available available;
	bool available_known;
	struct balance balance;
	struct value per_cpu_lists;
};

/* From a saved text.  evidence refers to meminfo. */
void evidence_of_meminfo(struct evidence *evidence, const struct meminfo *meminfo);

/* The same for one part of such a text. */
void evidence_of_pasted(struct evidence *evidence, const struct pasted *pasted, size_t part);

/* What a sample knows of memory that meminfo does not show. */
struct balance_extra evidence_balance_extra(const struct system_sample *system);

/* From a sample.  evidence refers to system. */
void evidence_of_system(struct evidence *evidence, const struct system_sample *system);

#endif
