/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run of equal readings, and how it is kept in few bytes: as differences from the run before.  A reading a
 * second of memory in pages takes 8 bytes or so, of 40; nothing is lost.
 */
#ifndef MEMTOP_DERIVE_RUN_H
#define MEMTOP_DERIVE_RUN_H

#include <stddef.h>
#include <stdint.h>

struct series_run {
	uint64_t first_ns, last_ns; /* monotonic: first and last reading of this value */
	uint64_t bytes;             /* the mean of what was joined */
	uint64_t low, high;         /* ... and its extremes */
};

/* A run takes so many bytes at most; so many more are written, or read, behind it. */
#define RUN_BYTES_MOST 42
#define RUN_SLACK      8

/* Writes a run behind that before it, which is all 0 for the first.  Returns its end. */
uint8_t *run_pack(uint8_t *to, const struct series_run *run, const struct series_run *before);

/* Reads what was written so.  Returns its end. */
const uint8_t *run_unpack(const uint8_t *from, struct series_run *run,
	const struct series_run *before);

#endif
