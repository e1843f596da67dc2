/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The few members of the kernel's structures that the programs read.  CO-RE finds their offsets in the
 * BTF of the running kernel when a program is loaded, so nothing here is of one version or machine:
 * only names and types of members count, not their order.
 */
#ifndef MEMTOP_KERNEL_PROGRAMS_KERNEL_TYPES_H
#define MEMTOP_KERNEL_PROGRAMS_KERNEL_TYPES_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

/* include/uapi/linux/bpf.h, which needs the headers of one machine. */
enum { BPF_MAP_TYPE_ARRAY = 2 };
enum { BPF_F_MMAPABLE = 1 << 10 };

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next;
};

struct hlist_head {
	struct hlist_node *first;
};

struct qstr {
	const unsigned char *name;
};

struct dentry;
struct super_block;

struct file_system_type {
	const char *name;
};

struct super_block {
	struct list_head s_list;
	__u32 s_dev;
	unsigned long s_magic;
	struct dentry *s_root;
	struct file_system_type *s_type;
	struct list_head s_inodes;
};

struct xarray {
	void *xa_head;
};

/* A node of a tree: 64 slots, each for 2^shift pages; CONFIG_BASE_SMALL, with 16, is not for servers. */
#define XA_SLOTS 64

struct xa_node {
	unsigned char shift;
	void *slots[XA_SLOTS];
};

/* include/linux/page-flags.h; numbers are of the running kernel. */
enum pageflags { PG_active, PG_dirty, PG_writeback, PG_head };

typedef struct {
	int counter;
} atomic_t;

struct folio {
	atomic_t _mapcount, _large_mapcount, _nr_pages_mapped;
	unsigned long memcg_data;
};

struct address_space {
	struct xarray i_pages;
	unsigned long nrpages;
};

struct inode {
	unsigned short i_mode;
	struct super_block *i_sb;
	unsigned long i_ino;
	unsigned int i_nlink;
	__u32 i_rdev;
	long long i_size;
	__u32 i_generation;
	struct list_head i_sb_list;
	struct hlist_head i_dentry;
	struct address_space i_data;
};

/* Of an inode of tmpfs. */
struct shmem_inode_info {
	unsigned long swapped;
	struct inode vfs_inode;
};

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	struct super_block *d_sb;
	void *d_fsdata;
	union {
		struct hlist_node d_alias;
	} d_u;
};

struct vfsmount {
	struct super_block *mnt_sb;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	struct inode *f_inode;
	struct path f_path;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct fs_struct {
	struct path root;
};

struct pid_namespace;

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

/* What threads that ended have left to the process. */
struct signal_struct {
	int nr_threads;
	unsigned long min_flt, maj_flt;
	unsigned long long sum_sched_runtime;
	short oom_score_adj;
};

typedef struct {
	__u32 val;
} kuid_t;

struct cred {
	kuid_t euid;
};

struct kernfs_node {
	struct kernfs_node *parent;
	const char *name;
	__u64 id;
	void *priv;
};

struct kernfs_node___6_15 {
	struct kernfs_node *__parent;
};

struct cgroup {
	struct kernfs_node *kn;
};

/* What a controller has of a cgroup; those of its children are on a list. */
struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct list_head sibling, children;
	unsigned int flags;
	struct cgroup_subsys_state *parent;
};

struct memcg_vmstats {
	long state[1];
};

struct mem_cgroup {
	struct cgroup_subsys_state css;
	struct memcg_vmstats *vmstats;
};

enum cgroup_subsys_id { memory_cgrp_id };

struct css_set {
	struct cgroup_subsys_state *subsys[1];
};

struct sched_entity {
	__u64 sum_exec_runtime;
};

struct mm_struct;

struct task_struct {
	unsigned int __state;
	unsigned int flags;
	struct sched_entity se;
	struct mm_struct *mm;
	int exit_state;
	int pid, tgid;
	struct task_struct *real_parent, *group_leader;
	struct pid *thread_pid;
	__u64 start_boottime;
	unsigned long min_flt, maj_flt;
	const struct cred *real_cred;
	char comm[16];
	struct fs_struct *fs;
	struct files_struct *files;
	struct signal_struct *signal;
	struct css_set *cgroups;
	__u32 self_exec_id;
};

/* What the iterators over tasks (5.8) and their descriptors call a program with. */
struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	struct file *file;
};

#pragma clang attribute pop

/* How deep the PID namespace of the reader lies; 0: it is the first one, where a task has its own number. */
static __always_inline __u32 level_of_reader(void)
{
	struct task_struct *reader = (void *)bpf_get_current_task();

	return BPF_CORE_READ(reader, thread_pid, level);
}

/*
 * The number that the reader knows a task's process by: that of its own PID namespace.  0: the process cannot
 * be seen there, or has ended.
 */
static __always_inline int pid_for_reader(struct task_struct *task)
{
	struct task_struct *reader = (void *)bpf_get_current_task();
	struct pid *own = BPF_CORE_READ(reader, thread_pid);
	struct pid *pid = BPF_CORE_READ(task, group_leader, thread_pid);
	__u32 level = BPF_CORE_READ(own, level);
	__u64 at = bpf_core_field_offset(struct pid, numbers) +
		   (__u64)level * bpf_core_type_size(struct upid);
	struct upid *there = (void *)((__u64)pid + at), *here = (void *)((__u64)own + at);

	if (!pid || BPF_CORE_READ(pid, level) < level ||
		BPF_CORE_READ(there, ns) != BPF_CORE_READ(here, ns))
		return 0;
	return BPF_CORE_READ(there, nr);
}

/* The structure of which a member is at that address. */
#define STRUCTURE_OF(address, type, member)                                                        \
	((void *)((__u64)(address)-bpf_core_field_offset(type, member)))

/*
 * A member, of at most 8 bytes, of a structure whose first words were read at once; of one that lies behind
 * them in the running kernel, by a call of its own, which takes the variable `address`.
 */
#define IN_WORDS(words, type, structure, member)                                                   \
	(bpf_core_field_offset(structure, member) + sizeof(type) <= sizeof(words)                  \
			? *(type *)((char *)(words) + bpf_core_field_offset(structure, member))    \
			: (type)BPF_CORE_READ((structure *)address, member))

#endif
