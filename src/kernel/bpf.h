/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs that run in the kernel and read its objects: loaded when a view needs them, gone with
 * kernel_bpf_unload() or with memtop.  They are never pinned, attached to nothing, and write nothing
 * but the memory that they share with memtop.
 *
 *	status = kernel_bpf_load(&bpf, &kernel_object_cache, &refusal);
 *	records = kernel_bpf_memory(bpf, "inodes", &size);
 *	do {
 *		status = kernel_bpf_run(bpf, "list_inodes", &call, sizeof(call));
 *		... records[0 .. call.count) ...
 *	} while (status == STATUS_OK && call.end == CACHE_MORE);
 *	kernel_bpf_unload(bpf);
 *
 * One object may be used by one thread at a time.
 */
#ifndef MEMTOP_KERNEL_BPF_H
#define MEMTOP_KERNEL_BPF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "kernel/objects.h"
#include "sample/kernel/way.h"

struct kernel_bpf;

/* False, and why, where there is no need to try to load any. */
bool kernel_bpf_foresee(struct kernel_refusal *refusal);

/*
 * Loads all programs of an object; takes 50 ms and, for as long as it lasts, 20 MiB.  STATUS_REFUSED:
 * refusal says why, STATUS_NO_MEMORY.  kernel_bpf_unload() it.
 */
enum status kernel_bpf_load(struct kernel_bpf **bpf, const struct kernel_object *object,
	struct kernel_refusal *refusal);

/* What of an object is of this machine. */
struct kernel_bpf_sizes {
	const char *array; /* a map that is to have so many elements; 0: as it is in the object */
	uint32_t entries;
	const void *constants; /* all of its "const volatile" variables, or NULL */
	size_t constants_size;
};

/* The same with such sizes. */
enum status kernel_bpf_load_sized(struct kernel_bpf **bpf, const struct kernel_object *object,
	const struct kernel_bpf_sizes *sizes, struct kernel_refusal *refusal);
void kernel_bpf_unload(struct kernel_bpf *bpf); /* NULL is allowed */

/*
 * The same beside an object that was loaded.  An older kernel may refuse this one: *bpf is NULL then, and
 * *lacking says what its figures are (VALUE_ABSENT, or VALUE_FAILED where another time may do), with
 * STATUS_OK.  STATUS_NO_MEMORY.
 */
enum status kernel_bpf_load_more(struct kernel_bpf **bpf, const struct kernel_object *object,
	enum value_state *lacking);

/*
 * Runs a program of type "syscall" to its end; context, of as many bytes as the program knows, goes in
 * and comes out.  STATUS_FAILED with errno.
 */
enum status kernel_bpf_run(struct kernel_bpf *bpf, const char *program, void *context, size_t size);

/*
 * Runs a program of type "iter/..." and hands on the records of size bytes, at most 8192, that it writes;
 * take returns a status other than STATUS_OK to end it.  STATUS_NO_MEMORY, STATUS_FAILED with errno.
 */
enum status kernel_bpf_iterate(struct kernel_bpf *bpf, const char *program, size_t size,
	enum status (*take)(void *context, const void *record), void *context);

/* Of the machine, those that are not there yet included; 1 where that cannot be told. */
uint32_t kernel_bpf_cpus(void);

/* The memory of an array with BPF_F_MMAPABLE, until the object is unloaded.  NULL: no memory. */
void *kernel_bpf_memory(struct kernel_bpf *bpf, const char *map, size_t *size);

#endif
