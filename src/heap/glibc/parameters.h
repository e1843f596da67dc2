/* SPDX-License-Identifier: GPL-2.0-or-later */
/* malloc's own parameters and statistics: the struct mp_ of malloc/malloc.c. */
#ifndef MEMTOP_HEAP_GLIBC_PARAMETERS_H
#define MEMTOP_HEAP_GLIBC_PARAMETERS_H

#include "heap/glibc/arena.h"

/*
 * Looks for mp_ in libc's data (arenas->state_start to state_end).  What is not found stays absent,
 * and sbrk_base 0.
 */
void parameters_find(struct malloc_parameters *parameters, const struct arenas *arenas,
	struct memory *memory);

#endif
