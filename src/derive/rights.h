/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which capability or other right each view needs, and for which of its figures: one table, for
 * --capabilities, for the manual page, and for what memtop keeps of root's rights.
 */
#ifndef MEMTOP_DERIVE_RIGHTS_H
#define MEMTOP_DERIVE_RIGHTS_H

#include <stddef.h>

#include "sample/rights.h"

/* What the process is going to do. */
enum right_use {
	RIGHT_TO_READ = 1 << 0,        /* views, in batch and on screen */
	RIGHT_TO_SIGNAL = 1 << 1,      /* the user may send signals */
	RIGHT_TO_ACT = 1 << 2,         /* save settings and reports, start a probe */
	RIGHT_TO_COUNT_PAGES = 1 << 3, /* kernel --census */
	RIGHT_TO_HEAR = 1 << 4,        /* record: be told of every process that ends */
	RIGHT_TO_READ_KERNEL = 1 << 5, /* cache, where BPF does not serve: /proc/kcore */
};

enum right_state {
	RIGHT_GRANTED,
	RIGHT_NOT_NEEDED, /* as this machine is set up, it is not needed */
	RIGHT_MISSING,
	RIGHT_REFUSED, /* as this machine is set up, no process gets it */
	RIGHT_STATES
};
extern const char *const right_state_keys[RIGHT_STATES];   /* "granted" ... */
extern const char *const right_state_titles[RIGHT_STATES]; /* N_() */

struct right_row {
	const char *view;      /* "overview+growth" */
	const char *figure;    /* N_(): what it is needed for */
	uint64_t capabilities; /* all of them are needed ... */
	const char *other;     /* ... and this, in a few words for machines as well; or NULL */
	const char *without;   /* N_(): what is shown, or done, without it */
	unsigned use;          /* enum right_use: what needs it */
	bool for_all;          /* it counts in the first user namespace alone */
	/* Each may be NULL: whether it takes anything here, whether no process gets it, whether other is there. */
	bool (*needed)(const struct rights *rights);
	bool (*refused)(const struct rights *rights);
	bool (*granted)(const struct rights *rights);
};
extern const struct right_row right_rows[];
extern const size_t right_row_count;

enum right_state right_state(const struct right_row *row, const struct rights *rights);

/* Names of capabilities, and what else is needed, joined by '+': "CAP_KILL".  Returns the length. */
size_t right_needs(char *out, size_t size, const struct right_row *row);
size_t right_lacks(char *out, size_t size, const struct right_row *row,
	const struct rights *rights);

/* The capabilities that so much use needs. */
uint64_t right_capabilities(unsigned use);

#endif
