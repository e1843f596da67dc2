/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the threads of all processes in a sample that have more than one. */
#ifndef MEMTOP_SOURCE_PROCESS_THREADS_H
#define MEMTOP_SOURCE_PROCESS_THREADS_H

#include "base/status.h"
#include "sample/sample.h"
#include "source/file.h"

/* So many at the most; the sample says if there are more. */
#define THREADS_MOST 10000u

/*
 * Puts rows of threads into the sample, whose processes are read.  before: the sample before, whose rows go on
 * where nothing moved, or NULL.  STATUS_NO_MEMORY.
 */
enum status threads_read(struct sample *sample, const struct sample *before,
	const struct kernel_root *root);

#endif
