/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which processes share memory at all, so that no other process need be asked by way of /proc: by the files that
 * they have open, by what their address spaces count, and by the trees in which each file has its mappings
 * (mm/interval_tree.c).  No lock is taken, the ones of address spaces least of all.
 */
#include "kernel/programs/kernel_types.h"
#include "kernel/programs/magic.h"

#include "kernel/programs/shmem_users.h"

const char LICENSE[] SEC("license") = "GPL";

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
	__s64 counter;
} atomic64_t;

struct mm_struct {
	unsigned long locked_vm;
	atomic64_t hugetlb_usage;
	struct task_struct *owner;
};

struct task_struct___shmem_users {
	struct mm_struct *mm;
};

struct rb_node {
	unsigned long __rb_parent_color;
	struct rb_node *rb_right, *rb_left;
};

struct rb_root {
	struct rb_node *rb_node;
};

struct rb_root_cached {
	struct rb_root rb_root;
};

struct address_space___shmem_users {
	struct rb_root_cached i_mmap;
};

struct inode___shmem_users {
	struct address_space___shmem_users i_data;
};

struct vm_area_struct {
	struct mm_struct *vm_mm;
	struct {
		struct rb_node rb;
	} shared;
};

#pragma clang attribute pop

static int is_shared_memory(struct inode *inode, __u64 magic)
{
	if ((BPF_CORE_READ(inode, i_mode) & FORMAT) != REGULAR)
		return 0;
	return magic == TMPFS || magic == RAMFS || magic == HUGETLB || magic == SECRETMEM;
}

SEC("iter/task_file")
int list_openers(struct bpf_iter__task_file *context)
{
	struct shmem_user_record record = { 0 };
	struct task_struct *task = context->task;
	struct file *file = context->file;
	struct inode *inode;
	__u64 magic;

	if (!file || !task)
		return 0;
	inode = BPF_CORE_READ(file, f_inode);
	magic = BPF_CORE_READ(inode, i_sb, s_magic);
	record.is_dmabuf = magic == DMABUF;
	if (!record.is_dmabuf && !is_shared_memory(inode, magic))
		return 0;
	record.pid = pid_for_reader(task);
	bpf_seq_write(context->meta->seq, &record, sizeof(record));
	return 0;
}

/* Secret memory is always locked. */
SEC("iter/task")
int list_lockers(struct bpf_iter__task *context)
{
	struct shmem_user_record record = { 0 };
	struct task_struct *task = context->task;
	struct mm_struct *mm;
	__u64 suspicious;

	if (!task)
		return 0;
	mm = BPF_CORE_READ((struct task_struct___shmem_users *)task, mm);
	if (!mm)
		return 0;
	suspicious = BPF_CORE_READ(mm, locked_vm);
	if (bpf_core_field_exists(mm->hugetlb_usage))
		suspicious |= (__u64)BPF_CORE_READ(mm, hugetlb_usage.counter);
	if (!suspicious)
		return 0;
	record.pid = pid_for_reader(task);
	bpf_seq_write(context->meta->seq, &record, sizeof(record));
	return 0;
}

/* ---- mappings of a file ---- */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, SHMEM_USERS_INODES_A_CALL);
	__type(key, __u32);
	__type(value, __u64);
} inodes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, SHMEM_USERS_MAPPERS_A_CALL);
	__type(key, __u32);
	__type(value, __u64); /* an element takes 8 bytes in any case */
} mappers SEC(".maps");

/* Where the walk of a tree is, and whence it came there. */
struct tree_walk {
	__u64 at;
	__u64 from; /* the parent, or a child */
	int last;   /* found last */
	__u32 found, incomplete;
};

/* In a map and not on the stack, where the verifier would follow every value of it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tree_walk);
} walks SEC(".maps");

#define STEPS_A_FILE (1 << 17)

static void see_mapping(struct tree_walk *walk, struct rb_node *node)
{
	struct vm_area_struct *vma =
		(void *)((__u64)node - bpf_core_field_offset(struct vm_area_struct, shared.rb));
	struct task_struct *owner = BPF_CORE_READ(vma, vm_mm, owner);
	int pid = owner ? pid_for_reader(owner) : 0;
	__u32 index = walk->found;
	__u64 *mapper;

	if (pid == walk->last || pid <= 0)
		return;
	mapper = bpf_map_lookup_elem(&mappers, &index);
	if (!mapper) {
		walk->incomplete = 1;
		return;
	}
	*mapper = (__u32)pid;
	walk->last = pid;
	walk->found++;
}

/* One step: down to the left, or, from there, to the right, or up; a node is seen when it is come to from above. */
static long step(__u32 i, struct tree_walk **context)
{
	struct tree_walk *walk = *context;
	struct rb_node *node = (void *)walk->at;
	__u64 parent, left, right, next;

	if (!node)
		return 1;
	parent = BPF_CORE_READ(node, __rb_parent_color) & ~3ull;
	left = (__u64)BPF_CORE_READ(node, rb_left);
	right = (__u64)BPF_CORE_READ(node, rb_right);
	next = parent;
	if (walk->from == parent) {
		see_mapping(walk, node);
		next = left ? left : right ? right : parent;
	} else if (walk->from == left && right) {
		next = right;
	}
	walk->from = walk->at;
	walk->at = next;
	return 0;
}

static long see_file(__u32 i, struct tree_walk **context)
{
	struct tree_walk *walk = *context;
	__u64 *inode = bpf_map_lookup_elem(&inodes, &i);

	if (!inode)
		return 1;
	walk->at = (__u64)BPF_CORE_READ((struct inode___shmem_users *)*inode,
		i_data.i_mmap.rb_root.rb_node);
	walk->from = 0;
	walk->last = 0;
	if (!walk->at)
		return 0;
	bpf_loop(STEPS_A_FILE, step, context, 0);
	if (walk->at)
		walk->incomplete = 1;
	return 0;
}

SEC("syscall")
int list_mappers(struct mappers_call *call)
{
	struct mm_struct *mm = 0;
	__u32 zero = 0;
	struct tree_walk *walk = bpf_map_lookup_elem(&walks, &zero);

	if (!walk)
		return 0;
	walk->found = walk->incomplete = 0;
	bpf_loop(call->count, see_file, &walk, 0);
	call->found = walk->found;
	call->incomplete = walk->incomplete;
	call->has_no_owner = !bpf_core_field_exists(mm->owner);
	return 0;
}
