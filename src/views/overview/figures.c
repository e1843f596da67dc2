/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine's figures for programs: a group of them for each file that they come from. */
#include <stddef.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/machine/segments.h"
#include "views/overview/parts.h"

/* A figure of the machine: where in struct sample it stands. */
struct machine_figure {
	struct label label;
	size_t offset;
};

/* Figures of one file have its status, which tells why all of them are missing. */
struct group {
	const char *key, *source;
	const struct machine_figure *figures;
	size_t count;
	size_t status_offset; /* of an enum status in struct sample; 0: none */
};

#define AT(member)       offsetof(struct sample, system.member)
#define MEMINFO_AT(name) AT(meminfo.field[MEMINFO_##name])
#define FIGURES(key, source, figures, status)                                                      \
	{                                                                                          \
		key, source, figures, COUNT_OF(figures), status                                    \
	}

static const struct machine_figure memory_figures[] = {
	{ { "total_bytes", NULL, N_("Memory that the kernel manages: MemTotal."), UNIT_BYTES },
		MEMINFO_AT(MemTotal) },
	{ { "available_bytes", NULL,
		  N_("What programs can get without swapping, as the kernel estimates it."),
		  UNIT_BYTES },
		MEMINFO_AT(MemAvailable) },
};

static const struct machine_figure swap_figures[] = {
	{ { "total_bytes", NULL, N_("Swap of all areas."), UNIT_BYTES }, MEMINFO_AT(SwapTotal) },
	{ { "free_bytes", NULL, N_("Swap that is not used."), UNIT_BYTES }, MEMINFO_AT(SwapFree) },
	{ { "cached_bytes", NULL, N_("Swapped pages that are in memory as well."), UNIT_BYTES },
		MEMINFO_AT(SwapCached) },
	{ { "zram_original_bytes", NULL, N_("Pages in zram, before compression."), UNIT_BYTES },
		AT(compressed.zram_original) },
	{ { "zram_used_bytes", NULL, N_("Memory that zram takes for them."), UNIT_BYTES },
		AT(compressed.zram_used) },
	{ { "zswap_original_bytes", NULL, N_("Pages in zswap, before compression."), UNIT_BYTES },
		AT(compressed.zswap_original) },
	{ { "zswap_used_bytes", NULL, N_("Memory that zswap takes for them."), UNIT_BYTES },
		AT(compressed.zswap_used) },
};

static const struct machine_figure huge_figures[] = {
	{ { "page_size_bytes", NULL, N_("The size of a huge page of the default pool."),
		  UNIT_BYTES },
		MEMINFO_AT(Hugepagesize) },
	{ { "total", NULL, N_("Huge pages in the default pool."), UNIT_COUNT },
		MEMINFO_AT(HugePages_Total) },
	{ { "free", NULL, N_("Huge pages that nobody has taken."), UNIT_COUNT },
		MEMINFO_AT(HugePages_Free) },
	{ { "reserved", NULL, N_("Huge pages that are free, but reserved for mappings."),
		  UNIT_COUNT },
		MEMINFO_AT(HugePages_Rsvd) },
	{ { "surplus", NULL, N_("Huge pages above the size of the pool."), UNIT_COUNT },
		MEMINFO_AT(HugePages_Surp) },
};

static const struct machine_figure pressure_figures[] = {
	{ { "some_avg10_percent", NULL,
		  N_("Share of the last 10 seconds in which some task waited for memory."),
		  UNIT_PERCENT },
		AT(psi.some.average_10) },
	{ { "some_avg60_percent", NULL, N_("The same of the last 60 seconds."), UNIT_PERCENT },
		AT(psi.some.average_60) },
	{ { "some_avg300_percent", NULL, N_("The same of the last 300 seconds."), UNIT_PERCENT },
		AT(psi.some.average_300) },
	{ { "some_total_microseconds", NULL,
		  N_("How long some task has waited for memory since boot."), UNIT_COUNT },
		AT(psi.some.total) },
	{ { "full_avg10_percent", NULL,
		  N_("Share of the last 10 seconds in which all tasks waited for memory."),
		  UNIT_PERCENT },
		AT(psi.full.average_10) },
	{ { "full_avg60_percent", NULL, N_("The same of the last 60 seconds."), UNIT_PERCENT },
		AT(psi.full.average_60) },
	{ { "full_avg300_percent", NULL, N_("The same of the last 300 seconds."), UNIT_PERCENT },
		AT(psi.full.average_300) },
	{ { "full_total_microseconds", NULL,
		  N_("How long all tasks have waited for memory since boot."), UNIT_COUNT },
		AT(psi.full.total) },
};

static const struct machine_figure rate_figures[] = {
	{ { "swap_in_bytes_per_second", NULL, N_("What is read from swap."), UNIT_PER_SECOND },
		AT(rates.swap_in) },
	{ { "swap_out_bytes_per_second", NULL, N_("What is written to swap."), UNIT_PER_SECOND },
		AT(rates.swap_out) },
	{ { "refault_file_pages_per_second", NULL,
		  N_("Pages of files that come back soon after they were reclaimed."),
		  UNIT_PER_SECOND },
		AT(rates.refault_file) },
	{ { "refault_anonymous_pages_per_second", NULL,
		  N_("Anonymous pages that come back soon after they were reclaimed."),
		  UNIT_PER_SECOND },
		AT(rates.refault_anon) },
	{ { "direct_reclaim_pages_per_second", NULL,
		  N_("Pages that tasks had to reclaim themselves."), UNIT_PER_SECOND },
		AT(rates.direct_reclaim) },
	{ { "allocation_stalls_per_second", NULL,
		  N_("How often a task had to reclaim before it got memory."), UNIT_PER_SECOND },
		AT(rates.allocation_stalls) },
	{ { "faults_per_second", NULL, N_("Page faults."), UNIT_PER_SECOND }, AT(rates.faults) },
	{ { "major_faults_per_second", NULL, N_("Page faults that waited for a disk."),
		  UNIT_PER_SECOND },
		AT(rates.major_faults) },
	{ { "oom_kills", NULL, N_("Processes that the kernel killed for memory in the interval."),
		  UNIT_COUNT },
		AT(rates.oom_kills) },
};

static const struct machine_figure cgroup_figures[] = {
	{ { "limit_bytes", NULL, N_("The nearest limit of memtop's own cgroup."), UNIT_BYTES },
		AT(cgroup.limit) },
	{ { "usage_bytes", NULL, N_("What is charged to that cgroup."), UNIT_BYTES },
		AT(cgroup.usage) },
	{ { "file_bytes", NULL, N_("The part of it that is file cache."), UNIT_BYTES },
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
	FIGURES("rates", "vmstat", rate_figures, AT(vmstat_status)),
};

static struct value figure_of(const struct sample *sample, const struct group *group, size_t i)
{
	const char *at = (const char *)sample;
	enum status status = STATUS_OK;
	struct value value;

	if (group->status_offset)
		memcpy(&status, at + group->status_offset, sizeof(status));
	memcpy(&value, at + group->figures[i].offset, sizeof(value));
	return status == STATUS_OK ? value : value_missing(value_state_of(status));
}

static void put_figures(struct document *document, const struct sample *sample,
	const struct group *group)
{
	document_read_from(document, group->source);
	for (size_t i = 0; i < group->count; i++)
		document_figure(document, &group->figures[i].label, figure_of(sample, group, i));
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
		N_("Version of the cgroup's hierarchy: 1 or 2."), UNIT_COUNT };
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

	document_read_from(document, "self/statm+self/fd");
	document_open(document, "own", NULL);
	for (size_t i = 0; i < COUNT_OF(labels); i++)
		document_figure(document, &labels[i], value_of(figures[i]));
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
		N_("Whether processes of others are hidden (hidepid)."), UNIT_BOOL };

	document_begin(document, sample->wall_ns, sample->interval_ns);
	document_recorded(document, sample->recorded);
	document_datum(document, &host, datum_of_string(sample->host));
	document_datum(document, &kernel, datum_of_string(sample->kernel));
	document_figure(document, &uptime, value_of(sample->system.uptime_seconds));
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
