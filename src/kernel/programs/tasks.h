/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the programs tasks and task_iterator hand out of each process. */
#ifndef MEMTOP_KERNEL_PROGRAMS_TASKS_H
#define MEMTOP_KERNEL_PROGRAMS_TASKS_H

/* enum of include/linux/mm_types_task.h: NR_MM_COUNTERS */
enum { TASK_FILE, TASK_ANONYMOUS, TASK_SWAP, TASK_SHARED, TASK_COUNTERS };

struct task_record {
	unsigned int pid, parent, user; /* as the reader knows them */
	unsigned int threads;
	unsigned int state, exit_state; /* as the kernel has them */
	int oom_adjust;
	unsigned int executions;     /* another number after each exec(2) */
	unsigned long long css_set;  /* another address where it is moved to another cgroup */
	unsigned long long start_ns; /* since boot, suspends included */
	unsigned long long
		has_memory; /* 0: a kernel thread, a zombie; of it there is nothing below */
	unsigned long long size, locked; /* pages */
	unsigned long long page_tables;  /* bytes */
	long long whole[TASK_COUNTERS];  /* pages */
	long long rough[TASK_COUNTERS];  /* the same without what CPUs have not yet handed in */
	/* Of all its threads where those were asked for, of the first one and of those that ended otherwise. */
	unsigned long long minor_faults, major_faults, run_ns;
	char name[16];
};

/* What goes into list_tasks and comes out. */
struct tasks_call {
	unsigned int with_threads; /* faults and time of all threads */
	unsigned int count; /* out: of processes, which may be more than the array has room for */
};

/* CPUs whose counts can be added up; more of them are not listed at all. */
#define TASKS_CPUS 8192

#endif
