/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How each kind of kernel memory is called, and what it is. */
#ifndef MEMTOP_DOCUMENT_KERNEL_KINDS_H
#define MEMTOP_DOCUMENT_KERNEL_KINDS_H

#include "base/label.h"
#include "sample/kernel/census.h"
#include "sample/kernel/kernel_memory.h"

/* key: the word for machines; title: for people; explanation: what it is, and what an object of it is. */
extern const struct label kernel_kind_labels[KERNEL_KINDS];

/* What pages are. */
extern const struct label census_class_labels[CENSUS_CLASSES];

/* Where its memory is counted. */
extern const struct label kernel_place_labels[KERNEL_PLACES];

#endif
