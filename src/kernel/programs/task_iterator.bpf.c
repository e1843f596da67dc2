/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All processes by the kernel's iterator, which calls the program for each thread (6.2). */
#include "kernel/programs/task_figures.h"

const char LICENSE[] SEC("license") = "GPL";

/* What is asked for. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct tasks_call);
} call SEC(".maps");

/* Of a thread that is not the first: threads is 0, and there is what it has done alone. */
static __always_inline void take_thread(struct task_record *record, struct task_struct *task)
{
	record->minor_faults = task->min_flt;
	record->major_faults = task->maj_flt;
	record->run_ns = task->se.sum_exec_runtime;
}

SEC("iter/task")
int iterate_tasks(struct bpf_iter__task *context)
{
	struct task_record record = { 0 };
	struct task_struct *task = context->task;
	__u32 first = 0, level = level_of_reader();
	struct tasks_call *asked = bpf_map_lookup_elem(&call, &first);
	int pid;

	if (!task || !asked || (task->pid != task->tgid && !asked->with_threads))
		return 0;
	pid = level ? pid_for_reader(task) : task->tgid;
	if (pid <= 0)
		return 0;
	record.pid = (__u32)pid;
	if (task->pid == task->tgid) {
		record.parent = (__u32)(level ? pid_for_reader(task->real_parent)
					      : task->real_parent->tgid);
		take_task(&record, task);
	} else {
		take_thread(&record, task);
	}
	bpf_seq_write(context->meta->seq, &record, sizeof(record));
	return 0;
}
