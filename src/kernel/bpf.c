/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/bpf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel/libbpf.h"
#include "kernel/refusal.h"

/* What the verifier says of one program at the most; not touched where it says nothing. */
#define LOG_SIZE ((size_t)1 << 20)

#define MEMORIES_MOST 16

struct kernel_bpf {
	struct libbpf libbpf;
	struct bpf_object *object;
	struct {
		const struct bpf_map *map;
		void *at;
		size_t size;
	} memories[MEMORIES_MOST];
	size_t memory_count;
};

/* 0, or a negative errno. */
static int set_constants(struct kernel_bpf *bpf, const struct kernel_bpf_sizes *sizes)
{
	struct bpf_map *map = NULL;

	while ((map = bpf->libbpf.object__next_map(bpf->object, map)))
		if (strstr(bpf->libbpf.map__name(map), ".rodata"))
			return bpf->libbpf.map__set_initial_value(map, sizes->constants,
				sizes->constants_size);
	return -ENOENT;
}

static int set_sizes(struct kernel_bpf *bpf, const struct kernel_bpf_sizes *sizes)
{
	struct bpf_map *map;
	int error = 0;

	if (sizes && sizes->constants)
		error = set_constants(bpf, sizes);
	if (error != 0 || !sizes || sizes->entries == 0)
		return error;
	map = bpf->libbpf.object__find_map_by_name(bpf->object, sizes->array);
	return map ? bpf->libbpf.map__set_max_entries(map, sizes->entries) : -ENOENT;
}

static enum status open_and_load(struct kernel_bpf *bpf, const struct kernel_object *object,
	const struct kernel_bpf_sizes *sizes, char *log, struct kernel_refusal *refusal)
{
	struct bpf_object_open_opts options;
	int error;

	/* libbpf refuses options whose padding is not 0, and an initializer may leave that as it is. */
	memset(&options, 0, sizeof(options));
	options.sz = sizeof(options);
	options.object_name = object->name;
	options.kernel_log_buf = log;
	options.kernel_log_size = LOG_SIZE;
	bpf->object = bpf->libbpf.object__open_mem(object->bytes, object->size, &options);
	if (!bpf->object)
		error = errno;
	else
		error = -set_sizes(bpf, sizes);
	if (error == 0)
		error = -bpf->libbpf.object__load(bpf->object);
	if (error == 0)
		return STATUS_OK;
	if (error == ENOMEM)
		return STATUS_NO_MEMORY;
	kernel_refusal_explain(refusal, error, log);
	return STATUS_REFUSED;
}

bool kernel_bpf_foresee(struct kernel_refusal *refusal)
{
	return kernel_refusal_foresee(refusal) && libbpf_foresee(refusal);
}

enum status kernel_bpf_load(struct kernel_bpf **out, const struct kernel_object *object,
	struct kernel_refusal *refusal)
{
	return kernel_bpf_load_sized(out, object, NULL, refusal);
}

enum status kernel_bpf_load_sized(struct kernel_bpf **out, const struct kernel_object *object,
	const struct kernel_bpf_sizes *sizes, struct kernel_refusal *refusal)
{
	struct kernel_bpf *bpf;
	enum status status;
	char *log;

	*out = NULL;
	if (!kernel_refusal_foresee(refusal))
		return STATUS_REFUSED;
	bpf = calloc(1, sizeof(*bpf));
	log = calloc(1, LOG_SIZE);
	status = bpf && log ? libbpf_open(&bpf->libbpf, refusal) : STATUS_NO_MEMORY;
	if (status == STATUS_OK) {
		bpf->libbpf.set_print(NULL);
		status = open_and_load(bpf, object, sizes, log, refusal);
	}
	free(log);
	if (status == STATUS_OK)
		*out = bpf;
	else
		kernel_bpf_unload(bpf);
	return status;
}

void kernel_bpf_unload(struct kernel_bpf *bpf)
{
	if (!bpf)
		return;
	for (size_t i = 0; i < bpf->memory_count; i++)
		munmap(bpf->memories[i].at, bpf->memories[i].size);
	if (bpf->object)
		bpf->libbpf.object__close(bpf->object);
	free(bpf);
}

/* errno where there is none of that name. */
static int descriptor_of(const struct kernel_bpf *bpf, const char *name)
{
	struct bpf_program *program = bpf->libbpf.object__find_program_by_name(bpf->object, name);

	return program ? bpf->libbpf.program__fd(program) : -1;
}

enum status kernel_bpf_run(struct kernel_bpf *bpf, const char *program, void *context, size_t size)
{
	struct bpf_test_run_opts options;

	memset(&options, 0, sizeof(options)); /* its padding, too */
	options.sz = sizeof(options);
	options.ctx_in = context;
	options.ctx_size_in = (__u32)size;
	return bpf->libbpf.prog_test_run_opts(descriptor_of(bpf, program), &options) == 0
		       ? STATUS_OK
		       : STATUS_FAILED;
}

static enum status read_all(int iterator, size_t size,
	enum status (*take)(void *context, const void *record), void *context)
{
	_Alignas(max_align_t) char bytes[8192];
	size_t kept = 0;
	enum status status = STATUS_OK;

	while (status == STATUS_OK) {
		ssize_t length = read(iterator, bytes + kept, sizeof(bytes) - kept);
		size_t at = 0;

		if (length == 0)
			break;
		if (length < 0 && errno != EINTR && errno != EAGAIN)
			return errno == ENOMEM ? STATUS_NO_MEMORY : STATUS_FAILED;
		kept += length > 0 ? (size_t)length : 0;
		for (; kept - at >= size && status == STATUS_OK; at += size)
			status = take(context, bytes + at);
		kept -= at;
		memmove(bytes, bytes + at, kept);
	}
	return status;
}

enum status kernel_bpf_iterate(struct kernel_bpf *bpf, const char *program, size_t size,
	enum status (*take)(void *context, const void *record), void *context)
{
	int link = bpf->libbpf.link_create(descriptor_of(bpf, program), 0, BPF_TRACE_ITER, NULL);
	int iterator = link < 0 ? -1 : bpf->libbpf.iter_create(link);
	enum status status = iterator < 0 ? STATUS_FAILED : read_all(iterator, size, take, context);
	int error = errno;

	if (iterator >= 0)
		close(iterator);
	if (link >= 0)
		close(link);
	errno = error;
	return status;
}

uint32_t kernel_bpf_cpus(void)
{
	struct kernel_refusal unsaid;
	struct libbpf libbpf;
	int cpus = libbpf_open(&libbpf, &unsaid) == STATUS_OK ? libbpf.num_possible_cpus() : 0;

	return cpus > 0 ? (uint32_t)cpus : 1;
}

static void *share(struct kernel_bpf *bpf, const struct bpf_map *map, size_t *size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *at;

	*size = ((size_t)bpf->libbpf.map__value_size(map) + 7) / 8 * 8 *
		bpf->libbpf.map__max_entries(map);
	*size = (*size + page - 1) / page * page;
	at = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, bpf->libbpf.map__fd(map), 0);
	if (at == MAP_FAILED)
		return NULL;
	bpf->memories[bpf->memory_count].map = map;
	bpf->memories[bpf->memory_count].at = at;
	bpf->memories[bpf->memory_count++].size = *size;
	return at;
}

void *kernel_bpf_memory(struct kernel_bpf *bpf, const char *name, size_t *size)
{
	const struct bpf_map *map = bpf->libbpf.object__find_map_by_name(bpf->object, name);

	for (size_t i = 0; map && i < bpf->memory_count; i++) {
		if (bpf->memories[i].map != map)
			continue;
		*size = bpf->memories[i].size;
		return bpf->memories[i].at;
	}
	return map && bpf->memory_count < MEMORIES_MOST ? share(bpf, map, size) : NULL;
}
