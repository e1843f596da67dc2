/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each page of RAM is, by its struct page (include/linux/mm_types.h, page-flags.h).  The kernel
 * makes no promise that pages stand still meanwhile: a page that changes is counted as what it was or
 * as what it becomes.  Nothing is written but the counts.
 */
#include "kernel/programs/kernel_types.h"
#include "kernel/programs/magic.h"

#include "kernel/programs/census.h"

const char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, PAGE_KINDS);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, CENSUS_CHARGED_PLACES);
	__type(key, __u32);
	__type(value, struct census_charge);
} charged SEC(".maps");

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct mem_cgroup;

struct obj_cgroup {
	struct mem_cgroup *memcg;
};

struct pipe_buffer {
	struct page *page;
};

struct pipe_inode_info {
	unsigned int head, tail, ring_size;
	struct pipe_buffer *bufs;
};

struct inode___pipe {
	struct pipe_inode_info *i_pipe;
};

struct page {
	unsigned long compound_head;
	void *mapping;
	atomic_t _mapcount;
	atomic_t _refcount;
	unsigned long memcg_data;
};

struct mm_struct {
	struct file *exe_file;
};

struct task_struct___census {
	struct mm_struct *mm;
};

struct inode___census {
	struct address_space *i_mapping;
};

#pragma clang attribute pop

/* Bits of the flags, which are the first word of a page; and values of its type. */
enum pageflags___reserved {
	PG_reserved,
};
enum pageflags___before_6_10 {
	PG_slab,
};
/* The top byte of page_type, since 6.12. */
enum pagetype {
	PGTY_offline,
	PGTY_table,
	PGTY_hugetlb,
	PGTY_slab,
	PGTY_zsmalloc,
	PGTY_large_kmalloc,
};

/* ---- one page whose number is known ---- */

#define LEVELS_MOST 8

SEC("syscall") int find_page(struct census_page_call *call)
{
	struct task_struct___census *task = (void *)bpf_get_current_task();
	struct inode___census *inode = (void *)BPF_CORE_READ(task, mm, exe_file, f_inode);
	__u64 entry = (__u64)BPF_CORE_READ(inode, i_mapping, i_pages.xa_head);

	/* Nodes of the tree have the lowest bits 10 (include/linux/xarray.h, xa_is_node()). */
	for (int i = 0; i < LEVELS_MOST && (entry & 3) == 2 && entry > 4096; i++)
		entry = (__u64)BPF_CORE_READ((struct xa_node *)(entry - 2), slots[0]);
	call->page = entry & 3 ? 0 : entry;
	call->size = bpf_core_type_size(struct page);
	call->untold = 0;
	if (!bpf_core_enum_value_exists(enum pagetype, PGTY_large_kmalloc))
		call->untold |= 1u << PAGE_LARGE_KMALLOC;
	if (!bpf_core_enum_value_exists(enum pagetype, PGTY_hugetlb))
		call->untold |= 1u << PAGE_HUGETLB;
	if (!bpf_core_enum_value_exists(enum pagetype, PGTY_zsmalloc))
		call->untold |= 1u << PAGE_ZSMALLOC;
	return 0;
}

/* ---- what a page is ---- */

struct walk {
	__u64 base, first, size;
	__u64 reserved, slab; /* masks of flags; 0: the kernel has no such flag */
	__u32 unseen;
};

/* What is read of a page. */
struct seen {
	__u64 flags, mapping, charge;
	__u32 references, type;
};

/* A page is 64 bytes on every machine of 64 bits, and its members are read at once. */
#define PAGE_WORDS 8

#define MEMBER(type, words, name)                                                                  \
	(*(type *)((char *)(words) + bpf_core_field_offset(struct page, name)))

static int look(struct seen *seen, __u64 address)
{
	__u64 words[PAGE_WORDS];
	__u64 head;

	if (bpf_probe_read_kernel(words, sizeof(words), (void *)address))
		return 0;
	/* Of a compound page all but the first lead there: compound_head has bit 0. */
	head = MEMBER(__u64, words, compound_head);
	if (head & 1 && bpf_probe_read_kernel(words, sizeof(words), (void *)(head - 1)))
		return 0;
	seen->flags = words[0];
	seen->mapping = MEMBER(__u64, words, mapping);
	seen->type = MEMBER(__u32, words, _mapcount);
	seen->references = MEMBER(__u32, words, _refcount);
	seen->charge = 0;
	if (bpf_core_field_exists(((struct page *)0)->memcg_data))
		seen->charge = MEMBER(__u64, words, memcg_data);
	return 1;
}

#define IS_TYPE(byte, value)                                                                       \
	(bpf_core_enum_value_exists(enum pagetype, value) &&                                       \
		(byte) == (__u32)bpf_core_enum_value(enum pagetype, value))

/* Since 6.12 a byte; before, bits that are cleared in a word of ones, and slab is a flag. */
static int kind_of_type(const struct walk *walk, const struct seen *seen)
{
	__u32 byte = seen->type >> 24;

	if (seen->flags & walk->slab)
		return PAGE_SLAB;
	if (!bpf_core_enum_value_exists(enum pagetype, PGTY_slab)) {
		if ((__s32)seen->type >= -128 || byte != 0xff)
			return -1;
		return !(seen->type & 0x200)   ? PAGE_TABLE
		       : !(seen->type & 0x100) ? PAGE_OFFLINE
					       : -1;
	}
	if (IS_TYPE(byte, PGTY_slab))
		return PAGE_SLAB;
	if (IS_TYPE(byte, PGTY_table))
		return PAGE_TABLE;
	if (IS_TYPE(byte, PGTY_large_kmalloc))
		return PAGE_LARGE_KMALLOC;
	if (IS_TYPE(byte, PGTY_hugetlb))
		return PAGE_HUGETLB;
	if (IS_TYPE(byte, PGTY_zsmalloc))
		return PAGE_ZSMALLOC;
	if (IS_TYPE(byte, PGTY_offline))
		return PAGE_OFFLINE;
	return -1;
}

static __u32 kind_of(const struct walk *walk, const struct seen *seen)
{
	int kind = kind_of_type(walk, seen);

	if (seen->flags & walk->reserved)
		return PAGE_RESERVED;
	if (kind >= 0)
		return kind;
	if (seen->references == 0)
		return PAGE_FREE;
	/* PAGE_MAPPING_ANON and PAGE_MAPPING_MOVABLE of include/linux/page-flags.h. */
	if (seen->mapping & 3)
		return PAGE_ANONYMOUS;
	if (seen->mapping)
		return PAGE_FILE;
	return seen->charge ? PAGE_KERNEL_CHARGED : PAGE_KERNEL;
}

/* ---- cgroups that pay ---- */

/* MEMCG_DATA_OBJEXTS and MEMCG_DATA_KMEM of include/linux/memcontrol.h: an object leads to the cgroup. */
static __u64 cgroup_of(__u64 data)
{
	if (data & 1)
		return 0;
	if (data & 2)
		return (__u64)BPF_CORE_READ((struct obj_cgroup *)(data & ~7ull), memcg);
	return data & ~7ull;
}

/* Of 16 places; where others have them all, what is left of the sum has no owner. */
static long try_place(__u32 i, __u64 *cgroup)
{
	__u32 at = (__u32)(*cgroup * 0x9e3779b97f4a7c15ull >> 52);
	__u32 place = (at + i) % CENSUS_CHARGED_PLACES;
	struct census_charge *found = bpf_map_lookup_elem(&charged, &place);

	if (!found)
		return 1;
	if (!found->cgroup)
		found->cgroup = *cgroup;
	if (found->cgroup != *cgroup)
		return 0;
	found->pages++;
	return 1;
}

static void charge(__u64 cgroup)
{
	if (cgroup)
		bpf_loop(16, try_place, &cgroup, 0);
}

static long count_one(__u32 i, struct walk *walk)
{
	__u64 address = walk->base + (walk->first + i) * walk->size;
	struct seen seen;
	__u64 *count;
	__u32 kind;

	if (!look(&seen, address)) {
		walk->unseen++;
		return 0;
	}
	kind = kind_of(walk, &seen);
	count = bpf_map_lookup_elem(&counts, &kind);
	if (count)
		*count += 1;
	if (kind == PAGE_KERNEL_CHARGED)
		charge(cgroup_of(seen.charge));
	return 0;
}

SEC("syscall") int count_pages(struct census_count_call *call)
{
	struct walk walk = { .base = call->base,
		.first = call->first,
		.size = bpf_core_type_size(struct page) };
	__u32 count = call->count;

	walk.reserved = 1ull << bpf_core_enum_value(enum pageflags___reserved, PG_reserved);
	if (bpf_core_enum_value_exists(enum pageflags___before_6_10, PG_slab))
		walk.slab = 1ull << bpf_core_enum_value(enum pageflags___before_6_10, PG_slab);
	if (count > CENSUS_PAGES_A_CALL)
		count = CENSUS_PAGES_A_CALL;
	bpf_loop(count, count_one, &walk, 0);
	call->unseen = walk.unseen;
	return 0;
}

/* ---- pipes ---- */

/* More pages than a pipe can have: /proc/sys/fs/pipe-max-size is 256 of them, and root may set more. */
#define PIPE_PAGES_MOST 65536

struct pipe_walk {
	__u64 buffers, size;
	__u32 at, mask;
};

/* Counted here and not on the stack, where the verifier would follow every value that it can have. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} pipe_pages SEC(".maps");

/* A page that a file has, and that was spliced into the pipe, is that file's. */
static long see_buffer(__u32 i, struct pipe_walk *walk)
{
	struct pipe_buffer *buffer =
		(void *)(walk->buffers + (__u64)((walk->at + i) & walk->mask) * walk->size);
	struct page *page = BPF_CORE_READ(buffer, page);
	__u32 zero = 0;
	__u64 *pages = bpf_map_lookup_elem(&pipe_pages, &zero);

	if (pages && page && !BPF_CORE_READ(page, mapping))
		*pages += 1;
	return 0;
}

SEC("iter/task_file")
int list_pipes(struct bpf_iter__task_file *context)
{
	struct census_pipe_record record = { 0 };
	struct pipe_walk walk = { .size = bpf_core_type_size(struct pipe_buffer) };
	struct task_struct *task = context->task;
	struct file *file = context->file;
	struct pipe_inode_info *pipe;
	struct inode *inode;
	__u32 count, zero = 0;
	__u64 *pages = bpf_map_lookup_elem(&pipe_pages, &zero);

	if (!file || !task || !pages)
		return 0;
	inode = BPF_CORE_READ(file, f_inode);
	if ((BPF_CORE_READ(inode, i_mode) & FORMAT) != PIPE)
		return 0;
	pipe = BPF_CORE_READ((struct inode___pipe *)inode, i_pipe);
	walk.at = BPF_CORE_READ(pipe, tail);
	walk.buffers = (__u64)BPF_CORE_READ(pipe, bufs);
	walk.mask = BPF_CORE_READ(pipe, ring_size) - 1;
	count = BPF_CORE_READ(pipe, head) - walk.at;
	if (!pipe || !walk.buffers || count == 0 || count > PIPE_PAGES_MOST)
		return 0;
	*pages = 0;
	bpf_loop(count, see_buffer, &walk, 0);
	if (*pages == 0)
		return 0;
	record.pipe = (__u64)pipe;
	record.pages = (__u32)*pages;
	record.pid = pid_for_reader(task);
	bpf_probe_read_kernel_str(record.name, sizeof(record.name),
		BPF_CORE_READ(task, group_leader, comm));
	bpf_seq_write(context->meta->seq, &record, sizeof(record));
	return 0;
}
