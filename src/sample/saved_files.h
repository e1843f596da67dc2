/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A meminfo that was saved in a file, as main hands it to the screen. */
#ifndef MEMTOP_SAMPLE_SAVED_FILES_H
#define MEMTOP_SAMPLE_SAVED_FILES_H

#include <stdint.h>

#include "parse/meminfo/meminfo.h"

struct saved_meminfo {
	const char *name; /* the file as given, or "-" */
	struct meminfo meminfo;
	uint64_t lines_before; /* lines of the file in front of the text that was parsed */
};

#endif
