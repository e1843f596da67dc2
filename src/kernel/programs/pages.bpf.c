/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In which state the cached pages of files are: a walk of the tree that an address space has of them
 * (lib/xarray.c, mm/filemap.c).  An entry is a folio, a node below, a sibling of the entry before, or the
 * shadow of a page that was evicted (mm/workingset.c), whose siblings are shadows as well.
 */
#include "kernel/programs/kernel_types.h"

#include "kernel/programs/pages.h"

const char LICENSE[] SEC("license") = "GPL";

#define LEVELS 8 /* more than a tree of 2^52 pages has */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, PAGES_FILES_A_CALL);
	__type(key, __u32);
	__type(value, struct pages_record);
} files SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, PAGES_CGROUPS_A_CALL);
	__type(key, __u32);
	__type(value, struct pages_cgroup_record);
} cgroups SEC(".maps");

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct obj_cgroup {
	struct mem_cgroup *memcg;
};

#pragma clang attribute pop

/* Too large for the stack: the nodes from the head of the tree down to where the walk is. */
struct descent {
	__u64 slots[LEVELS][XA_SLOTS];
	__u64 base[LEVELS]; /* the first page of each */
	__u32 at[LEVELS], shift[LEVELS];
	__s32 level;
	__u32 resumes; /* the way down to the cursor */
	/* Of the call.  Here and not on the stack, where the verifier would follow every value of it. */
	__u32 seen;
	__u32 charge; /* which of the record's charges has the last folio */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct descent);
} descents SEC(".maps");

/* The place of what no cgroup pays for. */
#define UNCHARGED (PAGES_CHARGES + 1)

/* What the entry before was, for its siblings. */
enum { NOTHING, SHADOW, PRESENT };

struct page_walk {
	struct pages_record *record;
	struct descent *descent;
	__u32 before;
	__u32 is_active, is_mapped, is_dirty, is_writeback;
	__u32 active_bit, dirty_bit, writeback_bit, head_bit;
};

static __always_inline int is_node(__u64 entry)
{
	return (entry & 3) == 2 && entry > 4096;
}

static __always_inline int is_sibling(__u64 entry)
{
	return (entry & 3) == 2 && entry >> 2 < XA_SLOTS;
}

/* The first words of a folio, which are those of its first page: 64 bytes on machines of 64 bits. */
#define FOLIO_WORDS 8

#define MEMBER(type, words, name)                                                                  \
	(*(type *)((char *)(words) + bpf_core_field_offset(struct folio, name)))

static __always_inline __u32 is_mapped(struct folio *folio, const __u64 *words, int is_large)
{
	int count = -1;

	if (is_large && bpf_core_field_exists(folio->_large_mapcount)) {
		count = BPF_CORE_READ(folio, _large_mapcount.counter);
	} else if (is_large && bpf_core_field_exists(folio->_nr_pages_mapped)) {
		count = BPF_CORE_READ(folio, _nr_pages_mapped.counter);
		return count > 0;
	} else {
		count = MEMBER(int, words, _mapcount);
	}
	return count >= 0;
}

/*
 * The cgroup that a folio is charged to; 0: none.  MEMCG_DATA_OBJCGS and MEMCG_DATA_KMEM of
 * include/linux/memcontrol.h: a slab, which no file has, and an object that leads to the cgroup.
 */
static __always_inline __u64 cgroup_of(const __u64 *words)
{
	__u64 data;

	if (!bpf_core_field_exists(((struct folio *)0)->memcg_data))
		return 0;
	data = MEMBER(__u64, words, memcg_data);
	if (data & 1)
		return 0;
	if (data & 2)
		return (__u64)BPF_CORE_READ((struct obj_cgroup *)(data & ~7ull), memcg);
	return data & ~7ull;
}

/* Finds the record's place for that cgroup, or takes a free one; behind the last: there is none. */
static __always_inline __u32 place_of(struct pages_record *record, __u64 cgroup)
{
	__u32 i;

	for (i = 0; i < PAGES_CHARGES; i++) {
		if (record->charged[i].cgroup == cgroup)
			break;
		if (!record->charged[i].cgroup) {
			record->charged[i].cgroup = cgroup;
			break;
		}
	}
	return i;
}

static __always_inline void see_charge(struct page_walk *walk, const __u64 *words)
{
	struct descent *descent = walk->descent;
	__u64 cgroup = cgroup_of(words);
	__u32 place = descent->charge;

	if (!cgroup)
		descent->charge = UNCHARGED;
	else if (place >= PAGES_CHARGES || walk->record->charged[place].cgroup != cgroup)
		descent->charge = place_of(walk->record, cgroup);
}

/* The flags are the first word of a folio in every version; the type of that member is not. */
static __always_inline void see_folio(struct page_walk *walk, __u64 entry)
{
	__u64 words[FOLIO_WORDS] = { 0 };
	__u64 flags;

	bpf_probe_read_kernel(words, sizeof(words), (void *)entry);
	flags = words[0];
	walk->is_active = flags >> walk->active_bit & 1;
	walk->is_dirty = flags >> walk->dirty_bit & 1;
	walk->is_writeback = flags >> walk->writeback_bit & 1;
	walk->is_mapped = is_mapped((void *)entry, words, flags >> walk->head_bit & 1);
	walk->before = PRESENT;
	see_charge(walk, words);
}

static __always_inline void add_charge(struct page_walk *walk, __u64 pages)
{
	__u32 place = walk->descent->charge;

	if (place < PAGES_CHARGES)
		walk->record->charged[place].pages += pages;
	else if (place != UNCHARGED)
		walk->record->charged_elsewhere += pages;
}

static __always_inline void add_pages(struct page_walk *walk, __u64 pages)
{
	struct pages_record *record = walk->record;

	record->pages += pages;
	if (walk->is_active)
		record->active += pages;
	if (walk->is_mapped)
		record->mapped += pages;
	if (walk->is_dirty)
		record->dirty += pages;
	if (walk->is_writeback)
		record->writeback += pages;
	add_charge(walk, pages);
}

/* A call that ends between the siblings of a large folio, or of a shadow, leaves the rest to the next one. */
static __always_inline void see_head(struct page_walk *walk, __u64 head)
{
	if (head & 1)
		walk->before = SHADOW;
	else if (head && (head & 3) == 0)
		see_folio(walk, head);
}

/* The bounds are written so that the compiler leaves them where the verifier looks for them. */
static __always_inline __u64 *slot_at(struct descent *descent, __u64 level, __u64 at)
{
	__u64 index = level * XA_SLOTS + (at & (XA_SLOTS - 1));

	asm volatile("" : "+r"(index));
	return &descent->slots[0][0] + (index & (LEVELS * XA_SLOTS - 1));
}

static __always_inline void descend(struct page_walk *walk, __u64 entry, __u64 base)
{
	struct xa_node *node = (void *)(entry - 2);
	struct descent *descent = walk->descent;
	__u32 level = descent->level + 1;
	__u32 shift;

	if (level >= LEVELS)
		return;
	shift = BPF_CORE_READ(node, shift) & 63;
	descent->level = level;
	descent->shift[level] = shift;
	descent->base[level] = base;
	descent->at[level] = descent->resumes ? walk->record->cursor >> shift & (XA_SLOTS - 1) : 0;
	bpf_probe_read_kernel(descent->slots[level], sizeof(descent->slots[level]), &node->slots);
}

static long see_slot(__u32 i, struct page_walk *walk)
{
	struct descent *descent = walk->descent;
	__u32 level = descent->level, at;
	__u64 entry, pages;

	if (level >= LEVELS)
		return 1;
	at = descent->at[level];
	if (at >= XA_SLOTS) {
		descent->level--;
		return 0;
	}
	descent->at[level] = at + 1;
	entry = *slot_at(descent, level, at);
	pages = 1ull << (descent->shift[level] & 63);
	if (is_node(entry)) {
		descend(walk, entry, descent->base[level] + at * pages);
		return 0;
	}
	descent->resumes = 0;
	if (is_sibling(entry) && walk->before == NOTHING)
		see_head(walk, *slot_at(descent, level, entry >> 2));
	if (entry & 1) {
		walk->before = SHADOW;
		walk->record->evicted += pages;
	} else if (is_sibling(entry) && walk->before == SHADOW) {
		walk->record->evicted += pages;
	} else if (is_sibling(entry) && walk->before == PRESENT) {
		add_pages(walk, pages);
	} else if (entry && !is_sibling(entry) && (entry & 3) == 0) {
		see_folio(walk, entry);
		add_pages(walk, pages);
	}
	return 0;
}

/* Whether the walk stands behind the last slot of the tree; else where it stands. */
static __always_inline int is_over(struct page_walk *walk)
{
	struct descent *descent = walk->descent;
	__u32 level = descent->level;

	if (level >= LEVELS || (level == 0 && descent->at[0] >= XA_SLOTS))
		return 1;
	walk->record->cursor =
		descent->base[level] + ((__u64)descent->at[level] << (descent->shift[level] & 63));
	return 0;
}

static __always_inline int is_same(struct inode *inode, struct pages_record *record)
{
	return (__u64)BPF_CORE_READ(inode, i_sb) == record->superblock &&
	       BPF_CORE_READ(inode, i_ino) == record->number;
}

static __always_inline void see_file(struct page_walk *walk)
{
	struct pages_record *record = walk->record;
	struct inode *inode = (void *)record->inode;
	__u64 head = (__u64)BPF_CORE_READ(inode, i_data.i_pages.xa_head);
	long seen;

	walk->descent->level = -1;
	walk->descent->resumes = 1;
	walk->descent->charge = UNCHARGED;
	walk->before = NOTHING;
	record->state = PAGES_DONE;
	if (!is_node(head)) {
		/* One page alone, or the shadow of one, is no tree. */
		if (head & 1) {
			record->evicted++;
		} else if (head) {
			see_folio(walk, head);
			add_pages(walk, 1);
		}
		walk->descent->seen++;
		return;
	}
	descend(walk, head, 0);
	seen = bpf_loop(PAGES_SLOTS_A_FILE, see_slot, walk, 0);
	walk->descent->seen += seen;
	if (!is_over(walk))
		record->state = PAGES_PARTLY;
}

static long count_file(__u32 i, struct pages_call *call)
{
	struct page_walk walk = { .before = NOTHING };
	__u32 index = call->first, zero = 0;

	walk.record = bpf_map_lookup_elem(&files, &index);
	walk.descent = bpf_map_lookup_elem(&descents, &zero);
	if (!walk.record || !walk.descent || index >= call->count ||
		walk.descent->seen >= PAGES_SLOTS_A_FILE)
		return 1;
	walk.active_bit = bpf_core_enum_value(enum pageflags, PG_active);
	walk.dirty_bit = bpf_core_enum_value(enum pageflags, PG_dirty);
	walk.writeback_bit = bpf_core_enum_value(enum pageflags, PG_writeback);
	walk.head_bit = bpf_core_enum_value(enum pageflags, PG_head);
	if (is_same((void *)walk.record->inode, walk.record))
		see_file(&walk);
	else
		walk.record->state = PAGES_OTHER;
	if (walk.record->state == PAGES_PARTLY)
		return 1;
	call->first++;
	return 0;
}

SEC("syscall")
int count_pages(struct pages_call *call)
{
	struct pages_call copy = { .count = call->count, .first = call->first };
	__u32 zero = 0;
	struct descent *descent = bpf_map_lookup_elem(&descents, &zero);

	if (!descent)
		return 0;
	descent->seen = 0;
	bpf_loop(PAGES_FILES_A_CALL, count_file, &copy, 0);
	call->first = copy.first;
	call->slots = descent->seen;
	call->has_charges = bpf_core_field_exists(((struct folio *)0)->memcg_data);
	return 0;
}

/* ---- names of cgroups ---- */

/*
 * CSS_ONLINE of include/linux/cgroup-defs.h is cleared when the directory is removed.  The kernel's
 * directory leads back to the cgroup, as long as there is one: what is something else by now has no
 * node.
 */
static void find_node(struct pages_cgroup_record *record)
{
	struct mem_cgroup *memory = (void *)record->cgroup;
	struct cgroup *cgroup = BPF_CORE_READ(memory, css.cgroup);
	struct kernfs_node *node = BPF_CORE_READ(cgroup, kn);

	record->node = 0;
	if (BPF_CORE_READ(node, priv) != cgroup)
		return;
	record->node = (__u64)node;
	record->is_removed = !(BPF_CORE_READ(memory, css.flags) & 2);
}

static long name_cgroup(__u32 i, void *nothing)
{
	struct pages_cgroup_record *record = bpf_map_lookup_elem(&cgroups, &i);
	struct kernfs_node___6_15 *newer;
	struct kernfs_node *node;

	if (!record)
		return 1;
	if (record->cgroup)
		find_node(record);
	node = (void *)record->node;
	newer = (void *)node;
	record->id = BPF_CORE_READ(node, id);
	if (bpf_core_field_exists(newer->__parent))
		record->parent = (__u64)BPF_CORE_READ(newer, __parent);
	else
		record->parent = (__u64)BPF_CORE_READ(node, parent);
	if (bpf_probe_read_kernel_str(record->name, sizeof(record->name),
		    BPF_CORE_READ(node, name)) <= 0)
		record->node = 0;
	return 0;
}

SEC("syscall")
int name_cgroups(struct pages_cgroup_call *call)
{
	if (bpf_core_field_exists(((struct folio *)0)->memcg_data))
		bpf_loop(call->count, name_cgroup, 0, 0);
	return 0;
}
