/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page cache by file: superblocks -> inodes -> names (fs/super.c, fs/inode.c, fs/dcache.c).  Every
 * inode that has pages in the cache is on the list of its superblock, whose lock is not taken here.
 * Nothing is written, and a pointer that leads nowhere reads as zero.
 */
#include "kernel/programs/kernel_types.h"
#include "kernel/programs/magic.h"

#include "kernel/programs/cache.h"

const char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, CACHE_SUPERBLOCKS_A_CALL);
	__type(key, __u32);
	__type(value, struct cache_superblock_record);
} superblocks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, CACHE_INODES_A_CALL);
	__type(key, __u32);
	__type(value, struct cache_inode_record);
} inodes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, CACHE_NAMES_A_CALL);
	__type(key, __u32);
	__type(value, struct cache_name_record);
} dentries SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, CACHE_LAYERS_MOST);
	__type(key, __u32);
	__type(value, struct cache_layer_record);
} layers SEC(".maps");

/* ---- superblocks ---- */

struct superblock_walk {
	__u64 at, first;
	__u32 count, end;
};

/* The head of the list is no superblock: what would be its root does not lead back to it. */
static int is_superblock(struct super_block *sb)
{
	struct dentry *root = BPF_CORE_READ(sb, s_root);

	return root && BPF_CORE_READ(root, d_sb) == sb;
}

static long see_superblock(__u32 i, struct superblock_walk *walk)
{
	struct super_block *sb = (void *)walk->at;
	struct cache_superblock_record *record;
	__u32 index = walk->count;

	if (is_superblock(sb)) {
		record = bpf_map_lookup_elem(&superblocks, &index);
		if (!record)
			return 1;
		record->address = walk->at;
		record->device = BPF_CORE_READ(sb, s_dev);
		record->magic = BPF_CORE_READ(sb, s_magic);
		bpf_probe_read_kernel_str(record->type, sizeof(record->type),
			BPF_CORE_READ(sb, s_type, name));
		walk->count++;
	}
	walk->at = (__u64)STRUCTURE_OF(BPF_CORE_READ(sb, s_list.next), struct super_block, s_list);
	if (walk->at != walk->first)
		return 0;
	walk->end = CACHE_DONE;
	return 1;
}

/* Begins at the file system that the reader's own root is on, since no symbol is known here. */
SEC("syscall")
int list_superblocks(struct cache_superblock_call *call)
{
	struct superblock_walk walk = { .at = call->cursor, .first = call->first };

	if (!walk.at) {
		struct task_struct *task = (void *)bpf_get_current_task();

		walk.at = walk.first = (__u64)BPF_CORE_READ(task, fs, root.mnt, mnt_sb);
	} else if (!is_superblock((void *)walk.at)) {
		call->end = CACHE_LOST;
		return 0;
	}
	bpf_loop(CACHE_SUPERBLOCKS_A_CALL, see_superblock, &walk, 0);
	call->cursor = walk.at;
	call->first = walk.first;
	call->count = walk.count;
	call->end = walk.end;
	return 0;
}

/* ---- inodes ---- */

struct inode_walk {
	__u64 superblock;
	__u64 link, head; /* the struct list_head where it stands, and the one at the end */
	__u32 visited, count, end;
	__u32 is_tmpfs;
};

/* What of an inode, and of a dentry, is read at once: a call costs as much as a line of memory. */
#define INODE_WORDS  16
#define DENTRY_WORDS 8

#define IN_INODE(words, type, member)  IN_WORDS(words, type, struct inode, member)
#define IN_DENTRY(words, type, member) IN_WORDS(words, type, struct dentry, member)

static void record_name(struct cache_inode_record *record, struct inode *inode)
{
	struct hlist_node *alias = BPF_CORE_READ(inode, i_dentry.first);
	struct dentry *dentry = STRUCTURE_OF(alias, struct dentry, d_u.d_alias);
	__u64 words[DENTRY_WORDS] = { 0 };
	__u64 address = (__u64)dentry;

	record->dentry = record->parent = 0;
	if (!alias)
		return;
	bpf_probe_read_kernel(words, sizeof(words), dentry);
	if ((struct inode *)IN_DENTRY(words, __u64, d_inode) != inode)
		return;
	record->parent = IN_DENTRY(words, __u64, d_parent);
	if (bpf_probe_read_kernel_str(record->name, sizeof(record->name),
		    (void *)IN_DENTRY(words, __u64, d_name.name)) > 0)
		record->dentry = address;
}

/* False: it is one of another file system. */
static int record_inode(struct cache_inode_record *record, struct inode *inode, __u64 superblock)
{
	__u64 words[INODE_WORDS] = { 0 };
	__u64 address = (__u64)inode;

	bpf_probe_read_kernel(words, sizeof(words), inode);
	if (IN_INODE(words, __u64, i_sb) != superblock)
		return 0;
	record->inode = address;
	record->number = IN_INODE(words, __u64, i_ino);
	record->size = IN_INODE(words, __u64, i_size);
	record->mode = IN_INODE(words, __u16, i_mode);
	record->links = IN_INODE(words, __u32, i_nlink);
	record->device = IN_INODE(words, __u32, i_rdev);
	record_name(record, inode);
	return 1;
}

/*
 * An inode that left the list while it was looked at points to itself, and one elsewhere by now to others:
 * whether it is of this file system is asked of those that are handed out, and of the cursor of each call.
 */
static long see_inode(__u32 i, struct inode_walk *walk)
{
	struct inode *inode = STRUCTURE_OF(walk->link, struct inode, i_sb_list);
	struct cache_inode_record *record;
	__u32 index = walk->count;
	__u64 pages, swapped = 0, next;

	if (walk->link == walk->head) {
		walk->end = CACHE_DONE;
		return 1;
	}
	next = (__u64)BPF_CORE_READ(inode, i_sb_list.next);
	if (next == walk->link || !next) {
		walk->end = CACHE_LOST;
		return 1;
	}
	pages = BPF_CORE_READ(inode, i_data.nrpages);
	if (walk->is_tmpfs)
		swapped = BPF_CORE_READ((struct shmem_inode_info *)STRUCTURE_OF(inode,
						struct shmem_inode_info, vfs_inode),
			swapped);
	if (pages || swapped) {
		record = bpf_map_lookup_elem(&inodes, &index);
		if (!record)
			return 1;
		if (!record_inode(record, inode, walk->superblock)) {
			walk->end = CACHE_LOST;
			return 1;
		}
		record->pages = pages;
		record->swapped = swapped;
		walk->count++;
	}
	walk->visited++;
	walk->link = next;
	return 0;
}

/* Whether the cursor of the call before is the same inode still, and on the list. */
static int is_there(struct inode *inode, struct cache_inode_call *call)
{
	struct list_head *next = BPF_CORE_READ(inode, i_sb_list.next);
	__u64 link = (__u64)inode + bpf_core_field_offset(struct inode, i_sb_list);

	return (__u64)BPF_CORE_READ(inode, i_sb) == call->superblock &&
	       BPF_CORE_READ(inode, i_ino) == call->number &&
	       BPF_CORE_READ(inode, i_generation) == call->generation &&
	       (__u64)BPF_CORE_READ(next, prev) == link && (__u64)next != link;
}

static void keep_cursor(struct cache_inode_call *call, struct inode *inode)
{
	call->cursor = (__u64)inode;
	call->number = BPF_CORE_READ(inode, i_ino);
	call->generation = BPF_CORE_READ(inode, i_generation);
}

SEC("syscall")
int list_inodes(struct cache_inode_call *call)
{
	struct super_block *sb = (void *)call->superblock;
	struct inode *inode = (void *)call->cursor;
	struct inode_walk walk = { .superblock = call->superblock };

	call->visited = call->count = 0;
	call->end = is_superblock(sb) ? CACHE_LOST : CACHE_GONE;
	if (call->end == CACHE_GONE || (inode && !is_there(inode, call)))
		return 0;
	walk.is_tmpfs = BPF_CORE_READ(sb, s_magic) == TMPFS;
	walk.head = (__u64)sb + bpf_core_field_offset(struct super_block, s_inodes);
	walk.link = inode ? (__u64)inode + bpf_core_field_offset(struct inode, i_sb_list)
			  : (__u64)BPF_CORE_READ(sb, s_inodes.next);
	bpf_loop(call->limit, see_inode, &walk, 0);
	call->visited = walk.visited;
	call->count = walk.count;
	call->end = walk.end;
	if (walk.end == CACHE_MORE && walk.link == walk.head)
		call->end = CACHE_DONE;
	else if (walk.end == CACHE_MORE)
		keep_cursor(call, STRUCTURE_OF(walk.link, struct inode, i_sb_list));
	return 0;
}

/* ---- names of directories ---- */

static long name_dentry(__u32 i, void *nothing)
{
	struct cache_name_record *record = bpf_map_lookup_elem(&dentries, &i);
	struct dentry *dentry;

	if (!record)
		return 1;
	dentry = (void *)record->dentry;
	record->parent = (__u64)BPF_CORE_READ(dentry, d_parent);
	record->superblock = (__u64)BPF_CORE_READ(dentry, d_sb);
	if (bpf_probe_read_kernel_str(record->name, sizeof(record->name),
		    BPF_CORE_READ(dentry, d_name.name)) <= 0)
		record->parent = 0;
	return 0;
}

SEC("syscall")
int name_dentries(struct cache_name_call *call)
{
	bpf_loop(call->count, name_dentry, 0, 0);
	return 0;
}

/* ---- what the caller names ---- */

SEC("syscall")
int find_place(struct cache_place_call *call)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct dentry *dentry = 0;
	struct file *file = 0;

	if (call->descriptor == CACHE_ROOT) {
		dentry = BPF_CORE_READ(task, fs, root.dentry);
	} else if (call->descriptor < BPF_CORE_READ(table, max_fds)) {
		bpf_probe_read_kernel(&file, sizeof(file),
			BPF_CORE_READ(table, fd) + call->descriptor);
		dentry = BPF_CORE_READ(file, f_path.dentry);
	}
	call->dentry = (__u64)dentry;
	call->inode = (__u64)BPF_CORE_READ(dentry, d_inode);
	call->superblock = (__u64)BPF_CORE_READ(dentry, d_sb);
	return 0;
}

/* ---- layers of an overlay ---- */

struct layer_walk {
	__u64 at; /* where the next pointer to a dentry stands */
	__u64 step;
};

static int record_layer(__u32 index, __u64 at)
{
	struct cache_layer_record *record = bpf_map_lookup_elem(&layers, &index);
	struct dentry *dentry = 0;

	if (!record)
		return 1;
	bpf_probe_read_kernel(&dentry, sizeof(dentry), (void *)at);
	record->dentry = (__u64)dentry;
	record->inode = (__u64)BPF_CORE_READ(dentry, d_inode);
	record->superblock = (__u64)BPF_CORE_READ(dentry, d_sb);
	record->magic = BPF_CORE_READ(dentry, d_sb, s_magic);
	return 0;
}

static long see_layer(__u32 i, struct layer_walk *walk)
{
	if (record_layer(i + 1, walk->at))
		return 1;
	walk->at += walk->step;
	return 0;
}

SEC("syscall")
int list_layers(struct cache_layer_call *call)
{
	struct dentry *dentry = (void *)call->dentry;
	struct inode *inode = BPF_CORE_READ(dentry, d_inode);
	__u64 own = (__u64)inode - call->form.inode;
	__u64 entry = (__u64)BPF_CORE_READ(dentry, d_fsdata);
	struct layer_walk walk = { .step = call->form.path };
	__u64 flags = 0;
	__u32 count = 0;

	call->mode = BPF_CORE_READ(inode, i_mode);
	bpf_probe_read_kernel(&flags, sizeof(flags), (void *)(own + call->form.flags));
	call->flags = flags;
	record_layer(0, own + call->form.upper);
	if (!call->form.is_entry_of_dentry)
		bpf_probe_read_kernel(&entry, sizeof(entry), (void *)(own + call->form.entry));
	bpf_probe_read_kernel(&count, sizeof(count), (void *)(entry + call->form.lower_count));
	if (count > CACHE_LAYERS_MOST - 1)
		count = CACHE_LAYERS_MOST - 1;
	walk.at = entry + call->form.lowers + call->form.path_dentry;
	bpf_loop(count, see_layer, &walk, 0);
	call->count = count + 1;
	return 0;
}
