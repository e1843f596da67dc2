/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's memory by /proc/kcore: an ELF file whose segments are what addresses of the kernel lead to. */
#ifndef MEMTOP_KERNEL_KCORE_KCORE_H
#define MEMTOP_KERNEL_KCORE_KCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct kcore_segment {
	uint64_t address, size, offset;
};

struct kcore {
	int descriptor;
	struct kcore_segment *segments; /* by address */
	size_t segment_count;
};

/*
 * Takes the segments of a file of 64 bits of this machine's byte order; the descriptor stays the caller's.
 * STATUS_MALFORMED, STATUS_NO_MEMORY, STATUS_FAILED with errno.  kcore_free() in any case.
 */
enum status kcore_take(struct kcore *kcore, int descriptor);
void kcore_free(struct kcore *kcore);

/* So many bytes of one segment; false: they lie in none, or could not be read. */
bool kcore_read(const struct kcore *kcore, uint64_t address, void *out, size_t size);

/* A string with its NUL; false: it is longer, or as above. */
bool kcore_read_string(const struct kcore *kcore, uint64_t address, char *out, size_t size);

/*
 * The address of a symbol in the text of /proc/kallsyms, which descriptor is at the beginning of; 0: it has
 * none, or addresses are hidden from this process.
 */
uint64_t kcore_find_symbol(int descriptor, const char *name);

#endif
