/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine in a few lines for people: what stands above the process table. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "derive/machine/segments.h"
#include "views/overview/parts.h"

/* Room for one figure and what stands behind it. */
struct figure {
	char text[UNITS_SIZE + 4];
};

struct pane {
	struct document *document;
	const struct sample *sample;
	const struct system_sample *system;
	enum scale scale;
};

static struct figure size_of(const struct pane *pane, struct value bytes)
{
	struct figure figure;

	units_value(figure.text, bytes, UNIT_BYTES, pane->scale);
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
	return figure_of(value_share(part, whole), UNIT_PERCENT);
}

static struct value field_of(const struct pane *pane, enum meminfo_field field)
{
	return pane->system->meminfo.field[field];
}

static void say_machine(const struct pane *pane)
{
	const struct sample *sample = pane->sample;
	time_t seconds = (time_t)(sample->wall_ns / NS_PER_SECOND);
	char uptime[UNITS_SIZE], clock[32] = "", host[280], kernel[280];
	struct tm local;

	units_duration(uptime, pane->system->uptime_seconds);
	if (localtime_r(&seconds, &local))
		strftime(clock, sizeof(clock), "%Y-%m-%d %H:%M:%S", &local);
	utf8_printable(host, sizeof(host), sample->host, strlen(sample->host), 0);
	utf8_printable(kernel, sizeof(kernel), sample->kernel, strlen(sample->kernel), 0);
	document_say(pane->document, EMPHASIS_STRONG, _("memtop  %s  %s  up %s  %s"), host, kernel,
		uptime, clock);
}

static void say_memory(const struct pane *pane)
{
	struct value total = field_of(pane, MEMINFO_MemTotal);
	struct value available = field_of(pane, MEMINFO_MemAvailable);

	document_say(pane->document, EMPHASIS_NONE, _("Mem %s  %s available (%s)"),
		size_of(pane, total).text, size_of(pane, available).text,
		share_of(available, total).text);
}

static void say_segments(const struct pane *pane)
{
	struct segments segments;
	char line[512] = "    ";
	const char *separator = "";

	if (segments_of(&segments, pane->system) != STATUS_OK)
		return;
	for (int i = 0; i < SEGMENT_COUNT; i++) {
		if (i == SEGMENT_HUGE && segments.bytes[i] == 0)
			continue;
		snprintf(line + strlen(line), sizeof(line) - strlen(line), "%s%s %s", separator,
			_(segment_rows[i].label.title),
			size_of(pane, value_of(segments.bytes[i])).text);
		separator = " | ";
	}
	document_say(pane->document, EMPHASIS_NONE, "%s", line);
}

static void say_huge_pages(const struct pane *pane)
{
	struct value total = field_of(pane, MEMINFO_HugePages_Total);

	if (value_or(total, 0) == 0)
		return;
	document_say(pane->document, EMPHASIS_NONE, _("Huge pages %s of %s: %s free, %s reserved"),
		figure_of(total, UNIT_COUNT).text,
		size_of(pane, field_of(pane, MEMINFO_Hugepagesize)).text,
		figure_of(field_of(pane, MEMINFO_HugePages_Free), UNIT_COUNT).text,
		figure_of(field_of(pane, MEMINFO_HugePages_Rsvd), UNIT_COUNT).text);
}

static void say_swap(const struct pane *pane)
{
	struct value total = field_of(pane, MEMINFO_SwapTotal);
	struct value used = value_subtract(total, field_of(pane, MEMINFO_SwapFree));
	const struct rates *rates = &pane->system->rates;

	if (value_known(total) && total.n == 0) {
		document_say(pane->document, EMPHASIS_NONE, "%s", _("Swap none"));
		return;
	}
	document_say(pane->document, EMPHASIS_NONE, _("Swap %s  %s used (%s)  in %s  out %s"),
		size_of(pane, total).text, size_of(pane, used).text, share_of(used, total).text,
		traffic_of(pane, rates->swap_in).text, traffic_of(pane, rates->swap_out).text);
}

static void say_compressed(const struct pane *pane)
{
	const struct compressed_swap *compressed = &pane->system->compressed;

	if (value_or(compressed->zram_original, 0))
		document_say(pane->document, EMPHASIS_NONE, _("zram %s in %s of memory"),
			size_of(pane, compressed->zram_original).text,
			size_of(pane, compressed->zram_used).text);
	if (value_or(compressed->zswap_original, 0))
		document_say(pane->document, EMPHASIS_NONE, _("zswap %s in %s of memory"),
			size_of(pane, compressed->zswap_original).text,
			size_of(pane, compressed->zswap_used).text);
}

static void say_pressure(const struct pane *pane)
{
	const struct system_sample *system = pane->system;
	const struct rates *rates = &system->rates;

	document_say(pane->document, EMPHASIS_NONE,
		_("Pressure some %s full %s  refault %s  direct reclaim %s  OOM kills %s (%s new)"),
		figure_of(system->psi.some.average_10, UNIT_PERCENT).text,
		figure_of(system->psi.full.average_10, UNIT_PERCENT).text,
		figure_of(value_add(rates->refault_file, rates->refault_anon), UNIT_PER_SECOND)
			.text,
		figure_of(rates->direct_reclaim, UNIT_PER_SECOND).text,
		figure_of(system->vmstat.counter[VMSTAT_OOM_KILL], UNIT_COUNT).text,
		figure_of(rates->oom_kills, UNIT_COUNT).text);
}

static void say_cgroup(const struct pane *pane)
{
	const struct cgroup_use *cgroup = &pane->system->cgroup;
	char path[4 * sizeof(cgroup->path)];

	if (!cgroup->version)
		return;
	utf8_printable(path, sizeof(path), cgroup->path, strlen(cgroup->path), 0);
	document_say(pane->document, EMPHASIS_NONE,
		_("Cgroup limit %s  %s used (%s), %s of it file cache  %s"),
		size_of(pane, cgroup->limit).text, size_of(pane, cgroup->usage).text,
		share_of(cgroup->usage, cgroup->limit).text, size_of(pane, cgroup->file).text,
		path);
}

static void say_processes(const struct pane *pane, const struct arranged *arranged)
{
	document_say(pane->document, EMPHASIS_NONE,
		_("Processes %zu shown, %zu filtered out, %zu kernel threads hidden"),
		arranged->count, arranged->filtered_out, arranged->hidden_kernel_threads);
	if (pane->sample->others_hidden)
		document_say(pane->document, EMPHASIS_NOTE, "%s",
			_("Other users' processes are hidden (/proc is mounted with hidepid); how many is "
			  "not known."));
}

/* A memory tool counts itself, the kernel's memory for its descriptors included. */
static void say_own_cost(const struct pane *pane)
{
	const struct own_cost *own = &pane->sample->own;

	document_say(pane->document, EMPHASIS_NONE,
		_("memtop itself %s, and %s of the kernel for %s descriptors"),
		size_of(pane, value_of(own->resident)).text,
		size_of(pane, value_of(own->descriptor_bytes)).text,
		figure_of(value_of(own->descriptors), UNIT_COUNT).text);
}

void overview_say_machine(struct document *document, const struct sample *sample, enum scale scale)
{
	const struct pane pane = { .document = document,
		.sample = sample,
		.system = &sample->system,
		.scale = scale };

	say_machine(&pane);
	say_memory(&pane);
	say_segments(&pane);
	say_huge_pages(&pane);
	say_swap(&pane);
	say_compressed(&pane);
	say_pressure(&pane);
	say_cgroup(&pane);
}

void overview_say_counts(struct document *document, const struct arranged *arranged,
	enum scale scale)
{
	const struct pane pane = { .document = document,
		.sample = arranged->sample,
		.system = &arranged->sample->system,
		.scale = scale };

	say_processes(&pane, arranged);
	say_own_cost(&pane);
}
