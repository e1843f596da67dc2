/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libbpf, loaded when the first program is: most runs load none. */
#ifndef MEMTOP_KERNEL_LIBBPF_H
#define MEMTOP_KERNEL_LIBBPF_H

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "base/library/library.h"
#include "sample/kernel/way.h"

#define LIBBPF_FUNCTIONS(X)                                                                        \
	X(bpf_, iter_create)                                                                       \
	X(bpf_, link_create)                                                                       \
	X(bpf_, map__fd)                                                                           \
	X(bpf_, map__max_entries)                                                                  \
	X(bpf_, map__name)                                                                         \
	X(bpf_, map__set_initial_value)                                                            \
	X(bpf_, map__set_max_entries)                                                              \
	X(bpf_, map__value_size)                                                                   \
	X(bpf_, object__close)                                                                     \
	X(bpf_, object__find_map_by_name)                                                          \
	X(bpf_, object__find_program_by_name)                                                      \
	X(bpf_, object__load)                                                                      \
	X(bpf_, object__next_map)                                                                  \
	X(bpf_, object__open_mem)                                                                  \
	X(bpf_, prog_test_run_opts)                                                                \
	X(bpf_, program__fd)                                                                       \
	X(libbpf_, num_possible_cpus)                                                              \
	X(libbpf_, set_print)                                                                      \
	X(, btf__find_by_name_kind)                                                                \
	X(, btf__free)                                                                             \
	X(, btf__name_by_offset)                                                                   \
	X(, btf__parse)                                                                            \
	X(, btf__parse_split)                                                                      \
	X(, btf__type_by_id)

struct libbpf {
	LIBBPF_FUNCTIONS(LIBRARY_POINTER)
};

/* STATUS_REFUSED, and why; STATUS_NO_MEMORY. */
enum status libbpf_open(struct libbpf *libbpf, struct kernel_refusal *refusal);

/* False, and why, where it is not there, as far as that is told without loading it. */
bool libbpf_foresee(struct kernel_refusal *refusal);

#endif
