/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/census/census.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/macros.h"
#include "kernel/bpf.h"
#include "kernel/census/parts.h"
#include "kernel/programs/census.h"
#include "parse/kernel/iomem.h"

_Static_assert((int)PAGE_KINDS == (int)CENSUS_CLASSES, "what the programs count is what is told");

/* include/linux/pagemap.h of the kernel's documentation: bits 0 to 54 are the number of the page. */
#define PAGE_NUMBER_MASK ((UINT64_C(1) << 55) - 1)
#define IOMEM_MOST       ((size_t)1 << 20)

/* 64 MiB. */
#define CALLS_A_STEP 2

struct taking {
	struct census *census;
	const struct census_files *files;
	const struct census_watch *watch;
	uint64_t ram; /* bytes, of /proc/iomem */
	unsigned calls;
	struct kernel_bpf *bpf;
	uint64_t page_size, base;
	unsigned untold; /* enum census_class, a bit each */
};

static enum status refuse(struct census *census, enum kernel_refusal_kind kind)
{
	census->refusal = (struct kernel_refusal){ .kind = kind };
	return STATUS_REFUSED;
}

struct census_files kernel_census_open(void)
{
	return (struct census_files){ open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC),
		open("/proc/iomem", O_RDONLY | O_CLOEXEC) };
}

void kernel_census_close(struct census_files *files)
{
	if (files->pagemap >= 0)
		close(files->pagemap);
	if (files->iomem >= 0)
		close(files->iomem);
	*files = (struct census_files){ -1, -1 };
}

/* The number of the page that an address of this program is in; 0: the kernel does not tell. */
static uint64_t page_number(const struct taking *taking, uintptr_t address)
{
	uint64_t entry = 0;

	if (pread(taking->files->pagemap, &entry, sizeof(entry),
		    (off_t)(address / taking->page_size * sizeof(entry))) != sizeof(entry))
		return 0;
	return entry & PAGE_NUMBER_MASK;
}

/*
 * Where the struct page with the number 0 is, which differs from boot to boot: the first page of this
 * program's file has one that the program finds, and a number that pagemap tells.
 */
static enum status find_base(struct taking *taking)
{
	struct census_page_call call = { 0 };
	uintptr_t headers = (uintptr_t)getauxval(AT_PHDR);
	volatile char there = *(const volatile char *)headers;
	uint64_t number = page_number(taking, headers);

	(void)there;
	if (number == 0)
		return refuse(taking->census, KERNEL_NO_RIGHTS);
	if (kernel_bpf_run(taking->bpf, "find_page", &call, sizeof(call)) != STATUS_OK ||
		call.page == 0 || call.size == 0)
		return refuse(taking->census, KERNEL_TOO_OLD);
	taking->base = call.page - number * call.size;
	taking->untold = call.untold;
	return STATUS_OK;
}

/* False: no more is wanted. */
static bool goes_on(struct taking *taking)
{
	const struct census_watch *watch = taking->watch;

	if (!watch || taking->calls++ % CALLS_A_STEP != 0)
		return true;
	if (watch->progress)
		watch->progress(watch->context, taking->census->total, taking->ram);
	return !watch->cancelled || !watch->cancelled(watch->context);
}

static enum status count_range(struct taking *taking, const struct iomem_range *range)
{
	uint64_t first = (range->start + taking->page_size - 1) / taking->page_size;
	uint64_t end = range->end / taking->page_size;

	while (first < end) {
		struct census_count_call call = { .base = taking->base,
			.first = first,
			.count = (unsigned)(end - first < CENSUS_PAGES_A_CALL
						    ? end - first
						    : CENSUS_PAGES_A_CALL) };

		if (!goes_on(taking))
			return STATUS_REFUSED;
		if (kernel_bpf_run(taking->bpf, "count_pages", &call, sizeof(call)) != STATUS_OK)
			return refuse(taking->census, KERNEL_NOT_LOADED);
		taking->census->total += call.count * taking->page_size;
		taking->census->unseen += call.unseen * taking->page_size;
		first += call.count;
	}
	return STATUS_OK;
}

static size_t read_iomem(int file, char *text)
{
	size_t length = 0;
	ssize_t more;

	if (lseek(file, 0, SEEK_SET) != 0)
		return 0;
	while (length < IOMEM_MOST && (more = read(file, text + length, IOMEM_MOST - length)) > 0)
		length += (size_t)more;
	return length;
}

static uint64_t ram_of(struct text text)
{
	struct iomem_range range;
	uint64_t ram = 0;

	while (iomem_next_ram(&range, &text))
		ram += range.end - range.start;
	return ram;
}

static enum status count_all(struct taking *taking)
{
	char *text = malloc(IOMEM_MOST);
	enum status status = text ? STATUS_OK : STATUS_NO_MEMORY;
	struct iomem_range range;
	struct text rest;

	if (text) {
		rest = text_of(text, read_iomem(taking->files->iomem, text));
		taking->ram = ram_of(rest);
	}
	while (status == STATUS_OK && iomem_next_ram(&range, &rest))
		status = count_range(taking, &range);
	free(text);
	if (status == STATUS_OK && taking->census->total <= taking->page_size)
		return refuse(taking->census, KERNEL_NO_RIGHTS);
	return status;
}

/* What this kernel does not tell is among the others. */
static void take_counts(struct taking *taking, const uint64_t *counts)
{
	for (size_t i = 0; i < CENSUS_CLASSES; i++)
		taking->census->bytes[i] =
			taking->untold & 1u << i
				? value_missing(VALUE_ABSENT)
				: value_times(value_of(counts[i]), taking->page_size);
}

/* What this kernel does not tell stays unknown; for want of memory there is no census. */
static enum status take_parts(const struct taking *taking)
{
	enum status status = census_count_pipes(taking->census, taking->bpf, taking->page_size);

	if (!status_is_shortage(status))
		status = census_name_cgroups(taking->census, taking->bpf, taking->page_size);
	return status_is_shortage(status) ? status : STATUS_OK;
}

enum status kernel_census_take(struct census *census, const struct census_files *files,
	const struct census_watch *watch)
{
	uint64_t began_ns = clock_now_ns(CLOCK_THREAD_CPUTIME_ID);
	struct taking taking = { .census = census,
		.files = files,
		.watch = watch,
		.page_size = (uint64_t)sysconf(_SC_PAGESIZE) };
	const uint64_t *counts;
	enum status status;
	size_t size;

	*census = (struct census){ .total = 0 };
	status = kernel_bpf_load(&taking.bpf, &kernel_object_census, &census->refusal);
	if (status != STATUS_OK)
		return status;
	counts = kernel_bpf_memory(taking.bpf, "counts", &size);
	status = counts ? find_base(&taking) : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = count_all(&taking);
	if (status == STATUS_OK)
		take_counts(&taking, counts);
	if (status == STATUS_OK)
		status = take_parts(&taking);
	kernel_bpf_unload(taking.bpf);
	census->cpu_ns = clock_now_ns(CLOCK_THREAD_CPUTIME_ID) - began_ns;
	return status;
}
