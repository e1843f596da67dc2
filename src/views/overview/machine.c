/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine in a few lines for people: what stands above the process table. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "config/meters.h"
#include "derive/history.h"
#include "derive/machine/derived_machine.h"
#include "derive/machine/segments.h"
#include "derive/process/baseline.h"
#include "findings/put.h"
#include "views/overview/parts.h"

/* The columns of a name that came from elsewhere. */
#define NAME_MOST 62

/* Of the machine's past, as many as the widest screen has columns. */
#define PAST_POINTS 300

/* Room for one figure and what stands behind it. */
struct figure {
	char text[UNITS_SIZE + 4];
};

struct pane {
	struct document *document;
	const struct sample *sample;
	const struct system_sample *system;
	const struct overview_request *request;
};

#define ITEMS_MOST 12

/* A strip that is being made. */
struct strip {
	const struct pane *pane;
	struct document_item items[ITEMS_MOST];
	size_t count;
};

/* ---- figures ---- */

static struct figure size_of(const struct pane *pane, struct value bytes)
{
	struct figure figure = { "" };

	units_value(figure.text, bytes, UNIT_BYTES, pane->request->system_scale);
	return figure;
}

/* With "%" or "/s" behind a figure that is known. */
static struct figure figure_of(struct value value, enum unit unit)
{
	struct figure figure = { "" };
	size_t length = units_value(figure.text, value, unit, SCALE_AUTO);
	const char *behind = unit == UNIT_PERCENT ? "%" : unit == UNIT_PER_SECOND ? _("/s") : "";

	if (value_known(value))
		snprintf(figure.text + length, sizeof(figure.text) - length, "%s", behind);
	return figure;
}

/* A rate of bytes, which samples keep in hundredths of a byte a second. */
static struct figure traffic_of(const struct pane *pane, struct value rate)
{
	rate.n /= 100;
	return size_of(pane, rate);
}

static unsigned percent(struct value part, struct value whole)
{
	return value_or(whole, 0) > 0 ? (unsigned)((double)part.n * 100 / (double)whole.n + 0.5)
				      : 0;
}

/* Of hundredths. */
static unsigned whole_percent(struct value value)
{
	return (unsigned)((value_or(value, 0) + 50) / 100);
}

static struct value field_of(const struct pane *pane, enum meminfo_field field)
{
	return pane->system->meminfo.field[field];
}

/* What is used of a whole, with its share where both are known. */
static const char *used_of(const struct pane *pane, struct value used, struct value whole)
{
	struct figure size = size_of(pane, used);

	if (value_known(used) && value_known(whole))
		return document_format(pane->document, _("%s used (%u%%)"), size.text,
			percent(used, whole));
	return document_format(pane->document, _("%s used"), size.text);
}

/* ---- strips ---- */

static __attribute__((format(printf, 4, 5))) struct document_item *add(struct strip *strip,
	const struct label *label, enum emphasis emphasis, const char *format, ...)
{
	struct document_item *item = &strip->items[strip->count];
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	*item = (struct document_item){ .label = label,
		.emphasis = emphasis,
		.text = document_format(strip->pane->document, "%s", text) };
	strip->count += strip->count + 1 < ITEMS_MOST;
	return item;
}

/* Nothing without items. */
static void put(const struct strip *strip, struct rank rank)
{
	if (strip->count > 0)
		document_strip(strip->pane->document, SHOWN,
			&(struct document_strip){ strip->items, strip->count }, rank);
}

static void add_name(struct strip *strip, enum emphasis emphasis, const char *name)
{
	char printable[4 * NAME_MOST + 1];

	utf8_printable(printable, sizeof(printable), name, strlen(name), NAME_MOST);
	add(strip, NULL, emphasis, "%s", printable);
}

/* What is not read, as of a record, is not shown. */
static void add_load(struct strip *strip)
{
	const struct system_sample *system = strip->pane->system;
	struct value busy = derived_of_machine(system)->processors.all;
	char load[3][UNITS_SIZE];

	if (value_known(system->load.average[0])) {
		for (int i = 0; i < 3; i++)
			units_value(load[i], system->load.average[i], UNIT_PERCENT, SCALE_AUTO);
		add(strip, &overview_labels[OVERVIEW_LOAD], EMPHASIS_NONE, _("load %s %s %s"),
			load[0], load[1], load[2])
			->spare = true;
	}
	if (value_known(busy))
		add(strip, &overview_labels[OVERVIEW_PROCESSORS], EMPHASIS_NONE, _("CPU %u%%"),
			whole_percent(busy))
			->spare = true;
}

/* On screen the day is known. */
static void say_machine(const struct pane *pane)
{
	const struct overview_screen *screen = pane->request->screen;
	const struct sample *sample = pane->sample;
	struct strip strip = { .pane = pane };
	time_t seconds = (time_t)(sample->wall_ns / NS_PER_SECOND);
	char uptime[UNITS_SIZE], clock[32] = "";
	bool paused = screen && screen->paused;
	struct tm local;

	units_value(uptime, pane->system->uptime, UNIT_DURATION, SCALE_AUTO);
	if (localtime_r(&seconds, &local))
		strftime(clock, sizeof(clock), screen ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S", &local);
	add(&strip, NULL, EMPHASIS_STRONG, "memtop");
	add_name(&strip, EMPHASIS_NONE, sample->host);
	add_name(&strip, EMPHASIS_FAINT, sample->kernel);
	add(&strip, NULL, EMPHASIS_FAINT, _("up %s"), uptime);
	add_load(&strip);
	if (paused)
		add(&strip, NULL, EMPHASIS_MODE, "%s", _(" PAUSED "))->right = true;
	add(&strip, NULL, EMPHASIS_NONE, "%s", clock)->right = true;
	/* That it stands still must not be overlooked. */
	put(&strip, paused ? (struct rank){ 96, 96 } : (struct rank){ 60, 60 });
}

/* ---- gauges ---- */

/* From left to right: what can be had stands right. */
static const struct {
	enum segment segment;
	enum tint tint;
	const char *field; /* where the view explain tells more */
} bar_order[] = {
	{ SEGMENT_APPLICATIONS, TINT_APPLICATIONS, "AnonPages" },
	{ SEGMENT_SHARED, TINT_SHARED, "Shmem" },
	{ SEGMENT_HUGE, TINT_HUGE, "HugePages_Total" },
	{ SEGMENT_KERNEL, TINT_KERNEL, "Slab" },
	{ SEGMENT_UNNAMED, TINT_UNNAMED, "MemTotal" },
	{ SEGMENT_CACHE, TINT_FILE, "Cached" },
	{ SEGMENT_FREE, TINT_FREE, "MemFree" },
};
#define BAR_SEGMENTS (COUNT_OF(bar_order))

static size_t make_parts(struct document_part parts[static BAR_SEGMENTS], const struct pane *pane)
{
	struct segments segments;
	size_t count = 0;

	if (segments_of(&segments, pane->system) != STATUS_OK)
		return 0;
	for (size_t i = 0; i < BAR_SEGMENTS; i++) {
		enum segment segment = bar_order[i].segment;

		/* Most machines have none. */
		if (segment == SEGMENT_HUGE && segments.bytes[segment] == 0)
			continue;
		parts[count++] = (struct document_part){ &segment_rows[segment].label,
			value_of(segments.bytes[segment]), segment_rows[segment].mark,
			bar_order[i].tint, bar_order[i].field };
	}
	return count;
}

static void say_memory(const struct pane *pane)
{
	struct value total = field_of(pane, MEMINFO_MemTotal);
	struct value available = field_of(pane, MEMINFO_MemAvailable);
	struct figure size = size_of(pane, available);
	struct document_part parts[BAR_SEGMENTS];
	size_t count = make_parts(parts, pane);
	const char *said = value_known(available)
				   ? document_format(pane->document, _("%s available (%u%%)"),
					     size.text, percent(available, total))
				   : document_format(pane->document, _("%s available"), size.text);

	document_gauge(pane->document,
		&(struct document_gauge){ .label = &overview_labels[OVERVIEW_TOTAL],
			.whole = total,
			.said = said,
			.said_of = { &overview_labels[OVERVIEW_AVAILABLE] },
			.parts = parts,
			.part_count = count,
			.has_legend = count > 0 },
		100, (struct rank){ 70, 5 });
}

/* Parts that no legend names. */
#define PART(bytes, mark, tint)                                                                    \
	{                                                                                          \
		NULL, value_of(bytes), mark, tint, NULL                                            \
	}

static void say_swap(const struct pane *pane)
{
	const struct rates *rates = &derived_of_machine(pane->system)->rates;
	struct value total = field_of(pane, MEMINFO_SwapTotal);
	struct value unused = field_of(pane, MEMINFO_SwapFree);
	struct value used = value_subtract(total, unused);
	const struct document_part parts[] = { PART(value_or(used, 0), '|', TINT_UNNAMED),
		PART(value_or(unused, 0), ' ', TINT_FREE) };

	if (value_or(total, 1) == 0)
		return;
	document_gauge(pane->document,
		&(struct document_gauge){ .label = &overview_labels[OVERVIEW_SWAP],
			.whole = total,
			.said = document_format(pane->document, _("%s used   in %s out %s /s"),
				size_of(pane, used).text, traffic_of(pane, rates->swap_in).text,
				traffic_of(pane, rates->swap_out).text),
			.said_of = { &overview_labels[OVERVIEW_SWAP_USED],
				&overview_labels[OVERVIEW_SWAP_IN],
				&overview_labels[OVERVIEW_SWAP_OUT] },
			.parts = parts,
			.part_count = COUNT_OF(parts) },
		80, (struct rank){ 0, 0 });
}

/* Which one it is, and what of it is cache, where there is room for a line more. */
static void say_cgroup_further(const struct pane *pane, const struct cgroup_use *cgroup)
{
	struct strip strip = { .pane = pane };

	add(&strip, NULL, EMPHASIS_FAINT, _("%s of it file cache"),
		size_of(pane, cgroup->file).text);
	add_name(&strip, EMPHASIS_FAINT, cgroup->path);
	document_strip(pane->document, IN_TEXT,
		&(struct document_strip){ strip.items, strip.count }, (struct rank){ 0, 0 });
}

static void say_cgroup(const struct pane *pane)
{
	const struct cgroup_use *cgroup = &pane->system->cgroup;
	uint64_t limit = value_or(cgroup->limit, 0), usage = value_or(cgroup->usage, 0);
	uint64_t file = value_or(cgroup->file, 0) < usage ? value_or(cgroup->file, 0) : usage;
	const struct document_part parts[] = {
		PART(usage - file, segment_rows[SEGMENT_APPLICATIONS].mark, TINT_APPLICATIONS),
		PART(file, segment_rows[SEGMENT_CACHE].mark, TINT_FILE),
		PART(limit > usage ? limit - usage : 0, ' ', TINT_FREE),
	};

	if (!cgroup->version || !value_known(cgroup->limit))
		return;
	document_gauge(pane->document,
		&(struct document_gauge){ .label = &overview_labels[OVERVIEW_CGROUP],
			.whole = cgroup->limit,
			.said = used_of(pane, cgroup->usage, cgroup->limit),
			.parts = parts,
			.part_count = COUNT_OF(parts) },
		95, (struct rank){ 0, 0 });
	say_cgroup_further(pane, cgroup);
}

/* ---- the rest ---- */

static void add_change(struct strip *strip, const struct label *label, const char *title,
	struct value change)
{
	char size[UNITS_SIZE];

	units_value(size, change, UNIT_SIGNED, strip->pane->request->system_scale);
	add(strip, label, EMPHASIS_NONE, "%s %s", title, size);
}

/* What the machine's memory has gained and lost since the mark. */
static void say_changes(const struct pane *pane)
{
	const struct sample *mark = pane->request->arrangement->mark;
	struct strip strip = { .pane = pane };
	struct baseline_system changes;

	if (!mark || !pane->request->screen)
		return;
	baseline_system(&changes, pane->system, &mark->system);
	add(&strip, NULL, EMPHASIS_MODE, " %s ", pane->request->screen->since);
	add_change(&strip, &overview_labels[OVERVIEW_AVAILABLE], _("available"), changes.available);
	for (size_t i = 0; i < BAR_SEGMENTS; i++) {
		enum segment segment = bar_order[i].segment;

		if (segment != SEGMENT_HUGE || value_or(changes.segment[segment], 0))
			add_change(&strip, NULL, _(segment_rows[segment].label.title),
				changes.segment[segment]);
	}
	if (value_or(field_of(pane, MEMINFO_SwapTotal), 0))
		add_change(&strip, NULL, _("swap"), changes.swap_used);
	put(&strip, (struct rank){ 97, 45 });
}

static void add_compressed(struct strip *strip, const char *name, struct value original,
	struct value used)
{
	if (value_or(original, 0) > 0)
		add(strip, &overview_labels[OVERVIEW_COMPRESSED], EMPHASIS_NONE,
			_("%s holds %s in %s"), name, size_of(strip->pane, original).text,
			size_of(strip->pane, used).text);
}

static void add_huge_pages(struct strip *strip)
{
	const struct pane *pane = strip->pane;
	uint64_t page = value_or(field_of(pane, MEMINFO_Hugepagesize), 0);
	struct value pages = field_of(pane, MEMINFO_HugePages_Total);
	struct value reserved = field_of(pane, MEMINFO_HugePages_Rsvd);

	if (value_or(pages, 0) == 0)
		return;
	add(strip, &overview_labels[OVERVIEW_HUGE], EMPHASIS_NONE,
		_("Huge pages %s, %s of it idle"), size_of(pane, value_times(pages, page)).text,
		size_of(pane, value_times(field_of(pane, MEMINFO_HugePages_Free), page)).text);
	if (value_or(reserved, 0) > 0)
		add(strip, &overview_labels[OVERVIEW_HUGE], EMPHASIS_NONE, _("%s reserved"),
			size_of(pane, value_times(reserved, page)).text);
}

/* Memory set apart, which most machines do not have. */
static void say_stores(const struct pane *pane)
{
	const struct compressed_swap *swap = &pane->system->compressed;
	struct strip strip = { .pane = pane };

	add_compressed(&strip, "zram", swap->zram_original, swap->zram_used);
	add_compressed(&strip, "zswap", swap->zswap_original, swap->zswap_used);
	add_huge_pages(&strip);
	put(&strip, (struct rank){ 40, 5 });
}

/* Kills since the boot; those since the sample before stand out. */
static void add_kills(struct strip *strip)
{
	const struct system_sample *system = strip->pane->system;
	struct value total = system->vmstat.counter[VMSTAT_OOM_KILL];
	unsigned long long new = value_or(derived_of_machine(system)->rates.oom_kills, 0);
	struct figure count = figure_of(total, UNIT_COUNT);

	if (new > 0)
		add(strip, &overview_labels[OVERVIEW_KILLS], EMPHASIS_CRITICAL,
			_("OOM kills %s (+%llu)"), count.text, new);
	else
		add(strip, &overview_labels[OVERVIEW_KILLS], EMPHASIS_NONE, _("OOM kills %s"),
			count.text);
}

static enum emphasis alarm_if(bool alarming, enum emphasis emphasis)
{
	return alarming ? emphasis : EMPHASIS_NONE;
}

static void add_pressure(struct strip *strip)
{
	const struct system_sample *system = strip->pane->system;
	const struct rates *rates = &derived_of_machine(system)->rates;
	struct value some = system->psi.some.average_10, full = system->psi.full.average_10;
	struct value refaults = value_add(rates->refault_file, rates->refault_anon);

	/* Before 5.9 the kernel has one counter for both. */
	if (!value_known(rates->refault_anon))
		refaults = rates->refault_file;
	add(strip, &overview_labels[OVERVIEW_SOME],
		alarm_if(value_or(some, 0) >= 1000, EMPHASIS_WARNING), _("Pressure  some %s"),
		figure_of(some, UNIT_PERCENT).text);
	add(strip, &overview_labels[OVERVIEW_FULL],
		alarm_if(value_or(full, 0) >= 500, EMPHASIS_CRITICAL), _("full %s"),
		figure_of(full, UNIT_PERCENT).text);
	add(strip, &overview_labels[OVERVIEW_REFAULT], EMPHASIS_NONE, _("refault %s"),
		figure_of(refaults, UNIT_PER_SECOND).text);
	add(strip, &overview_labels[OVERVIEW_RECLAIM],
		alarm_if(value_or(rates->direct_reclaim, 0) > 0, EMPHASIS_WARNING),
		_("direct reclaim %s"), figure_of(rates->direct_reclaim, UNIT_PER_SECOND).text);
}

/* Where there were kills they come first, so that no narrow screen leaves them out. */
static void say_pressure(const struct pane *pane)
{
	struct strip strip = { .pane = pane };
	bool killed = value_or(pane->system->vmstat.counter[VMSTAT_OOM_KILL], 0) > 0;

	if (killed)
		add_kills(&strip);
	add_pressure(&strip);
	if (!killed)
		add_kills(&strip);
	if (value_or(field_of(pane, MEMINFO_SwapTotal), 1) == 0)
		add(&strip, &overview_labels[OVERVIEW_SWAP], EMPHASIS_FAINT, "%s", _("no swap"))
			->spare = true;
	put(&strip, (struct rank){ killed ? 93 : 75, killed ? 43 : 25 });
}

/* Eight to an item: "0-7  12%  3% ...". */
static void add_eight(struct strip *strip, const struct processor_use *use, size_t first)
{
	const unsigned *number = strip->pane->system->processors.number;
	size_t end = min_size(first + 8, use->count);
	char shares[8 * 8] = "";
	size_t length = 0;

	for (size_t i = first; i < end; i++)
		length += (size_t)snprintf(shares + length, sizeof(shares) - length, " %3u%%",
			whole_percent(use->each[i]));
	add(strip, &overview_labels[OVERVIEW_PROCESSORS], EMPHASIS_NONE, "%u-%u%s", number[first],
		number[end - 1], shares);
}

static void say_processors(const struct pane *pane)
{
	const struct processor_use *use = &derived_of_machine(pane->system)->processors;
	const struct load *load = &pane->system->load;
	struct strip strip = { .pane = pane };

	if (!value_known(use->all))
		return;
	add(&strip, &overview_labels[OVERVIEW_PROCESSORS], EMPHASIS_NONE, _("Processors %3u%%"),
		whole_percent(use->all));
	for (size_t i = 0; i < use->count; i += 8)
		add_eight(&strip, use, i);
	if (value_known(load->running))
		add(&strip, &overview_labels[OVERVIEW_RUNNING], EMPHASIS_NONE,
			_("%s of %s threads running"), figure_of(load->running, UNIT_COUNT).text,
			figure_of(load->tasks, UNIT_COUNT).text);
	put(&strip, (struct rank){ RANK_TALL, 1 });
}

static void say_findings(const struct pane *pane)
{
	if (pane->request->screen)
		findings_put_headlines(pane->document, pane->request->screen->findings);
}

/* What is not free, by the parts of the bar, over the whole time that the machine was watched. */
static void say_past(const struct pane *pane)
{
	struct document *document = pane->document;
	struct history *history = pane->request->screen ? pane->request->screen->history : NULL;
	const struct history_key key = history_machine();
	struct trend_point points[BAR_SEGMENTS][PAST_POINTS];
	struct document_curve curves[BAR_SEGMENTS];
	size_t most =
		history ? max_size(min_size(pane->request->screen->graph_columns, PAST_POINTS), 2)
			: 0;
	size_t count = 0;

	for (size_t i = 0; history && i < BAR_SEGMENTS; i++) {
		enum segment segment = bar_order[i].segment;
		size_t known;

		if (segment == SEGMENT_FREE)
			continue;
		known = history_points(history, &key,
			(enum history_figure)(HISTORY_SEGMENTS + (int)segment), 0, points[i], most);
		curves[count] = (struct document_curve){ &segment_rows[segment].label,
			segment_rows[segment].mark, bar_order[i].tint, points[i], known };
		count++;
	}
	if (count > 0 && curves[0].count > 1)
		document_graph(document,
			&(struct document_graph){ .title = _("in use, by the parts above"),
				.kind = GRAPH_STACKED,
				.curves = curves,
				.curve_count = count });
}

static void say_processes(const struct pane *pane, const struct arranged *arranged)
{
	document_say(pane->document, EMPHASIS_NONE,
		_("Processes %zu shown, %zu filtered out, %zu kernel threads hidden"),
		arranged->count - arranged->threads, arranged->filtered_out,
		arranged->hidden_kernel_threads);
	if (arranged->threads > 0)
		document_say(pane->document, EMPHASIS_NONE,
			ngettext("%zu thread in a row of its own: its memory is its process's",
				"%zu threads in rows of their own: their memory is their process's",
				arranged->threads),
			arranged->threads);
	if (pane->sample->threads_cut)
		document_say(pane->document, EMPHASIS_NOTE, "%s",
			_("There are more than 10000 threads: the rest is not shown."));
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

static struct pane pane_of(struct document *document, const struct sample *sample,
	const struct overview_request *request)
{
	return (struct pane){ document, sample, &sample->system, request };
}

static void say_memory_and_changes(const struct pane *pane)
{
	say_memory(pane);
	say_changes(pane);
}

static void (*const sayers[METER_COUNT])(const struct pane *pane) = {
	[METER_MACHINE] = say_machine,
	[METER_MEMORY] = say_memory_and_changes,
	[METER_CGROUP] = say_cgroup,
	[METER_SWAP] = say_swap,
	[METER_STORES] = say_stores,
	[METER_PRESSURE] = say_pressure,
	[METER_PROCESSORS] = say_processors,
	[METER_FINDINGS] = say_findings,
	[METER_PAST] = say_past,
};

void overview_say_machine(struct document *document, const struct sample *sample,
	const struct overview_request *request)
{
	const struct pane pane = pane_of(document, sample, request);
	const struct overview_screen *screen = request->screen;

	if (!screen) {
		for (int id = 0; id < METER_COUNT; id++)
			sayers[id](&pane);
		return;
	}
	if (screen->paused && !meter_list_has(screen->meters, METER_MACHINE))
		say_machine(&pane);
	for (size_t i = 0; i < screen->meters->count; i++)
		sayers[screen->meters->ids[i]](&pane);
}

void overview_say_counts(struct document *document, const struct arranged *arranged,
	const struct overview_request *request)
{
	const struct pane pane = pane_of(document, arranged->sample, request);

	say_processes(&pane, arranged);
	say_own_cost(&pane);
}
