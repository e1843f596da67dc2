/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocators other than glibc's, by the names of what is mapped. */
#ifndef MEMTOP_HEAP_RECOGNISE_H
#define MEMTOP_HEAP_RECOGNISE_H

#include "parse/process/map_list.h"
#include "sample/heap_report.h"

/*
 * The allocator whose library is mapped, HEAP_UNKNOWN if there is none; library gets the library's
 * file name.
 */
enum heap_allocator recognise_library(const struct map_list *maps, char *library, size_t size);

#endif
