/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The second pass: from where chunks start and what they are to the figures of a report. */
#ifndef MEMTOP_HEAP_GLIBC_SUMMARY_H
#define MEMTOP_HEAP_GLIBC_SUMMARY_H

#include "heap/glibc/walk.h"
#include "sample/heap_report.h"

/* Fills arenas, total, classes and strip.  Takes the page flags over from the walk. */
enum status summary_make(struct heap_report *report, struct heap_walk *walk);

#endif
