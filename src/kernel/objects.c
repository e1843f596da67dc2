/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "kernel/objects.h"

#ifdef HAVE_BPF
#define OBJECT(name_)                                                                              \
	const struct kernel_object kernel_object_##name_ = { #name_, name_##_bytes,                \
		sizeof(name_##_bytes) }
#define BYTES(name_) static const _Alignas(16) unsigned char name_##_bytes[]
#else
#define OBJECT(name_) const struct kernel_object kernel_object_##name_ = { #name_, NULL, 0 }
#endif

#ifdef HAVE_BPF
BYTES(cache) = {
#include "kernel/programs/cache.bpf.inc"
};
BYTES(census) = {
#include "kernel/programs/census.bpf.inc"
};
#endif
OBJECT(cache);
OBJECT(census);

#ifdef HAVE_BPF
BYTES(pages) = {
#include "kernel/programs/pages.bpf.inc"
};
#endif
OBJECT(pages);

#ifdef HAVE_BPF
BYTES(holders) = {
#include "kernel/programs/holders.bpf.inc"
};
#endif
OBJECT(holders);

#ifdef HAVE_BPF
BYTES(memcgs) = {
#include "kernel/programs/memcgs.bpf.inc"
};
#endif
OBJECT(memcgs);

#ifdef HAVE_BPF
BYTES(shmem_users) = {
#include "kernel/programs/shmem_users.bpf.inc"
};
#endif
OBJECT(shmem_users);

#ifdef HAVE_BPF
BYTES(task_iterator) = {
#include "kernel/programs/task_iterator.bpf.inc"
};
#endif
OBJECT(task_iterator);

#ifdef HAVE_BPF
BYTES(tasks) = {
#include "kernel/programs/tasks.bpf.inc"
};
#endif
OBJECT(tasks);
