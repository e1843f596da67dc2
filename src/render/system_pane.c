/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine in a few lines of text: what stands above the process table in a terminal. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "derive/machine/segments.h"
#include "findings/machine_rules.h"
#include "render/format.h"

/* Room for one figure and what stands behind it. */
struct figure {
	char text[UNITS_SIZE + 4];
};

struct pane {
	struct sink *sink;
	const struct sample *sample;
	const struct system_sample *system;
	const struct batch *batch;
};

static struct figure size_of(const struct pane *pane, struct value bytes)
{
	struct figure figure;

	units_value(figure.text, bytes, UNIT_BYTES, pane->batch->system_scale);
	return figure;
}

/* Puts "%" or "/s" behind a figure that is known. */
static void append_unit(struct figure *figure, struct value value, const char *unit)
{
	size_t length = strlen(figure->text);

	if (value_known(value))
		snprintf(figure->text + length, sizeof(figure->text) - length, "%s", unit);
}

static struct figure figure_of(struct value value, enum unit unit)
{
	struct figure figure;

	units_value(figure.text, value, unit, SCALE_AUTO);
	if (unit == UNIT_PERCENT)
		append_unit(&figure, value, "%");
	if (unit == UNIT_PER_SECOND)
		append_unit(&figure, value, "/s");
	return figure;
}

/* A rate of bytes, which samples keep in hundredths of a byte a second. */
static struct figure traffic_of(const struct pane *pane, struct value rate)
{
	struct figure figure;

	rate.n /= 100;
	figure = size_of(pane, rate);
	append_unit(&figure, rate, "/s");
	return figure;
}

static struct figure share_of(struct value part, struct value whole)
{
	struct value share = part;

	if (!value_known(whole) || whole.n == 0)
		share = value_missing(VALUE_ABSENT);
	else if (value_known(part))
		share.n = (uint64_t)((double)part.n * 10000.0 / (double)whole.n + 0.5);
	return figure_of(share, UNIT_PERCENT);
}

static struct value field_of(const struct pane *pane, enum meminfo_field field)
{
	return pane->system->meminfo.field[field];
}

static void print_machine(const struct pane *pane)
{
	const struct sample *sample = pane->sample;
	time_t seconds = (time_t)(sample->wall_ns / NS_PER_SECOND);
	char uptime[UNITS_SIZE], clock[32] = "";
	struct tm local;

	units_duration(uptime, pane->system->uptime_seconds);
	if (localtime_r(&seconds, &local))
		strftime(clock, sizeof(clock), "%Y-%m-%d %H:%M:%S", &local);
	sink_string(pane->sink, "memtop  ");
	format_printable(pane->sink, text_of_string(sample->host), pane->batch->ascii);
	sink_string(pane->sink, "  ");
	format_printable(pane->sink, text_of_string(sample->kernel), pane->batch->ascii);
	sink_format(pane->sink, _("  up %s"), uptime);
	sink_format(pane->sink, "  %s\n", clock);
}

static void print_memory(const struct pane *pane)
{
	struct value total = field_of(pane, MEMINFO_MemTotal);
	struct value available = field_of(pane, MEMINFO_MemAvailable);

	sink_format(pane->sink, _("Mem %s  %s available (%s)\n"), size_of(pane, total).text,
		size_of(pane, available).text, share_of(available, total).text);
}

static void print_segments(const struct pane *pane)
{
	const char *separator = "    ";
	struct segments segments;

	if (segments_of(&segments, pane->system) != STATUS_OK)
		return;
	for (int i = 0; i < SEGMENT_COUNT; i++) {
		if (i == SEGMENT_HUGE && segments.bytes[i] == 0)
			continue;
		sink_format(pane->sink, "%s%s %s", separator, _(segment_rows[i].title),
			size_of(pane, value_of(segments.bytes[i])).text);
		separator = " | ";
	}
	sink_string(pane->sink, "\n");
}

static void print_huge_pages(const struct pane *pane)
{
	struct value total = field_of(pane, MEMINFO_HugePages_Total);

	if (value_or(total, 0) == 0)
		return;
	sink_format(pane->sink, _("Huge pages %s of %s: %s free, %s reserved\n"),
		figure_of(total, UNIT_COUNT).text,
		size_of(pane, field_of(pane, MEMINFO_Hugepagesize)).text,
		figure_of(field_of(pane, MEMINFO_HugePages_Free), UNIT_COUNT).text,
		figure_of(field_of(pane, MEMINFO_HugePages_Rsvd), UNIT_COUNT).text);
}

static void print_swap(const struct pane *pane)
{
	struct value total = field_of(pane, MEMINFO_SwapTotal);
	struct value used = value_subtract(total, field_of(pane, MEMINFO_SwapFree));
	const struct rates *rates = &pane->system->rates;

	if (value_known(total) && total.n == 0) {
		sink_string(pane->sink, _("Swap none\n"));
		return;
	}
	sink_format(pane->sink, _("Swap %s  %s used (%s)  in %s  out %s\n"),
		size_of(pane, total).text, size_of(pane, used).text, share_of(used, total).text,
		traffic_of(pane, rates->swap_in).text, traffic_of(pane, rates->swap_out).text);
}

static void print_compressed(const struct pane *pane)
{
	const struct compressed_swap *compressed = &pane->system->compressed;

	if (value_or(compressed->zram_original, 0))
		sink_format(pane->sink, _("zram %s in %s of memory\n"),
			size_of(pane, compressed->zram_original).text,
			size_of(pane, compressed->zram_used).text);
	if (value_or(compressed->zswap_original, 0))
		sink_format(pane->sink, _("zswap %s in %s of memory\n"),
			size_of(pane, compressed->zswap_original).text,
			size_of(pane, compressed->zswap_used).text);
}

static void print_pressure(const struct pane *pane)
{
	const struct system_sample *system = pane->system;
	const struct rates *rates = &system->rates;

	sink_format(pane->sink, _("Pressure some %s full %s  "),
		figure_of(system->psi.some.average_10, UNIT_PERCENT).text,
		figure_of(system->psi.full.average_10, UNIT_PERCENT).text);
	sink_format(pane->sink, _("refault %s  direct reclaim %s  OOM kills %s (%s new)\n"),
		figure_of(value_add(rates->refault_file, rates->refault_anon), UNIT_PER_SECOND)
			.text,
		figure_of(rates->direct_reclaim, UNIT_PER_SECOND).text,
		figure_of(system->vmstat.counter[VMSTAT_OOM_KILL], UNIT_COUNT).text,
		figure_of(rates->oom_kills, UNIT_COUNT).text);
}

static void print_cgroup(const struct pane *pane)
{
	const struct cgroup_use *cgroup = &pane->system->cgroup;

	if (!cgroup->version)
		return;
	sink_format(pane->sink, _("Cgroup limit %s  %s used (%s), %s of it file cache  "),
		size_of(pane, cgroup->limit).text, size_of(pane, cgroup->usage).text,
		share_of(cgroup->usage, cgroup->limit).text, size_of(pane, cgroup->file).text);
	format_printable(pane->sink, text_of_string(cgroup->path), pane->batch->ascii);
	sink_string(pane->sink, "\n");
}

static void print_verdict(const struct pane *pane)
{
	char sentence[1024];

	if (machine_headline(sentence, sizeof(sentence), pane->system) != SEVERITY_NONE)
		sink_format(pane->sink, "%s\n", sentence);
}

static void print_processes(const struct pane *pane, const struct arranged *arranged)
{
	sink_format(pane->sink,
		_("Processes %zu shown, %zu filtered out, %zu kernel threads hidden\n"),
		arranged->count, arranged->filtered_out, arranged->hidden_kernel_threads);
	if (pane->sample->others_hidden)
		sink_string(pane->sink,
			_("Other users' processes are hidden (/proc is mounted with hidepid); how many is "
			  "not known.\n"));
}

/* A memory tool counts itself, the kernel's memory for its descriptors included. */
static void print_own_cost(const struct pane *pane)
{
	const struct own_cost *own = &pane->sample->own;

	sink_format(pane->sink, _("memtop itself %s, and %s of the kernel for %s descriptors\n"),
		size_of(pane, value_of(own->resident)).text,
		size_of(pane, value_of(own->descriptor_bytes)).text,
		figure_of(value_of(own->descriptors), UNIT_COUNT).text);
}

void system_pane(struct output *output, const struct arranged *arranged)
{
	struct pane pane = {
		.sink = &output->sink,
		.sample = arranged->sample,
		.system = &arranged->sample->system,
		.batch = output->batch,
	};

	print_machine(&pane);
	print_memory(&pane);
	print_segments(&pane);
	print_huge_pages(&pane);
	print_swap(&pane);
	print_compressed(&pane);
	print_pressure(&pane);
	print_cgroup(&pane);
	print_verdict(&pane);
	print_processes(&pane, arranged);
	print_own_cost(&pane);
}
