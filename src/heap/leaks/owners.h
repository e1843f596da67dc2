/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lies under objects of C++ classes: an object, and every chunk without a class that it leads to
 * over others without one.  A chunk that several lead to belongs to the first.
 */
#ifndef MEMTOP_HEAP_LEAKS_OWNERS_H
#define MEMTOP_HEAP_LEAKS_OWNERS_H

#include "heap/leaks/look.h"
#include "heap/leaks/types/types.h"

/*
 * Fills in under_bytes of the types that are classes, and adds those that no sample had.  The labels of
 * holders are used up: it comes behind all that reads them, and does nothing where there are none.
 * As residual_make().
 */
enum status owners_take(struct types *types, struct leak_look *look);

#endif
