/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory cgroups as they were at one moment, raw.  A cgroup is built by its reader, then shared,
 * never changed: consecutive samples hold the same one where nothing of it was read anew.
 */
#ifndef MEMTOP_SAMPLE_CGROUPS_H
#define MEMTOP_SAMPLE_CGROUPS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/value.h"
#include "parse/system/cgroup_fields.h"
#include "parse/system/node.h"
#include "sample/kernel/way.h"

/* What is read of each; bytes where not said otherwise.  With its descendants, as the kernel has it. */
enum cgroup_figure {
	CGROUP_USAGE,
	CGROUP_LIMIT, /* memory.max; absent: none.  So are the other limits */
	CGROUP_HIGH,
	CGROUP_LOW, /* of v1 the soft limit */
	CGROUP_MIN,
	CGROUP_PEAK,
	CGROUP_SWAP,
	CGROUP_SWAP_LIMIT, /* v1: of memory and swap together */
	CGROUP_SWAP_HIGH,
	CGROUP_SWAP_PEAK,
	CGROUP_ZSWAP,
	CGROUP_KMEM, /* v1: memory.kmem.usage_in_bytes */
	/* memory.stat */
	CGROUP_ANONYMOUS,
	CGROUP_FILE, /* shared memory included */
	CGROUP_SHMEM,
	CGROUP_ACTIVE_FILE,
	CGROUP_INACTIVE_FILE,
	CGROUP_SLAB_RECLAIMABLE,
	CGROUP_SLAB_UNRECLAIMABLE,
	CGROUP_KERNEL,
	CGROUP_KERNEL_STACK,
	CGROUP_PAGE_TABLES,
	CGROUP_PERCPU,
	CGROUP_SOCKETS,
	CGROUP_UNEVICTABLE,
	CGROUP_DIRTY,
	CGROUP_OWN_PAGES,          /* v1: anonymous memory and page cache, without those below it */
	CGROUP_HIERARCHICAL_LIMIT, /* v1: the least of its own and its ancestors' */
	/* events: how often, since the cgroup was made */
	CGROUP_EVENTS_LOW,
	CGROUP_EVENTS_HIGH,
	CGROUP_EVENTS_MAX, /* v1: memory.failcnt */
	CGROUP_EVENTS_OOM,
	CGROUP_EVENTS_OOM_KILL,
	CGROUP_UNDER_OOM, /* v1: 1 while its processes wait for memory */
	/* memory.pressure: hundredths of a per cent over ten seconds */
	CGROUP_PRESSURE_SOME,
	CGROUP_PRESSURE_FULL,
	CGROUP_DYING, /* descendants that were removed and still have memory */
	CGROUP_FIGURES
};

/* Events at an earlier moment, for what they are a second. */
struct cgroup_events_before {
	uint64_t ns; /* monotonic; 0: there is none */
	int64_t high, max, oom_kill;
};

struct cgroup {
	atomic_uint references; /* first: the rest is copied */
	uint64_t id;            /* the inode of its directory: names it as long as it lives */
	uint8_t state[CGROUP_FIGURES]; /* enum value_state */
	int64_t figure[CGROUP_FIGURES];
	uint64_t events_ns;                 /* monotonic: when the events were read */
	struct cgroup_events_before before; /* the reading before that */
	struct cgroup_events_before first;  /* the first one that was seen */
	struct cgroup_identity *identity;   /* the cgroup holds a reference */
};

struct cgroup_identity {
	atomic_uint references;
	const char *path; /* below the mount, raw bytes: "/a/b", "/" for its root */
	const char *name; /* the last part of the path, inside it */
	char *label; /* its maker, and what it is called: "docker web"; NULL: its name says it */
	char block[];
};

#define CGROUP_NO_PARENT SIZE_MAX

/* One line of the tree: in preorder, children by name. */
struct cgroup_node {
	struct cgroup *cgroup;
	size_t parent; /* its index, or CGROUP_NO_PARENT */
	size_t end;    /* behind its last descendant */
	unsigned depth;
	uint64_t usage_ns, rest_ns; /* monotonic: when usage, when all else was read; 0: never */
};

enum cgroup_trouble {
	CGROUP_FINE,
	CGROUP_NOT_MOUNTED,    /* no hierarchy with memory is mounted */
	CGROUP_NO_CONTROLLER,  /* v2 is mounted, but knows nothing of memory */
	CGROUP_CANNOT_BE_READ, /* status says why */
	CGROUP_TROUBLES
};

struct derived_cgroups; /* base/shared.h */

struct cgroups {
	atomic_uint references;
	enum cgroup_trouble trouble;
	enum status status;
	int version;       /* 1 or 2; 0: none */
	bool is_part;      /* its root is no root: a container's own, and the rest is not seen */
	bool is_recursive; /* v2, memory_recursiveprot: protection that is not claimed is shared out */
	bool is_incomplete; /* there are more than were read */
	char *mount_root; /* what /proc/PID/cgroup has before each path: "/docker/ab"; NULL: nothing */
	uint64_t monotonic_ns; /* when the reading ended */
	uint64_t cpu_ns;       /* that it took */
	struct value dying;    /* in all */
	struct kernel_refusal
		uncounted;  /* v1: why reclaimable slab could not be counted, if it was tried */
	size_t denied;      /* directories that may not be read */
	size_t descriptors; /* kept open */
	uint64_t descriptor_bytes; /* what they cost the kernel, estimated, and what counts slab */
	uint64_t fields_of;        /* the id of the one that was looked into; 0: none */
	struct cgroup_fields fields; /* of its memory.stat, all */
	struct memory_nodes by_node; /* its memory.numa_stat; none on a machine of one node */
	struct cgroup_node *nodes;   /* each holds a reference to its cgroup */
	size_t count;
	struct derived_cgroups *derived; /* what derive/ made of it; NULL: it was not asked */
};

struct cgroups *cgroups_new(size_t count); /* zeroed, one reference; NULL: no memory */
struct cgroups *cgroups_ref(struct cgroups *cgroups);
void cgroups_unref(struct cgroups *cgroups); /* NULL is allowed */

/* Nothing asked.  The path is copied; name stands at that offset of it.  NULL: no memory. */
struct cgroup *cgroup_new(uint64_t id, const char *path, size_t name);
/* All but the references, which another thread may be counting meanwhile. */
void cgroup_take_figures(struct cgroup *to, const struct cgroup *from);
struct cgroup *cgroup_copy(const struct cgroup *cgroup); /* with one reference of its own */
struct cgroup *cgroup_ref(struct cgroup *cgroup);
void cgroup_unref(struct cgroup *cgroup); /* NULL is allowed */

static inline struct value cgroup_value(const struct cgroup *cgroup, enum cgroup_figure figure)
{
	return (struct value){ .n = cgroup->figure[figure],
		.state = (enum value_state)cgroup->state[figure] };
}

static inline void cgroup_set(struct cgroup *cgroup, enum cgroup_figure figure, struct value value)
{
	cgroup->figure[figure] = value.n;
	cgroup->state[figure] = (uint8_t)value.state;
}

/* The index of the cgroup with that id, or count. */
size_t cgroups_find(const struct cgroups *cgroups, uint64_t id);

#endif
