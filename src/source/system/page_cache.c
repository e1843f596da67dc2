/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/system/page_cache.h"

#include <unistd.h>

#include "parse/meminfo/meminfo.h"
#include "parse/system/vmstat.h"
#include "source/file.h"

static enum status read_file(struct file_buffer *buffer, const char *path)
{
	struct kernel_root root;
	enum status status = kernel_root_open(&root, "/proc", "/sys");

	if (status != STATUS_OK)
		return status;
	status = file_read(buffer, root.proc, path);
	kernel_root_close(&root);
	return status;
}

enum status page_cache_read_mounts(struct cache_report *report)
{
	struct file_buffer buffer = { 0 };
	enum status status = read_file(&buffer, "self/mountinfo");

	if (status == STATUS_OK)
		status = cache_report_take_mounts(report, text_of(buffer.text, buffer.length));
	file_buffer_free(&buffer);
	return status_is_shortage(status) ? status : STATUS_OK;
}

static struct value read_dirty_background(struct file_buffer *buffer)
{
	enum status status = read_file(buffer, "vmstat");
	struct vmstat vmstat;
	struct value pages;

	if (status == STATUS_OK)
		status = vmstat_parse(&vmstat, buffer->text, buffer->length);
	if (status != STATUS_OK)
		return value_missing(value_state_of(status));
	pages = vmstat.counter[VMSTAT_DIRTY_BACKGROUND_THRESHOLD];
	return value_known(pages) ? value_of((uint64_t)pages.n * (uint64_t)sysconf(_SC_PAGESIZE))
				  : pages;
}

void page_cache_read_meminfo(struct cache_report *report)
{
	struct file_buffer buffer = { 0 };
	struct meminfo meminfo = { 0 };
	enum status status = read_file(&buffer, "meminfo");

	if (status == STATUS_OK)
		status = meminfo_parse(&meminfo, buffer.text, buffer.length);
	report->cached_bytes = report->buffers_bytes = report->shmem_bytes = report->total_bytes =
		report->swap_bytes = value_missing(value_state_of(status));
	if (status == STATUS_OK) {
		report->cached_bytes = meminfo.field[MEMINFO_Cached];
		report->buffers_bytes = meminfo.field[MEMINFO_Buffers];
		report->shmem_bytes = meminfo.field[MEMINFO_Shmem];
		report->total_bytes = meminfo.field[MEMINFO_MemTotal];
		report->swap_bytes = meminfo.field[MEMINFO_SwapTotal];
	}
	meminfo_free(&meminfo);
	report->dirty_background_bytes = read_dirty_background(&buffer);
	file_buffer_free(&buffer);
}
