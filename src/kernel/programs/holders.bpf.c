/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has which regular files open: the kernel's iterator over the descriptors of all processes (5.8). */
#include "kernel/programs/kernel_types.h"
#include "kernel/programs/magic.h"

#include "kernel/programs/holders.h"

const char LICENSE[] SEC("license") = "GPL";

SEC("iter/task_file")
int list_holders(struct bpf_iter__task_file *context)
{
	struct holder_record record = { 0 };
	struct file *file = context->file;
	struct task_struct *task = context->task;
	struct inode *inode;

	if (!file || !task)
		return 0;
	inode = BPF_CORE_READ(file, f_inode);
	if ((BPF_CORE_READ(inode, i_mode) & FORMAT) != REGULAR)
		return 0;
	record.inode = (__u64)inode;
	record.pid = pid_for_reader(task);
	if (!record.pid)
		return 0;
	bpf_probe_read_kernel_str(record.name, sizeof(record.name),
		BPF_CORE_READ(task, group_leader, comm));
	bpf_seq_write(context->meta->seq, &record, sizeof(record));
	return 0;
}
