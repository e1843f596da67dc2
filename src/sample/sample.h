/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything known at one moment.  The collector builds a sample, publishes it, and never touches
 * it again; screen, batch, history and verdicts read samples and nothing else.
 */
#ifndef MEMTOP_SAMPLE_SAMPLE_H
#define MEMTOP_SAMPLE_SAMPLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/value.h"
#include "parse/meminfo/meminfo.h"
#include "parse/system/node.h"
#include "parse/system/psi.h"
#include "parse/system/stat.h"
#include "parse/system/vmstat.h"
#include "parse/system/zoneinfo.h"
#include "sample/cgroups.h"
#include "sample/kernel/kernel_memory.h"
#include "sample/kernel/swept.h"
#include "sample/record/exits.h"
#include "sample/row.h"
#include "sample/system_file.h"

struct compressed_swap {
	struct value zram_original, zram_used; /* bytes; absent without a zram device */
	struct value zswap_original, zswap_used;
};

/* The memory cgroup that limits this very program the most, its ancestors included. */
struct cgroup_use {
	int version;               /* 1 or 2; 0: no limit anywhere, or no cgroups */
	char path[256];            /* of the cgroup with the limit, as this mount shows it */
	struct value limit, usage; /* bytes */
	struct value file;         /* reclaimable file cache inside usage */
};

/* What explains meminfo and stands elsewhere; bytes where not said otherwise. */
struct system_extras {
	struct value overcommit_mode;     /* vm.overcommit_memory: 0, 1 or 2 */
	struct value sockets;             /* buffers of TCP, UDP and IP fragments: net/sockstat */
	struct value tcp, udp, fragments; /* of that */
	struct value arc;                 /* ZFS's own cache: arcstats' size; absent without ZFS */
};

struct derived_machine; /* base/shared.h */

struct system_sample {
	struct meminfo meminfo;
	struct zoneinfo zoneinfo;
	struct vmstat vmstat;
	struct psi psi, psi_cpu, psi_io; /* of memory, processors, disks */
	enum status meminfo_status, zoneinfo_status, vmstat_status;
	enum status psi_status, psi_cpu_status, psi_io_status;
	struct value per_cpu_lists; /* bytes on the per-CPU lists */
	struct compressed_swap compressed;
	struct cgroup_use cgroup;
	struct system_extras system_extras;
	struct memory_nodes nodes;         /* none where one node has all memory */
	struct processor_times processors; /* of stat; nothing unless it is asked for */
	struct load load;
	struct value uptime; /* seconds */
	uint64_t page_size;
	bool of_files; /* alone (--root, a record): no call reaches the kernel that they are of */
	struct system_texts *texts;      /* NULL unless the sample is to be recorded */
	struct derived_machine *derived; /* what derive/ made of it; NULL: it was not asked */
};

/* What memtop itself costs; a memory tool must count itself. */
struct own_cost {
	uint64_t resident;         /* bytes */
	uint64_t descriptors;      /* kept open on statm */
	uint64_t descriptor_bytes; /* kernel memory for them, estimated at 5 KiB each */
	uint64_t cpu_ns;           /* spent by the collector for this sample */
	struct sweep_choice sweep; /* how all processes were swept for it, and why */
	struct bpf_state bpf;      /* its counts are known where they were asked for */
};

struct sample {
	atomic_uint references;
	uint64_t number; /* 1, 2, ... */
	uint64_t monotonic_ns;
	uint64_t boottime_ns;     /* since boot, suspends included */
	int64_t wall_ns;          /* since 1970 */
	struct value interval_ns; /* since the sample before; pending in the first */
	char host[65], kernel[65];
	char boot_id
		[37]; /* random/boot_id: with its times a sample is unmistakable; "" if unread */
	struct system_sample system;
	struct row **rows; /* by PID, ascending; the sample holds a reference to each */
	size_t row_count;
	size_t kernel_threads; /* how many of the rows are */
	/* All threads but the first of each process, by TID, if asked for; threads_cut: there are more. */
	struct row **threads;
	size_t thread_count;
	bool threads_cut;
	struct cgroups *cgroups;          /* NULL unless asked for; holds a reference */
	enum value_state without_cgroups; /* why it is NULL although asked for */
	struct kernel_memory
		*kernel_read; /* what was read of the kernel's own; NULL: not asked for */
	struct kernel_memory *kernel_memory; /* what derive/kernel/whole.h made of it; or NULL */
	bool recorded;                       /* it comes out of a record */
	struct ended_processes *ended; /* of a recorded one: since the sample before; or NULL */
	bool others_hidden; /* /proc is mounted so that other users' processes cannot be seen */
	struct own_cost own;
};

struct sample *sample_new(void); /* zeroed, one reference; NULL: no memory */
struct sample *sample_ref(struct sample *sample);
void sample_unref(struct sample *sample); /* the last one frees it; NULL is allowed */

/* The row of that process, or NULL; binary search. */
struct row *sample_find(const struct sample *sample, pid_t pid);

/* The thread with that TID, or NULL. */
struct row *sample_find_thread(const struct sample *sample, pid_t tid);

/* The row itself, or of a thread that of its process; NULL if the sample has that no more. */
const struct row *sample_process_of(const struct sample *sample, const struct row *row);

#endif
