/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In place of bpf.c and overlay.c where memtop is built without libbpf, or without the programs. */
#include "kernel/bpf.h"
#include "kernel/overlay.h"

bool kernel_bpf_foresee(struct kernel_refusal *refusal)
{
	*refusal = (struct kernel_refusal){ .kind = KERNEL_NOT_BUILT };
	return false;
}

enum status kernel_bpf_load(struct kernel_bpf **bpf, const struct kernel_object *object,
	struct kernel_refusal *refusal)
{
	return kernel_bpf_load_sized(bpf, object, NULL, refusal);
}

enum status kernel_bpf_load_sized(struct kernel_bpf **bpf, const struct kernel_object *object,
	const struct kernel_bpf_sizes *sizes, struct kernel_refusal *refusal)
{
	(void)object, (void)sizes;
	*bpf = NULL;
	*refusal = (struct kernel_refusal){ .kind = KERNEL_NOT_BUILT };
	return STATUS_REFUSED;
}

void kernel_bpf_unload(struct kernel_bpf *bpf)
{
	(void)bpf;
}

enum status kernel_bpf_run(struct kernel_bpf *bpf, const char *program, void *context, size_t size)
{
	(void)bpf, (void)program, (void)context, (void)size;
	return STATUS_REFUSED;
}

enum status kernel_bpf_iterate(struct kernel_bpf *bpf, const char *program, size_t size,
	enum status (*take)(void *context, const void *record), void *context)
{
	(void)bpf, (void)program, (void)size, (void)take, (void)context;
	return STATUS_REFUSED;
}

uint32_t kernel_bpf_cpus(void)
{
	return 1;
}

void *kernel_bpf_memory(struct kernel_bpf *bpf, const char *map, size_t *size)
{
	(void)bpf, (void)map, (void)size;
	return NULL;
}

bool kernel_overlay_form(struct cache_layer_form *form)
{
	(void)form;
	return false;
}
