/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel's memory that may say anything: the first byte tells whether the rest is its BTF, its ELF head, its
 * symbols, or words that are written over its memory, ten bytes each: where, and the word, of which a first byte of
 * 0xff makes an address in it.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"
#include "kernel/cache/cache.h"
#include "support/fuzz.h"
#include "kernel/made_kernel.h"

static const atomic_bool never;
static const struct cache_below everything;

static void overwrite(struct made_kernel *kernel, const uint8_t *data, size_t size)
{
	for (; size >= 10; data += 10, size -= 10) {
		size_t at = (size_t)(data[0] << 8 | data[1]) % (MADE_KERNEL_SIZE - 8);
		uint64_t word;

		memcpy(&word, data + 2, sizeof(word));
		if (data[2] == 0xff)
			word = MADE_KERNEL_AT + (word >> 8) % MADE_KERNEL_SIZE;
		made_kernel_put(kernel, at, word);
	}
}

static void replace(int file, const uint8_t *data, size_t size)
{
	CHECK(pwrite(file, data, size, 0) == (ssize_t)size);
}

static void walk(struct kcore_lists *kcore)
{
	const struct cache_lists lists = { .kcore = kcore };
	struct cache_report report = { 0 };
	char path[CACHE_PATH];

	CHECK(kernel_cache_walk(&report, &lists, &everything, &never) == STATUS_OK);
	for (size_t i = 0; i < report.file_count; i++)
		CHECK(cache_file_path(&report, &report.files[i], path) < sizeof(path));
	cache_report_free(&report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct made_kernel kernel;
	enum kcore_refusal refusal = KCORE_NOT_TRIED;
	struct kcore_files files;
	struct kcore_lists *lists;
	enum status status;

	if (size == 0)
		return 0;
	made_kernel_init(&kernel);
	if (data[0] % 4 == 0)
		overwrite(&kernel, data + 1, size - 1);
	files = made_kernel_files(&kernel);
	if (data[0] % 4 == 1)
		replace(files.btf, data + 1, size - 1);
	else if (data[0] % 4 == 2)
		replace(files.kcore, data + 1, size - 1);
	else if (data[0] % 4 == 3)
		replace(files.kallsyms, data + 1, size - 1);
	status = kcore_lists_take(&lists, &files, &refusal);
	CHECK((status == STATUS_OK) == (lists != NULL));
	CHECK(status != STATUS_REFUSED || refusal != KCORE_NOT_TRIED);
	if (lists)
		walk(lists);
	kcore_lists_close(lists);
	return 0;
}
