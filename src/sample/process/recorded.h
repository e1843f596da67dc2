/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a record has of one process, as a detail: what its row tells, and all else not recorded. */
#ifndef MEMTOP_SAMPLE_PROCESS_RECORDED_H
#define MEMTOP_SAMPLE_PROCESS_RECORDED_H

#include "sample/process_detail.h"
#include "sample/sample.h"

/* detail_unref() it; NULL: no memory. */
struct process_detail *detail_of_row(const struct sample *sample, const struct row *row);

#endif
