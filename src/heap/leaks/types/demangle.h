/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of C++ as people write them; libiberty's, if memtop was built with it. */
#ifndef MEMTOP_HEAP_LEAKS_TYPES_DEMANGLE_H
#define MEMTOP_HEAP_LEAKS_TYPES_DEMANGLE_H

#include <stddef.h>

/* A symbol, or the mangled name of a type; what is no such name stays as it is.  Cut to fit size. */
void demangle(char *out, size_t size, const char *name);
void demangle_type(char *out, size_t size, const char *name);

#endif
