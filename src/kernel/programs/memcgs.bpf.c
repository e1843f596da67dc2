/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree of memory cgroups in preorder, from its root down, those that were removed included. */
#include "kernel/programs/kernel_types.h"

#include "kernel/programs/memcgs.h"

const char LICENSE[] SEC("license") = "GPL";

/* As many as there is room for is said when the object is loaded. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct memcg_record);
} records SEC(".maps");

enum stage { TO_THE_ROOT, DOWN, UP, AT_THE_END, TORN };

struct walk {
	__u64 root, at; /* addresses of struct cgroup_subsys_state */
	__u32 stage, count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct walk);
} walks SEC(".maps");

static void find_root(struct walk *walk)
{
	struct cgroup_subsys_state *at = (void *)walk->at;
	__u64 parent = (__u64)BPF_CORE_READ(at, parent);

	if (parent) {
		walk->at = parent;
		return;
	}
	walk->root = walk->at;
	walk->stage = walk->at ? DOWN : TORN;
}

static void take(struct walk *walk, struct cgroup_subsys_state *at)
{
	struct mem_cgroup *memory = STRUCTURE_OF(at, struct mem_cgroup, css);
	struct memcg_vmstats *vmstats = BPF_CORE_READ(memory, vmstats);
	__u32 index = walk->count;
	struct memcg_record *record = bpf_map_lookup_elem(&records, &index);

	walk->count++;
	if (!record)
		return;
	record->id = BPF_CORE_READ(at, cgroup, kn, id);
	if (bpf_probe_read_kernel(record->counter, sizeof(record->counter),
		    (char *)vmstats + bpf_core_field_offset(struct memcg_vmstats, state)))
		record->id = 0;
}

/* Whose parent is another one has been freed, and is something else by now. */
static void go_on(struct walk *walk, void *link, struct cgroup_subsys_state *parent)
{
	struct cgroup_subsys_state *next = STRUCTURE_OF(link, struct cgroup_subsys_state, sibling);

	walk->at = (__u64)next;
	walk->stage = BPF_CORE_READ(next, parent) == parent ? DOWN : TORN;
}

static void go_down(struct walk *walk)
{
	struct cgroup_subsys_state *at = (void *)walk->at;
	__u64 list = walk->at + bpf_core_field_offset(struct cgroup_subsys_state, children);
	__u64 first = (__u64)BPF_CORE_READ(at, children.next);

	take(walk, at);
	if (first == list)
		walk->stage = UP;
	else
		go_on(walk, (void *)first, at);
}

static void go_up(struct walk *walk)
{
	struct cgroup_subsys_state *at = (void *)walk->at;
	struct cgroup_subsys_state *parent = BPF_CORE_READ(at, parent);
	__u64 list = (__u64)parent + bpf_core_field_offset(struct cgroup_subsys_state, children);
	__u64 next = (__u64)BPF_CORE_READ(at, sibling.next);

	if (walk->at == walk->root)
		walk->stage = AT_THE_END;
	else if (!parent)
		walk->stage = TORN;
	else if (next == list)
		walk->at = (__u64)parent;
	else
		go_on(walk, (void *)next, parent);
}

static long step(__u32 i, void *nothing)
{
	__u32 zero = 0;
	struct walk *walk = bpf_map_lookup_elem(&walks, &zero);

	if (!walk)
		return 1;
	switch (walk->stage) {
	case TO_THE_ROOT:
		find_root(walk);
		return 0;
	case DOWN:
		go_down(walk);
		return 0;
	case UP:
		go_up(walk);
		return 0;
	default:
		return 1;
	}
}

/* What the reader's own cgroup is below. */
static __u64 own_state(void)
{
	struct task_struct *reader = (void *)bpf_get_current_task();
	struct css_set *set = BPF_CORE_READ(reader, cgroups);
	__u64 at = (__u64)set + bpf_core_field_offset(struct css_set, subsys) +
		   sizeof(void *) * bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id);
	__u64 state = 0;

	bpf_probe_read_kernel(&state, sizeof(state), (void *)at);
	return state;
}

SEC("syscall")
int list_memcgs(struct memcgs_call *call)
{
	__u32 zero = 0;
	struct walk *walk = bpf_map_lookup_elem(&walks, &zero);

	if (!walk)
		return 0;
	walk->at = own_state();
	walk->stage = TO_THE_ROOT;
	walk->count = 0;
	bpf_loop(call->steps, step, 0, 0);
	call->count = walk->count;
	call->whole = walk->stage == AT_THE_END;
	return 0;
}
