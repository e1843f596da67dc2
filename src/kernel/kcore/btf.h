/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where members of the kernel's structures stand: BTF, as /sys/kernel/btf/vmlinux has it
 * (Documentation/bpf/btf.rst).  Of its own, since libbpf need not be there where BPF is not.
 */
#ifndef MEMTOP_KERNEL_KCORE_BTF_H
#define MEMTOP_KERNEL_KCORE_BTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct btf_file {
	const unsigned char *types, *strings; /* of the bytes that were given */
	size_t type_size, string_size;
	uint32_t *at; /* where each type begins in types; type 1 is the first */
	size_t count, room;
};

/*
 * Takes bytes, which must stay.  Every offset in them is held to their size.  STATUS_MALFORMED,
 * STATUS_NO_MEMORY.  btf_file_free() in any case.
 */
enum status btf_file_take(struct btf_file *btf, const void *bytes, size_t size);
void btf_file_free(struct btf_file *btf);

/*
 * The offset in bytes of a member of a structure, by a path through structures in it: "inode",
 * "i_data.nrpages"; what is inside a member without a name needs none.  False: there is none, or it does not
 * begin with a byte.
 */
bool btf_file_offset(const struct btf_file *btf, const char *structure, const char *path,
	uint32_t *offset);

#endif
