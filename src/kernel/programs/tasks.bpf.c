/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All processes in one call: the kernel's iterator over tasks inside a program (6.7). */
#include "kernel/programs/task_figures.h"

const char LICENSE[] SEC("license") = "GPL";

/* kernel/bpf/task_iter.c */
struct bpf_iter_task {
	__u64 opaque[3];
} __attribute__((aligned(8)));

enum { ALL_PROCESSES = 0, THREADS_OF_PROCESS = 2 };

extern int bpf_iter_task_new(struct bpf_iter_task *iterator, struct task_struct *task,
	unsigned int flags) __ksym;
extern struct task_struct *bpf_iter_task_next(struct bpf_iter_task *iterator) __ksym;
extern void bpf_iter_task_destroy(struct bpf_iter_task *iterator) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *task) __ksym;
extern void bpf_task_release(struct task_struct *task) __ksym;

/* As many as there is room for is said when the object is loaded. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct task_record);
} records SEC(".maps");

/* Adds what the other threads have done. */
static __always_inline void add_threads(struct task_record *record, struct task_struct *task)
{
	struct task_struct *held = bpf_task_acquire(task), *thread;
	struct bpf_iter_task iterator;

	if (!held)
		return;
	bpf_iter_task_new(&iterator, held, THREADS_OF_PROCESS);
	while ((thread = bpf_iter_task_next(&iterator))) {
		if (thread->pid == thread->tgid)
			continue;
		record->minor_faults += thread->min_flt;
		record->major_faults += thread->maj_flt;
		record->run_ns += thread->se.sum_exec_runtime;
	}
	bpf_iter_task_destroy(&iterator);
	bpf_task_release(held);
}

SEC("syscall")
int list_tasks(struct tasks_call *call)
{
	struct bpf_iter_task iterator;
	struct task_struct *task;
	__u32 with_threads = call->with_threads, count = 0;
	__u32 level = level_of_reader();

	bpf_rcu_read_lock();
	bpf_iter_task_new(&iterator, 0, ALL_PROCESSES);
	while ((task = bpf_iter_task_next(&iterator))) {
		struct task_record *record;
		__u32 at = count;
		int pid = level ? pid_for_reader(task) : task->tgid;

		if (pid <= 0)
			continue;
		count++;
		record = bpf_map_lookup_elem(&records, &at);
		if (!record)
			continue;
		record->pid = (__u32)pid;
		record->parent = (__u32)(level ? pid_for_reader(task->real_parent)
					       : task->real_parent->tgid);
		take_task(record, task);
		if (with_threads && record->threads > 1)
			add_threads(record, task);
	}
	bpf_iter_task_destroy(&iterator);
	bpf_rcu_read_unlock();
	call->count = count;
	return 0;
}
