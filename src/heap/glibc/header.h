/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The header that glibc writes at the start of each heap of a thread arena. */
#ifndef MEMTOP_HEAP_GLIBC_HEADER_H
#define MEMTOP_HEAP_GLIBC_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether the first length bytes at an address that is a multiple of 64 MiB (32-bit: 1 MiB) are
 * glibc's struct heap_info { ar_ptr, prev, size, mprotect_size ... } of malloc/arena.c, 2.12 to
 * 2.43: the arena stands right behind the first heap's header, later heaps lead back to it.
 */
bool heap_header_is_glibc(uint64_t address, const unsigned char *header, size_t length);

#endif
