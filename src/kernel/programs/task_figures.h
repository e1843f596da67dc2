/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The figures of one process out of its task: what fs/proc/array.c and task_mmu.c print of it (Linux 6.2 to
 * 6.18).  Included by the programs; the task is one that the kernel's iterator holds, so that its members
 * are read by plain loads, which cost a tenth of bpf_probe_read_kernel().
 */
#ifndef MEMTOP_KERNEL_PROGRAMS_TASK_FIGURES_H
#define MEMTOP_KERNEL_PROGRAMS_TASK_FIGURES_H

#include "kernel/programs/kernel_types.h"

#include "kernel/programs/tasks.h"

enum { BPF_MAP_TYPE_PERCPU_ARRAY = 6 };

/* include/linux/sched.h */
#define PF_KTHREAD 0x00200000

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* lib/percpu_counter.c, where there is more than one CPU */
struct percpu_counter {
	__s64 count;
	__s32 *counters;
};

typedef struct {
	long counter;
} atomic_long_t;

struct mm_struct {
	unsigned long total_vm, locked_vm;
	atomic_long_t pgtables_bytes;
	struct percpu_counter rss_stat[TASK_COUNTERS]; /* 6.2 */
};

/* Any structure of the kernel's that is four numbers of 32 bits: what CPUs count lies like that. */
struct in6_addr {
	union {
		__be32 u6_addr32[4];
	} in6_u;
};

struct bpf_array {
	void *pptrs[1];
};

#pragma clang attribute pop

extern void *bpf_rdonly_cast(const void *object, __u32 type) __ksym;

/* How many CPUs there may be, and how far from an address per CPU its part of each lies. */
const volatile __u32 cpus = 1;

struct cpu_offsets {
	__u64 of[TASKS_CPUS];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct cpu_offsets);
} cpu_offsets SEC(".maps");

static __always_inline struct cpu_offsets *find_cpu_offsets(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&cpu_offsets, &key);
}

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} per_cpu SEC(".maps");

/*
 * An element of a map per CPU has an address per CPU, and one on each: the difference is the same for all that
 * is per CPU.  So no symbol of the kernel's has to be known.
 */
SEC("syscall")
int find_cpus(void *context)
{
	struct cpu_offsets *offsets = find_cpu_offsets();
	const void *map = &per_cpu;
	__u64 address = 0, base = 0;
	__u32 key = 0;

	if (!offsets)
		return 0;
	bpf_probe_read_kernel(&address, sizeof(address), &map);
	bpf_probe_read_kernel(&base, sizeof(base),
		(void *)(address + bpf_core_field_offset(struct bpf_array, pptrs)));
	for (__u32 cpu = 0; cpu < TASKS_CPUS && cpu < cpus; cpu++) {
		void *element = bpf_map_lookup_percpu_elem(&per_cpu, &key, cpu);
		__u64 there = 0;

		bpf_probe_read_kernel(&there, sizeof(there), &element);
		offsets->of[cpu] = there ? there - base : 0;
	}
	return 0;
}

/* percpu_counter_sum(): the four counters of a process are allocated side by side since 6.6, ... */
static __always_inline void add_side_by_side(long long *whole, __u64 counters,
	const struct cpu_offsets *offsets)
{
	for (__u32 cpu = 0; cpu < TASKS_CPUS && cpu < cpus; cpu++) {
		const struct in6_addr *four = bpf_rdonly_cast((void *)(counters + offsets->of[cpu]),
			bpf_core_type_id_kernel(struct in6_addr));

		for (int i = 0; i < TASK_COUNTERS; i++)
			whole[i] += (__s32)four->in6_u.u6_addr32[i];
	}
}

/* ... and each by itself before. */
static __always_inline void add_apart(long long *whole, const __u64 *counters,
	const struct cpu_offsets *offsets)
{
	for (__u32 cpu = 0; cpu < TASKS_CPUS && cpu < cpus; cpu++) {
		for (int i = 0; i < TASK_COUNTERS; i++) {
			__s32 part = 0;

			bpf_probe_read_kernel(&part, sizeof(part),
				(void *)(counters[i] + offsets->of[cpu]));
			whole[i] += part;
		}
	}
}

/* The index is a constant, for CO-RE knows where each element lies, and the compiler does not. */
#define TAKE_COUNTER(record, mm, counters, index)                                                  \
	do {                                                                                       \
		(record)->whole[index] = (record)->rough[index] = (mm)->rss_stat[index].count;     \
		(counters)[index] = (__u64)(mm)->rss_stat[index].counters;                         \
	} while (0)

static __always_inline void take_memory(struct task_record *record, struct mm_struct *mm)
{
	const struct cpu_offsets *offsets = find_cpu_offsets();
	__u64 counters[TASK_COUNTERS];

	record->has_memory = 1;
	record->size = mm->total_vm;
	record->locked = mm->locked_vm;
	record->page_tables = (__u64)mm->pgtables_bytes.counter;
	TAKE_COUNTER(record, mm, counters, TASK_FILE);
	TAKE_COUNTER(record, mm, counters, TASK_ANONYMOUS);
	TAKE_COUNTER(record, mm, counters, TASK_SWAP);
	TAKE_COUNTER(record, mm, counters, TASK_SHARED);
	if (!offsets)
		return;
	if (counters[TASK_SHARED] == counters[TASK_FILE] + TASK_SHARED * sizeof(__s32))
		add_side_by_side(record->whole, counters[TASK_FILE], offsets);
	else
		add_apart(record->whole, counters, offsets);
}

static __always_inline void forget_memory(struct task_record *record)
{
	record->has_memory = record->size = record->locked = record->page_tables = 0;
	for (int i = 0; i < TASK_COUNTERS; i++)
		record->whole[i] = record->rough[i] = 0;
}

/* What a task is and has; pid and parent are set.  Its memory belongs to the whole process. */
static __always_inline void take_task(struct task_record *record, struct task_struct *task)
{
	struct signal_struct *all = task->signal;
	struct mm_struct *mm = task->mm;

	record->user = task->real_cred->euid.val;
	record->threads = (__u32)all->nr_threads;
	record->state = task->__state;
	record->exit_state = (__u32)task->exit_state;
	record->oom_adjust = all->oom_score_adj;
	record->executions = task->self_exec_id;
	record->css_set = bpf_core_field_exists(task->cgroups) ? (__u64)task->cgroups : 0;
	record->start_ns = task->start_boottime;
	record->minor_faults = all->min_flt + task->min_flt;
	record->major_faults = all->maj_flt + task->maj_flt;
	record->run_ns = all->sum_sched_runtime + task->se.sum_exec_runtime;
	__builtin_memcpy(record->name, task->comm, sizeof(record->name));
	if (mm && !(task->flags & PF_KTHREAD))
		take_memory(record, mm);
	else
		forget_memory(record);
}

#endif
