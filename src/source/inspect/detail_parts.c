/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/inspect/detail_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/array.h"
#include "base/text.h"
#include "derive/process/runtime.h"
#include "parse/system/node.h"
#include "source/other_root.h"

/* pagemap: Documentation/admin-guide/mm/pagemap.rst */
/* 4 TiB of mappings: arenas lie in the first that are 64 MiB long, if there are any. */
#define PLACES_MOST     65536u
#define PAGEMAP_PRESENT (UINT64_C(1) << 63)
/* Enough for glibc's heap_info of any version. */
#define ARENA_HEADER 64

/* Calls take for every entry of a directory of the process, until it does not return STATUS_OK.  That, or a shortage. */
static enum status each_entry(const struct kernel_root *root, pid_t pid, const char *name,
	enum status (*take)(void *context, int directory, const char *entry), void *context)
{
	enum status status = STATUS_OK;
	struct dirent *entry;
	char path[64];
	DIR *directory;
	int descriptor;

	snprintf(path, sizeof(path), "%d/%s", (int)pid, name);
	descriptor = file_open(root->proc, path, O_RDONLY | O_DIRECTORY);
	directory = descriptor < 0 ? NULL : fdopendir(descriptor);
	if (!directory) {
		status = status_from_errno(errno);
		if (descriptor >= 0)
			close(descriptor);
		return status_is_shortage(status) ? status : STATUS_OK;
	}
	while (status == STATUS_OK && (entry = readdir(directory)))
		if (entry->d_name[0] != '.')
			status = take(context, descriptor, entry->d_name);
	closedir(directory);
	return status;
}

/* The mapping that holds an address, or NULL. */
static struct detail_mapping *find_mapping(struct process_detail *detail, uint64_t address)
{
	size_t at;

	LOWER_BOUND(at, detail->mapping_count, detail->mappings[at].end <= address);
	if (at == detail->mapping_count || detail->mappings[at].start > address)
		return NULL;
	return &detail->mappings[at];
}

/* ---- stacks ---- */

/* "NUMBER ARGUMENTS... SP PC" of a thread that waits in the kernel; "running" of one that does not. */
static bool parse_stack_pointer(uint64_t *address, char *text)
{
	char *before_last = NULL, *last = NULL, *save = NULL;

	for (char *word = strtok_r(text, " \n", &save); word; word = strtok_r(NULL, " \n", &save)) {
		before_last = last;
		last = word;
	}
	if (!before_last || strncmp(before_last, "0x", 2) != 0)
		return false;
	*address = strtoull(before_last, NULL, 16);
	return *address != 0;
}

static enum status mark_stack(void *context, int directory, const char *thread)
{
	struct process_detail *detail = context;
	struct detail_mapping *mapping;
	struct file_buffer buffer = { 0 };
	enum status status;
	uint64_t address;
	char path[300];

	snprintf(path, sizeof(path), "%s/syscall", thread);
	status = file_read(&buffer, directory, path);
	if (status == STATUS_OK && buffer.length) {
		buffer.text[buffer.length - 1] = '\0';
		if (parse_stack_pointer(&address, buffer.text) &&
			(mapping = find_mapping(detail, address)) &&
			mapping->kind == KIND_ANONYMOUS && !runtime_is_go_heap(mapping->start))
			mapping->kind = KIND_STACK;
	}
	file_buffer_free(&buffer);
	return status_is_shortage(status) ? status : STATUS_OK;
}

enum status detail_mark_stacks(struct process_detail *detail, const struct kernel_root *root)
{
	return each_entry(root, detail->pid, "task", mark_stack, detail);
}

/* ---- arenas ---- */

struct arena_search {
	struct process_detail *detail;
	arena_test *is_arena;
	int pagemap;
	uint64_t page_size;
	unsigned left; /* places that are still looked at */
};

/* Only pages that are in memory are read, so that looking never brings one in. */
static bool is_present(const struct arena_search *search, uint64_t address)
{
	uint64_t entry;

	return pread(search->pagemap, &entry, sizeof(entry),
		       (off_t)(address / search->page_size * sizeof(entry))) == sizeof(entry) &&
	       (entry & PAGEMAP_PRESENT);
}

static bool has_header(const struct arena_search *search, uint64_t address)
{
	unsigned char header[ARENA_HEADER];
	struct iovec local = { header, sizeof(header) };
	struct iovec remote = { (void *)(uintptr_t)address, sizeof(header) };

	return is_present(search, address) &&
	       process_vm_readv(search->detail->pid, &local, 1, &remote, 1, 0) ==
		       (ssize_t)sizeof(header) &&
	       search->is_arena(address, header, sizeof(header));
}

static void search_mapping(struct arena_search *search, struct detail_mapping *mapping)
{
	/* Where a 32-bit process has its heaps, 1 MiB apart, 64-bit addresses do not occur. */
	uint64_t step = mapping->end >> 32 ? UINT64_C(64) << 20 : UINT64_C(1) << 20;
	uint64_t address = (mapping->start + step - 1) / step * step;

	for (; address < mapping->end && search->left > 0; address += step, search->left--) {
		if (!has_header(search, address))
			continue;
		mapping->kind = KIND_ARENA;
		return;
	}
}

void detail_mark_arenas(struct process_detail *detail, const struct kernel_root *root,
	arena_test *is_arena)
{
	struct arena_search search = { .detail = detail,
		.is_arena = is_arena,
		.left = PLACES_MOST,
		.page_size = (uint64_t)sysconf(_SC_PAGESIZE) };
	char path[32];

	if (!is_arena || !pids_are_ours())
		return;
	snprintf(path, sizeof(path), "%d/pagemap", (int)detail->pid);
	search.pagemap = file_open(root->proc, path, O_RDONLY);
	if (search.pagemap < 0)
		return;
	for (size_t i = 0; i < detail->mapping_count; i++) {
		struct detail_mapping *mapping = &detail->mappings[i];

		if (mapping->kind == KIND_ANONYMOUS && mapping->permissions[1] == 'w')
			search_mapping(&search, mapping);
	}
	close(search.pagemap);
}

/* ---- deleted files ---- */

/* By its inode alone: of two files on two devices that share one, either is taken to be mapped. */
static bool maps_deleted(const struct process_detail *detail, uint64_t inode)
{
	for (size_t i = 0; i < detail->mapping_count; i++)
		if (detail->mappings[i].deleted && detail->mappings[i].inode == inode)
			return true;
	return false;
}

static enum status count_deleted(void *context, const struct open_file *file)
{
	struct process_detail *detail = context;
	struct detail_summary *summary = &detail->summary;

	/* A link without a name that cannot be followed counts as one; what it holds is not known. */
	if (file->followed && (!file->regular || file->links != 0))
		return STATUS_OK;
	summary->deleted_files.n++;
	summary->deleted_bytes = value_add(summary->deleted_bytes,
		file->followed ? value_of((int64_t)file->bytes) : value_missing(VALUE_UNANSWERED));
	if (file->followed && maps_deleted(detail, file->inode))
		summary->deleted_mapped.n += (int64_t)file->bytes;
	return STATUS_OK;
}

void detail_count_deleted(struct process_detail *detail, const struct kernel_root *root,
	const struct memfd_mounts *mounts)
{
	struct detail_summary *summary = &detail->summary;
	enum status status;

	summary->deleted_files = summary->deleted_bytes = summary->deleted_mapped = value_of(0);
	status = open_files_each(root, detail->pid, mounts, OPEN_FILES_DELETED, count_deleted,
		detail);
	if (status != STATUS_OK)
		summary->deleted_files = summary->deleted_bytes = summary->deleted_mapped =
			value_missing(value_state_of(status));
	else if (detail->smaps_status != STATUS_OK)
		summary->deleted_mapped = value_missing(value_state_of(detail->smaps_status));
}

/* ---- NUMA ---- */

static unsigned count_nodes(const struct kernel_root *root)
{
	unsigned count = 0;
	char path[64];

	for (;; count++) {
		snprintf(path, sizeof(path), "devices/system/node/node%u", count);
		if (root->sys < 0 || faccessat(root->sys, path, F_OK, 0) != 0)
			return count;
	}
}

void detail_read_nodes(struct process_detail *detail, const struct kernel_root *root,
	struct file_buffer *buffer)
{
	struct memory_nodes nodes = { 0 };
	enum status status;
	char path[32];

	detail->numa_nodes = count_nodes(root);
	if (detail->numa_nodes < 2)
		return;
	snprintf(path, sizeof(path), "%d/numa_maps", (int)detail->pid);
	status = file_read_lines(buffer, root->proc, path);
	if (status == STATUS_OK)
		status = nodes_parse_numa_maps(&nodes, buffer->text, buffer->length);
	for (unsigned i = 0; i < detail->numa_nodes && i < DETAIL_NODES; i++)
		detail->node_bytes[i] =
			status == STATUS_OK ? value_of(0) : value_missing(value_state_of(status));
	for (size_t i = 0; status == STATUS_OK && i < nodes.count; i++)
		if (nodes.nodes[i].id < DETAIL_NODES)
			detail->node_bytes[nodes.nodes[i].id] = nodes.nodes[i].figure[NODE_TOTAL];
	memory_nodes_free(&nodes);
}

/* ---- huge and merged pages ---- */

void detail_read_huge_mode(struct process_detail *detail, const struct kernel_root *root,
	struct file_buffer *buffer)
{
	struct text rest;

	if (root->sys < 0 ||
		file_read(buffer, root->sys, "kernel/mm/transparent_hugepage/enabled") != STATUS_OK)
		return;
	rest = text_of(buffer->text, buffer->length);
	for (struct text word = text_next_word(&rest); word.length; word = text_next_word(&rest))
		if (word.length > 2 && word.at[0] == '[')
			detail->huge_mode = string_pool_add(&detail->strings,
				text_of(word.at + 1, word.length - 2));
}

/* "ksm_merging_pages 12", "ksm_merge_any: no" */
static void take_merging(struct detail_summary *summary, struct text line)
{
	struct text key = text_next_word(&line);
	uint64_t pages;

	if (text_equals(key, "ksm_merging_pages") && text_next_number(&line, &pages))
		summary->ksm_pages = value_of(pages);
	else if (text_equals(key, "ksm_merge_any:"))
		summary->ksm_any = value_of(text_equals(text_next_word(&line), "yes"));
}

void detail_read_merging(struct process_detail *detail, const struct kernel_root *root,
	struct file_buffer *buffer)
{
	struct detail_summary *summary = &detail->summary;
	struct text rest, line;
	enum status status;
	char path[32];

	snprintf(path, sizeof(path), "%d/ksm_stat", (int)detail->pid);
	status = file_read(buffer, root->proc, path);
	if (status != STATUS_OK) {
		summary->ksm_pages = summary->ksm_any = value_missing(value_state_of(status));
		return;
	}
	rest = text_of(buffer->text, buffer->length);
	while (text_next_line(&rest, &line))
		take_merging(summary, line);
}
