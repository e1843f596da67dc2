/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine's figures for programs: a group of them for each file that they come from. */
#include <stddef.h>
#include <string.h>

#include "base/i18n.h"
#include "document/record/ended.h"
#include "base/macros.h"
#include "derive/machine/derived_machine.h"
#include "derive/machine/segments.h"
#include "views/overview/parts.h"

/* A figure of the machine: where in struct sample, or in what follows from that, it stands. */
struct machine_figure {
	const struct label *label;
	size_t offset;
};

/* Figures of one file have its status, which tells why all of them are missing. */
struct group {
	const char *key, *source;
	const struct machine_figure *figures;
	size_t count;
	size_t status_offset; /* of an enum status in struct sample; 0: none */
	bool is_derived;      /* the figures stand in struct derived_machine */
};

#define AT(member)       offsetof(struct sample, system.member)
#define RATE_AT(member)  offsetof(struct derived_machine, rates.member)
#define MEMINFO_AT(name) AT(meminfo.field[MEMINFO_##name])
#define LABEL(key, explanation, unit)                                                              \
	&(const struct label)                                                                      \
	{                                                                                          \
		key, NULL, explanation, unit                                                       \
	}
#define SHOWN(id) &overview_labels[OVERVIEW_##id]
#define FIGURES(key, source, figures, status)                                                      \
	{                                                                                          \
		key, source, figures, COUNT_OF(figures), status, false                             \
	}

/* Figures that people see, too: their titles and meaning are for `?` on screen. */
const struct label overview_labels[OVERVIEW_LABELS] = {
	[OVERVIEW_TOTAL] = { "total_bytes", N_("Mem"),
		N_("Memory that the kernel manages (MemTotal). The parts of the bar add up to it."),
		UNIT_BYTES },
	[OVERVIEW_AVAILABLE] = { "available_bytes", N_("available"),
		N_("What programs can still get without swapping, as the kernel estimates it: "
		   "free pages and the part of the cache that can be freed, less the "
		   "reserves (MemAvailable). This, and not free, says whether memory is "
		   "short."),
		UNIT_BYTES },
	[OVERVIEW_SWAP] = { "total_bytes", N_("Swap"), N_("Swap of all areas."), UNIT_BYTES },
	[OVERVIEW_SWAP_USED] = { NULL, N_("Swap used"),
		N_("SwapTotal - SwapFree: pages moved out to disk or zram. Much of it with no traffic is "
		   "harmless."),
		UNIT_BYTES },
	[OVERVIEW_SWAP_IN] = { "swap_in_bytes_per_second", N_("Swap in"),
		N_("Bytes a second read back from swap (pswpin). Steady traffic in both directions "
		   "means that memory is short."),
		UNIT_PER_SECOND },
	[OVERVIEW_SWAP_OUT] = { "swap_out_bytes_per_second", N_("Swap out"),
		N_("Bytes a second written to swap (pswpout)."), UNIT_PER_SECOND },
	[OVERVIEW_CGROUP] = { "limit_bytes", N_("Cgroup"),
		N_("The tightest memory limit of the control groups that memtop itself runs "
		   "in, and what is used of it. Inside a container this is the limit that "
		   "counts; the cache in it (#) is freed before the limit kills anything."),
		UNIT_BYTES },
	[OVERVIEW_COMPRESSED] = { NULL, N_("zram, zswap"),
		N_("Swapped pages that are kept compressed in memory: what they were, and the memory that "
		   "they take."),
		UNIT_BYTES },
	[OVERVIEW_HUGE] = { NULL, N_("Huge pages"),
		N_("The pool of huge pages set aside (HugePages_Total x Hugepagesize). No program can use the idle part without asking for huge pages."),
		UNIT_BYTES },
	[OVERVIEW_SOME] = { "some_avg10_percent", N_("Pressure some"),
		N_("Share of the last 10 seconds in which at least one task waited for memory "
		   "(/proc/pressure/memory, some avg10). - means that the kernel does not measure it."),
		UNIT_PERCENT },
	[OVERVIEW_FULL] = { "full_avg10_percent", N_("Pressure full"),
		N_("Share of the last 10 seconds in which all runnable tasks waited for "
		   "memory: time in which no work was done."),
		UNIT_PERCENT },
	[OVERVIEW_REFAULT] = { NULL, N_("refault"),
		N_("Pages a second that had been dropped and were needed again "
		   "(workingset_refault_file + _anon). Near 0: what was dropped was not "
		   "needed."),
		UNIT_PER_SECOND },
	[OVERVIEW_RECLAIM] = { "direct_reclaim_pages_per_second", N_("direct reclaim"),
		N_("Pages a second that programs had to free themselves before they got memory "
		   "(pgsteal_direct). Each is a delay for the program that asked."),
		UNIT_PER_SECOND },
	[OVERVIEW_KILLS] = { NULL, N_("OOM kills"),
		N_("Processes that the kernel has killed since boot because memory ran out "
		   "(oom_kill)."),
		UNIT_COUNT },
	[OVERVIEW_LOAD] = { NULL, N_("load"),
		N_("Threads that ran, waited for a processor or waited uninterruptibly, as for a disk or for "
		   "memory, on average over 1, 5 and 15 minutes (/proc/loadavg)."),
		UNIT_PERCENT },
	[OVERVIEW_PROCESSORS] = { NULL, N_("CPU"),
		N_("How busy the processors were since the sample before; waiting for a disk is not busy "
		   "(/proc/stat)."),
		UNIT_PERCENT },
	[OVERVIEW_RUNNING] = { NULL, N_("threads running"),
		N_("Threads that run or want to run now, of all threads (/proc/loadavg)."),
		UNIT_COUNT },
};

static const struct machine_figure memory_figures[] = {
	{ SHOWN(TOTAL), MEMINFO_AT(MemTotal) },
	{ SHOWN(AVAILABLE), MEMINFO_AT(MemAvailable) },
};

static const struct machine_figure swap_figures[] = {
	{ SHOWN(SWAP), MEMINFO_AT(SwapTotal) },
	{ LABEL("free_bytes", N_("Swap that is not used."), UNIT_BYTES), MEMINFO_AT(SwapFree) },
	{ LABEL("cached_bytes", N_("Swapped pages that are in memory as well."), UNIT_BYTES),
		MEMINFO_AT(SwapCached) },
	{ LABEL("zram_original_bytes", N_("Pages in zram, before compression."), UNIT_BYTES),
		AT(compressed.zram_original) },
	{ LABEL("zram_used_bytes", N_("Memory that zram takes for them."), UNIT_BYTES),
		AT(compressed.zram_used) },
	{ LABEL("zswap_original_bytes", N_("Pages in zswap, before compression."), UNIT_BYTES),
		AT(compressed.zswap_original) },
	{ LABEL("zswap_used_bytes", N_("Memory that zswap takes for them."), UNIT_BYTES),
		AT(compressed.zswap_used) },
};

static const struct machine_figure huge_figures[] = {
	{ LABEL("page_size_bytes", N_("The size of a huge page of the default pool."), UNIT_BYTES),
		MEMINFO_AT(Hugepagesize) },
	{ LABEL("total", N_("Huge pages in the default pool."), UNIT_COUNT),
		MEMINFO_AT(HugePages_Total) },
	{ LABEL("free", N_("Huge pages that no process has taken."), UNIT_COUNT),
		MEMINFO_AT(HugePages_Free) },
	{ LABEL("reserved", N_("Huge pages that are free, but reserved for mappings."), UNIT_COUNT),
		MEMINFO_AT(HugePages_Rsvd) },
	{ LABEL("surplus", N_("Huge pages above the size of the pool."), UNIT_COUNT),
		MEMINFO_AT(HugePages_Surp) },
};

static const struct machine_figure pressure_figures[] = {
	{ SHOWN(SOME), AT(psi.some.average_10) },
	{ LABEL("some_avg60_percent", N_("The same of the last 60 seconds."), UNIT_PERCENT),
		AT(psi.some.average_60) },
	{ LABEL("some_avg300_percent", N_("The same of the last 300 seconds."), UNIT_PERCENT),
		AT(psi.some.average_300) },
	{ LABEL("some_total_microseconds",
		  N_("How long some task has waited for memory since boot."), UNIT_COUNT),
		AT(psi.some.total) },
	{ SHOWN(FULL), AT(psi.full.average_10) },
	{ LABEL("full_avg60_percent", N_("The same of the last 60 seconds."), UNIT_PERCENT),
		AT(psi.full.average_60) },
	{ LABEL("full_avg300_percent", N_("The same of the last 300 seconds."), UNIT_PERCENT),
		AT(psi.full.average_300) },
	{ LABEL("full_total_microseconds",
		  N_("How long all tasks have waited for memory since boot."), UNIT_COUNT),
		AT(psi.full.total) },
};

static const struct machine_figure cpu_pressure_figures[] = {
	{ LABEL("some_avg10_percent",
		  N_("Share of the last 10 seconds in which at least one task waited for a processor."),
		  UNIT_PERCENT),
		AT(psi_cpu.some.average_10) },
	{ LABEL("some_avg60_percent", N_("The same of the last 60 seconds."), UNIT_PERCENT),
		AT(psi_cpu.some.average_60) },
	{ LABEL("some_avg300_percent", N_("The same of the last 300 seconds."), UNIT_PERCENT),
		AT(psi_cpu.some.average_300) },
	{ LABEL("some_total_microseconds",
		  N_("How long some task has waited for a processor since boot."), UNIT_COUNT),
		AT(psi_cpu.some.total) },
	{ LABEL("full_avg10_percent",
		  N_("Share of the last 10 seconds in which all tasks that are not idle waited for a processor."),
		  UNIT_PERCENT),
		AT(psi_cpu.full.average_10) },
	{ LABEL("full_avg60_percent", N_("The same of the last 60 seconds."), UNIT_PERCENT),
		AT(psi_cpu.full.average_60) },
	{ LABEL("full_avg300_percent", N_("The same of the last 300 seconds."), UNIT_PERCENT),
		AT(psi_cpu.full.average_300) },
	{ LABEL("full_total_microseconds",
		  N_("How long all tasks have waited for a processor since boot."), UNIT_COUNT),
		AT(psi_cpu.full.total) },
};

static const struct machine_figure io_pressure_figures[] = {
	{ LABEL("some_avg10_percent",
		  N_("Share of the last 10 seconds in which at least one task waited for a disk."),
		  UNIT_PERCENT),
		AT(psi_io.some.average_10) },
	{ LABEL("some_avg60_percent", N_("The same of the last 60 seconds."), UNIT_PERCENT),
		AT(psi_io.some.average_60) },
	{ LABEL("some_avg300_percent", N_("The same of the last 300 seconds."), UNIT_PERCENT),
		AT(psi_io.some.average_300) },
	{ LABEL("some_total_microseconds",
		  N_("How long some task has waited for a disk since boot."), UNIT_COUNT),
		AT(psi_io.some.total) },
	{ LABEL("full_avg10_percent",
		  N_("Share of the last 10 seconds in which all tasks that are not idle waited for a disk."),
		  UNIT_PERCENT),
		AT(psi_io.full.average_10) },
	{ LABEL("full_avg60_percent", N_("The same of the last 60 seconds."), UNIT_PERCENT),
		AT(psi_io.full.average_60) },
	{ LABEL("full_avg300_percent", N_("The same of the last 300 seconds."), UNIT_PERCENT),
		AT(psi_io.full.average_300) },
	{ LABEL("full_total_microseconds",
		  N_("How long all tasks have waited for a disk since boot."), UNIT_COUNT),
		AT(psi_io.full.total) },
};

static const struct machine_figure rate_figures[] = {
	{ SHOWN(SWAP_IN), RATE_AT(swap_in) },
	{ SHOWN(SWAP_OUT), RATE_AT(swap_out) },
	{ LABEL("refault_file_pages_per_second",
		  N_("Pages of files that come back soon after they were reclaimed."),
		  UNIT_PER_SECOND),
		RATE_AT(refault_file) },
	{ LABEL("refault_anonymous_pages_per_second",
		  N_("Anonymous pages that come back soon after they were reclaimed."),
		  UNIT_PER_SECOND),
		RATE_AT(refault_anon) },
	{ SHOWN(RECLAIM), RATE_AT(direct_reclaim) },
	{ LABEL("allocation_stalls_per_second",
		  N_("How often a task had to reclaim before it got memory."), UNIT_PER_SECOND),
		RATE_AT(allocation_stalls) },
	{ LABEL("faults_per_second", N_("Page faults."), UNIT_PER_SECOND), RATE_AT(faults) },
	{ LABEL("major_faults_per_second", N_("Page faults that waited for a disk."),
		  UNIT_PER_SECOND),
		RATE_AT(major_faults) },
	{ LABEL("oom_kills", N_("Processes that the kernel killed for memory in the interval."),
		  UNIT_COUNT),
		RATE_AT(oom_kills) },
};

static const struct machine_figure cgroup_figures[] = {
	{ SHOWN(CGROUP), AT(cgroup.limit) },
	{ LABEL("usage_bytes", N_("What is charged to that cgroup."), UNIT_BYTES),
		AT(cgroup.usage) },
	{ LABEL("file_bytes", N_("The part of it that is file cache."), UNIT_BYTES),
		AT(cgroup.file) },
};

static const struct group memory_group =
	FIGURES("memory", "meminfo", memory_figures, AT(meminfo_status));
static const struct group cgroup_group =
	FIGURES("cgroup", "memory.max+memory.stat", cgroup_figures, 0);
static const struct group plain_groups[] = {
	FIGURES("swap", "meminfo+mm_stat", swap_figures, AT(meminfo_status)),
	FIGURES("huge_pages", "meminfo", huge_figures, AT(meminfo_status)),
	FIGURES("pressure", "pressure/memory", pressure_figures, AT(psi_status)),
	FIGURES("cpu_pressure", "pressure/cpu", cpu_pressure_figures, AT(psi_cpu_status)),
	FIGURES("io_pressure", "pressure/io", io_pressure_figures, AT(psi_io_status)),
	{ "rates", "vmstat", rate_figures, COUNT_OF(rate_figures), AT(vmstat_status), true },
};

static struct value figure_of(const struct sample *sample, const struct group *group, size_t i)
{
	const char *at = (const char *)sample, *figures = at;
	enum status status = STATUS_OK;
	struct value value;

	if (group->status_offset)
		memcpy(&status, at + group->status_offset, sizeof(status));
	if (group->is_derived)
		figures = (const char *)derived_of_machine(&sample->system);
	memcpy(&value, figures + group->figures[i].offset, sizeof(value));
	return status == STATUS_OK ? value : value_missing(value_state_of(status));
}

static void put_figures(struct document *document, const struct sample *sample,
	const struct group *group)
{
	document_read_from(document, group->source);
	for (size_t i = 0; i < group->count; i++)
		document_place(document, FOR_PROGRAMS, group->figures[i].label,
			datum_of(figure_of(sample, group, i)));
}

static void put_segments(struct document *document, const struct sample *sample)
{
	struct segments segments;
	enum status status = segments_of(&segments, &sample->system);

	document_open(document, "segments", NULL);
	for (int i = 0; i < SEGMENT_COUNT; i++)
		document_place(document, FOR_PROGRAMS, &segment_rows[i].label,
			datum_of(status == STATUS_OK ? value_of(segments.bytes[i])
						     : value_missing(value_state_of(status))));
	document_close(document);
}

static void put_memory(struct document *document, const struct sample *sample)
{
	document_open(document, memory_group.key, NULL);
	put_figures(document, sample, &memory_group);
	put_segments(document, sample);
	document_close(document);
}

/* Without a limit there is none, which is no figure that could not be read. */
static void put_cgroup(struct document *document, const struct sample *sample)
{
	static const struct label group = { "cgroup", NULL,
		N_("null: memtop's cgroup has no limit."), UNIT_TEXT };
	static const struct label version = { "version", NULL,
		N_("Version of the cgroup's hierarchy: 1 or 2."), UNIT_NONE };
	static const struct label path = { "path", NULL, N_("The cgroup that has the limit."),
		UNIT_TEXT };
	const struct cgroup_use *cgroup = &sample->system.cgroup;

	if (!cgroup->version) {
		document_datum(document, &group, datum_none());
		return;
	}
	document_open(document, cgroup_group.key, NULL);
	put_figures(document, sample, &cgroup_group);
	document_figure(document, &version, value_of((uint64_t)cgroup->version));
	document_datum(document, &path, datum_of_string(cgroup->path));
	document_close(document);
}

static void put_bpf(struct document *document, const struct bpf_state *bpf)
{
	static const struct label use = { "bpf", NULL,
		N_("The setting bpf: off, views or auto; null: not known, as of a record."),
		UNIT_TEXT };
	static const struct label reason = { "bpf_reason", NULL,
		N_("Why no BPF program can be loaded, as far as that is known before one is: see method_reason of the view cache; null: nothing is against it."),
		UNIT_TEXT };
	static const struct label programs = { "bpf_programs", NULL,
		N_("BPF programs that memtop itself had loaded at that moment."), UNIT_COUNT };
	static const struct label bytes = { "bpf_bytes", NULL,
		N_("Kernel memory that those and their maps took."), UNIT_BYTES };
	const struct value unknown = value_missing(VALUE_NOT_ASKED);

	document_datum(document, &use,
		bpf->is_told ? datum_of_string(bpf_use_names[bpf->use]) : datum_none());
	document_datum(document, &reason,
		bpf->is_told && bpf->refusal.kind != KERNEL_NOT_REFUSED
			? datum_of_string(kernel_refusal_names[bpf->refusal.kind])
			: datum_none());
	document_figure(document, &programs, bpf->is_told ? bpf->programs : unknown);
	document_figure(document, &bytes, bpf->is_told ? bpf->bytes : unknown);
}

static void put_own(struct document *document, const struct own_cost *own)
{
	static const struct label labels[] = {
		{ "rss_bytes", NULL, N_("Resident memory of memtop itself."), UNIT_BYTES },
		{ "descriptors", NULL, N_("Descriptors that memtop holds open."), UNIT_COUNT },
		{ "descriptor_bytes", NULL, N_("Kernel memory for those, estimated."), UNIT_BYTES },
		{ "cpu_seconds", NULL, N_("Processor time that memtop has used."), UNIT_INTERVAL }
	};
	const uint64_t figures[] = { own->resident, own->descriptors, own->descriptor_bytes,
		own->cpu_ns };
	static const struct label way = { "sweep", NULL,
		N_("How the figures of all processes were read: statm, or a BPF program."),
		UNIT_TEXT };
	static const struct label reason = { "sweep_reason", NULL, N_("Why in this way."),
		UNIT_TEXT };
	static const struct label bytes = { "sweep_kernel_bytes", NULL,
		N_("Kernel memory that the BPF program shares."), UNIT_BYTES };
	const bool is_told = own->sweep.reason != SWEEP_UNTOLD;

	document_read_from(document, "self/statm+self/fd");
	document_open(document, "own", NULL);
	for (size_t i = 0; i < COUNT_OF(labels); i++)
		document_figure(document, &labels[i], value_of(figures[i]));
	document_datum(document, &way,
		is_told ? datum_of_string(sweep_way_names[own->sweep.way]) : datum_none());
	document_datum(document, &reason,
		is_told ? datum_of_string(sweep_reason_names[own->sweep.reason]) : datum_none());
	document_figure(document, &bytes,
		is_told ? value_of(own->sweep.kernel_bytes) : value_missing(VALUE_NOT_ASKED));
	put_bpf(document, &own->bpf);
	document_close(document);
}

void overview_put_machine(struct document *document, const struct sample *sample)
{
	static const struct label host = { "host", NULL, N_("The name of the machine."),
		UNIT_TEXT };
	static const struct label kernel = { "kernel", NULL, N_("The release of the kernel."),
		UNIT_TEXT };
	static const struct label uptime = { "uptime_seconds", NULL,
		N_("Since the machine booted."), UNIT_DURATION };
	static const struct label hidden = { "others_hidden", NULL,
		N_("Whether other users' processes are hidden (hidepid)."), UNIT_BOOL };

	document_begin(document, sample->wall_ns, sample->interval_ns);
	document_recorded(document, sample->recorded);
	if (sample->ended)
		document_ended(document, sample->ended);
	document_datum(document, &host, datum_of_string(sample->host));
	document_datum(document, &kernel, datum_of_string(sample->kernel));
	document_figure(document, &uptime, sample->system.uptime);
	put_memory(document, sample);
	for (size_t i = 0; i < COUNT_OF(plain_groups); i++) {
		document_open(document, plain_groups[i].key, NULL);
		put_figures(document, sample, &plain_groups[i]);
		document_close(document);
	}
	put_cgroup(document, sample);
	put_own(document, &sample->own);
	document_read_from(document, "self/mountinfo");
	document_figure(document, &hidden, value_of(sample->others_hidden));
	document_read_from(document, NULL);
}
