/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was saved in a file to be explained, as main hands it to the screen. */
#ifndef MEMTOP_SAMPLE_SAVED_FILES_H
#define MEMTOP_SAMPLE_SAVED_FILES_H

#include <stdint.h>

#include "parse/oom/report.h"
#include "parse/pasted/pasted.h"

struct saved_meminfo {
	const char *name;       /* the file as given, or "-" */
	struct oom_reports oom; /* where it has any it is about these, and has no parts */
	struct pasted pasted;   /* its parts; the one to explain is pasted.parts[pasted.chosen] */
	uint64_t lines_before;  /* lines of the file in front of the text that was parsed */
};

static inline const struct meminfo *saved_meminfo_chosen(const struct saved_meminfo *saved)
{
	return &saved->pasted.parts[saved->pasted.chosen];
}

#endif
