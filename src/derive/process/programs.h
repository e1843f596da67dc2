/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processes of a machine by the program that they run, few enough to be followed by a monitoring
 * system: those with the most memory of their own, and all others together.
 *
 *	struct programs *programs = programs_new();
 *	for each sample: status = programs_take(programs, sample);
 *	for (i = 0; i < programs->count; i++) ... programs->rows[i] ...
 *	programs_free(programs);
 */
#ifndef MEMTOP_DERIVE_PROCESS_PROGRAMS_H
#define MEMTOP_DERIVE_PROCESS_PROGRAMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/value.h"
#include "sample/sample.h"

/* So many programs are chosen by what they have. */
#define PROGRAMS_TOP 15
/* Those that were among them within the hour stay, up to so many; the rest is one more. */
#define PROGRAMS_MOST 20
/* 15 bytes of comm, each of which may become "\\x1b", and NUL. */
#define PROGRAM_NAME_SIZE 64

struct program {
	/* As it is shown: printable, so that two names are never shown alike.  "": all others. */
	char name[PROGRAM_NAME_SIZE];
	uint64_t processes;
	/* Sums over its processes, in bytes; not known where that of one of them is not. */
	struct value own, proportional, retained;
	/* Of those that are classed as growing.  Pending until there is a trend of one of them. */
	struct value growing, pace; /* how many; bytes a minute */
	/* Until the first of them meets its nearest limit at its pace; absent while none grows. */
	struct value limit_seconds;
	/* Processes that were in one sample and not in the next; pending in the first. */
	struct value exits;
	uint64_t top_ns; /* the last time that it was among the first */
};

struct programs {
	struct program rows[PROGRAMS_MOST + 1]; /* by own memory; the others together stand last */
	size_t count;                           /* 0 before the first sample */
	struct sample *last;                    /* holds a reference */
};

struct programs *programs_new(void); /* NULL: no memory */
void programs_free(struct programs *programs);

/* Kernel threads are not counted.  STATUS_NO_MEMORY: it stays as it was. */
enum status programs_take(struct programs *programs, struct sample *sample);

#endif
