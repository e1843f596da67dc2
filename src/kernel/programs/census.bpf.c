/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each page of RAM is, by its struct page (include/linux/mm_types.h, page-flags.h).  The kernel
 * makes no promise that pages stand still meanwhile: a page that changes is counted as what it was or
 * as what it becomes.  Nothing is written but the counts.
 */
#include "kernel/programs/kernel_types.h"

#include "kernel/programs/census.h"

const char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, PAGE_KINDS);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

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
