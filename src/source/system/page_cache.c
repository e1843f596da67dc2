/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/system/page_cache.h"

#include "parse/meminfo/meminfo.h"
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
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

void page_cache_read_meminfo(struct cache_report *report)
{
	struct file_buffer buffer = { 0 };
	struct meminfo meminfo = { 0 };
	enum status status = read_file(&buffer, "meminfo");

	report->cached_bytes = report->buffers_bytes = report->shmem_bytes =
		value_missing(value_state_of(status));
	if (status == STATUS_OK &&
		meminfo_parse(&meminfo, buffer.text, buffer.length) == STATUS_OK) {
		report->cached_bytes = meminfo.field[MEMINFO_Cached];
		report->buffers_bytes = meminfo.field[MEMINFO_Buffers];
		report->shmem_bytes = meminfo.field[MEMINFO_Shmem];
	}
	meminfo_free(&meminfo);
	file_buffer_free(&buffer);
}
