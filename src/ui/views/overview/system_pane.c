/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/views/overview/system_pane.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "derive/machine/segments.h"
#include "derive/process/baseline.h"
#include "ui/widgets/bar.h"
#include "ui/widgets/flow.h"
#include "ui/widgets/wrap.h"

/* Columns of a size, such as "22.8G", and the fewest that a bar is worth painting in. */
#define TOTAL_WIDTH   5
#define BAR_LEAST     10
#define LINES_MOST    24
#define SENTENCE_MOST 3
/* The fewest columns of a sentence beside its key. */
#define SENTENCE_LEAST 36
/* So wide that the keys behind sentences say where they lead. */
#define LABELLED_KEYS 100

/* Room for a figure with a "/s" or "%" behind it. */
#define FIGURE_SIZE (UNITS_SIZE + 8)

/* Everything worked out before the first line is painted. */
struct layout {
	const struct system_pane *pane;
	struct segments segments;
	enum status segments_status;
	struct flow legend, changes, pressure, stores;
	char memory_side[96], swap_side[96], cgroup_side[96]; /* to the right of the bars */
	int label_width, total_width, side_width;
	bool cgroup_limited;
};

/* The order in which applications, cache and the rest stand in the bar: what can be had is right. */
static const enum segment bar_order[] = { SEGMENT_APPLICATIONS, SEGMENT_SHARED, SEGMENT_HUGE,
	SEGMENT_KERNEL, SEGMENT_UNNAMED, SEGMENT_CACHE, SEGMENT_FREE };
#define BAR_SEGMENTS (COUNT_OF(bar_order))

static enum style segment_style(enum segment segment)
{
	return (enum style)(STYLE_APPLICATIONS + (int)segment);
}

static const char *size_text(char out[static UNITS_SIZE], struct value bytes, enum scale scale)
{
	units_value(out, bytes, UNIT_BYTES, scale);
	return out;
}

/* A rate in bytes, kept in hundredths. */
static const char *byte_rate(char out[static UNITS_SIZE], struct value rate, enum scale scale)
{
	rate.n /= 100;
	return size_text(out, rate, scale);
}

/* A known figure with what belongs to it; the placeholder of an unknown one stands alone. */
static const char *with_suffix(char out[static FIGURE_SIZE], struct value value, enum unit unit,
	const char *suffix)
{
	size_t length = units_value(out, value, unit, SCALE_AUTO);

	if (value_known(value))
		snprintf(out + length, FIGURE_SIZE - length, "%s", suffix);
	return out;
}

static const char *rate_text(char out[static FIGURE_SIZE], struct value rate)
{
	return with_suffix(out, rate, UNIT_PER_SECOND, _("/s"));
}

static const char *percent_text(char out[static FIGURE_SIZE], struct value hundredths)
{
	return with_suffix(out, hundredths, UNIT_PERCENT, "%");
}

static unsigned percent(uint64_t part, uint64_t whole)
{
	return whole > 0 ? (unsigned)((double)part * 100 / (double)whole + 0.5) : 0;
}

static struct value field(const struct layout *layout, enum meminfo_field id)
{
	return layout->pane->sample->system.meminfo.field[id];
}

/* ---- what the lines say ---- */

static void say_memory(struct layout *layout)
{
	struct value available = layout->segments.available;
	char size[UNITS_SIZE];

	size_text(size, available, layout->pane->scale);
	if (value_known(available))
		snprintf(layout->memory_side, sizeof(layout->memory_side), _("%s available (%u%%)"),
			size, percent(available.n, layout->segments.total));
	else
		snprintf(layout->memory_side, sizeof(layout->memory_side), _("%s available"), size);
}

static bool has_swap(const struct layout *layout)
{
	return value_or(field(layout, MEMINFO_SwapTotal), 1) > 0;
}

static void say_swap(struct layout *layout)
{
	const struct rates *rates = &layout->pane->sample->system.rates;
	struct value used =
		value_subtract(field(layout, MEMINFO_SwapTotal), field(layout, MEMINFO_SwapFree));
	char size[UNITS_SIZE], in[UNITS_SIZE], out[UNITS_SIZE];

	snprintf(layout->swap_side, sizeof(layout->swap_side), _("%s used   in %s out %s /s"),
		size_text(size, used, layout->pane->scale),
		byte_rate(in, rates->swap_in, layout->pane->scale),
		byte_rate(out, rates->swap_out, layout->pane->scale));
}

static void say_cgroup(struct layout *layout)
{
	const struct cgroup_use *cgroup = &layout->pane->sample->system.cgroup;
	char size[UNITS_SIZE];

	layout->cgroup_limited = cgroup->version > 0 && value_known(cgroup->limit);
	if (!layout->cgroup_limited)
		return;
	size_text(size, cgroup->usage, layout->pane->scale);
	if (value_known(cgroup->usage))
		snprintf(layout->cgroup_side, sizeof(layout->cgroup_side), _("%s used (%u%%)"),
			size, percent(cgroup->usage.n, cgroup->limit.n));
	else
		snprintf(layout->cgroup_side, sizeof(layout->cgroup_side), _("%s used"), size);
}

static void say_legend(struct layout *layout)
{
	const struct segments *segments = &layout->segments;

	layout->legend.indent = layout->label_width + 2;
	layout->legend.gap = 2;
	for (size_t i = 0; i < BAR_SEGMENTS && layout->segments_status == STATUS_OK; i++) {
		enum segment segment = bar_order[i];
		struct flow *legend = &layout->legend;
		struct flow_item *item = &legend->items[legend->count];
		char size[UNITS_SIZE];

		if (segment == SEGMENT_HUGE && segments->bytes[segment] == 0)
			continue;
		units_bytes(size, segments->bytes[segment], layout->pane->scale);
		flow_add(legend, STYLE_NORMAL, "%s %s", _(segment_rows[segment].label.title), size);
		item->mark[0] = segment == SEGMENT_FREE ? '\0' : segment_rows[segment].mark;
		item->mark_style = segment_style(segment);
	}
}

static void add_change(struct layout *layout, const char *title, struct value change)
{
	char size[UNITS_SIZE];

	units_value(size, change, UNIT_SIGNED, layout->pane->scale);
	flow_add(&layout->changes, STYLE_NORMAL, "%s %s", title, size);
}

/* What the machine's memory has gained and lost since the mark. */
static void say_changes(struct layout *layout)
{
	const struct system_pane *pane = layout->pane;
	struct baseline_system changes;

	layout->changes.indent = 1;
	layout->changes.gap = 2;
	if (!pane->mark)
		return;
	baseline_system(&changes, &pane->sample->system, &pane->mark->system);
	flow_add(&layout->changes, STYLE_PAUSED, " %s ", pane->since);
	add_change(layout, _("available"), changes.available);
	for (size_t i = 0; i < BAR_SEGMENTS; i++)
		if (bar_order[i] != SEGMENT_HUGE || value_or(changes.segment[bar_order[i]], 0))
			add_change(layout, _(segment_rows[bar_order[i]].label.title),
				changes.segment[bar_order[i]]);
	if (value_or(field(layout, MEMINFO_SwapTotal), 0))
		add_change(layout, _("swap"), changes.swap_used);
}

static enum style alarm_if(bool alarming, enum style style)
{
	return alarming ? style : STYLE_NORMAL;
}

/* Kills since the boot; those since the sample before stand out. */
static void say_kills(struct layout *layout)
{
	const struct system_sample *system = &layout->pane->sample->system;
	struct value total = system->vmstat.counter[VMSTAT_OOM_KILL];
	uint64_t new = value_or(system->rates.oom_kills, 0);
	char count[UNITS_SIZE];

	units_value(count, total, UNIT_COUNT, SCALE_AUTO);
	if (new > 0)
		flow_add(&layout->pressure, STYLE_ALARM, _("OOM kills %s (+%llu) [O why]"), count,
			(unsigned long long)new);
	else if (value_or(total, 0) > 0)
		flow_add(&layout->pressure, STYLE_NORMAL, _("OOM kills %s [O why]"), count);
	else
		flow_add(&layout->pressure, STYLE_NORMAL, _("OOM kills %s"), count);
}

static void say_pressure(struct layout *layout)
{
	const struct system_sample *system = &layout->pane->sample->system;
	const struct rates *rates = &system->rates;
	struct value some = system->psi.some.average_10, full = system->psi.full.average_10;
	struct value refaults = value_add(rates->refault_file, rates->refault_anon);
	struct flow *flow = &layout->pressure;
	char text[FIGURE_SIZE];

	/* Before 5.9 the kernel has one counter for both. */
	if (!value_known(rates->refault_anon))
		refaults = rates->refault_file;
	flow->indent = 1;
	flow->gap = 2;
	flow_add(flow, alarm_if(value_or(some, 0) >= 1000, STYLE_WARNING), _("Pressure  some %s"),
		percent_text(text, some));
	flow_add(flow, alarm_if(value_or(full, 0) >= 500, STYLE_ALARM), _("full %s"),
		percent_text(text, full));
	flow_add(flow, STYLE_NORMAL, _("refault %s"), rate_text(text, refaults));
	flow_add(flow, alarm_if(value_or(rates->direct_reclaim, 0) > 0, STYLE_WARNING),
		_("direct reclaim %s"), rate_text(text, rates->direct_reclaim));
	say_kills(layout);
	if (!has_swap(layout))
		flow_add(flow, STYLE_DIM, "%s", _("no swap"));
}

static void say_compressed(struct flow *flow, const char *name, struct value original,
	struct value used, enum scale scale)
{
	char from[UNITS_SIZE], into[UNITS_SIZE];

	if (value_or(original, 0) > 0)
		flow_add(flow, STYLE_NORMAL, _("%s holds %s in %s"), name,
			size_text(from, original, scale), size_text(into, used, scale));
}

/* Memory set apart, which most machines do not have. */
static void say_stores(struct layout *layout)
{
	const struct compressed_swap *swap = &layout->pane->sample->system.compressed;
	uint64_t page = value_or(field(layout, MEMINFO_Hugepagesize), 0);
	uint64_t pages = value_or(field(layout, MEMINFO_HugePages_Total), 0);
	struct value idle = field(layout, MEMINFO_HugePages_Free);
	enum scale scale = layout->pane->scale;
	char pool[UNITS_SIZE], free_part[UNITS_SIZE];

	layout->stores.indent = 1;
	layout->stores.gap = 2;
	say_compressed(&layout->stores, "zram", swap->zram_original, swap->zram_used, scale);
	say_compressed(&layout->stores, "zswap", swap->zswap_original, swap->zswap_used, scale);
	if (pages == 0)
		return;
	idle = value_times(idle, page);
	flow_add(&layout->stores, STYLE_NORMAL, _("Huge pages %s, %s of it idle"),
		size_text(pool, value_of(pages * page), scale), size_text(free_part, idle, scale));
}

/* ---- painting ---- */

/* "Mem  22.8G [", then the bar, then what is to the right of it. */
static void paint_gauge(const struct layout *layout, struct area row, const char *label,
	struct value total, const char *side, const struct bar_part *parts, size_t count)
{
	char size[UNITS_SIZE];
	int x = 1, bar;

	size_text(size, total, layout->pane->scale);
	paint_text(row, 0, x, STYLE_STRONG, label);
	x += layout->label_width + 1;
	paint_text(row, 0, x + layout->total_width - (int)utf8_width(size), STYLE_NORMAL, size);
	x += layout->total_width;
	bar = row.width - x - layout->side_width - 4;
	if (bar >= BAR_LEAST) {
		bar_paint(row, 0, x + 1, bar, parts, count);
		x += bar + 1;
	}
	paint_text(row, 0, x + 2, STYLE_NORMAL, side);
}

static void paint_memory(const struct layout *layout, struct area row, int index)
{
	struct bar_part parts[BAR_SEGMENTS];

	(void)index;
	for (size_t i = 0; i < BAR_SEGMENTS; i++) {
		enum segment segment = bar_order[i];

		parts[i] = (struct bar_part){ layout->segments.bytes[segment],
			segment_style(segment), segment_rows[segment].mark };
	}
	paint_gauge(layout, row, _("Mem"), field(layout, MEMINFO_MemTotal), layout->memory_side,
		parts, BAR_SEGMENTS);
}

static void paint_swap(const struct layout *layout, struct area row, int index)
{
	struct value total = field(layout, MEMINFO_SwapTotal);
	struct value unused = field(layout, MEMINFO_SwapFree);
	struct bar_part parts[] = {
		{ value_or(value_subtract(total, unused), 0), STYLE_UNNAMED, '|' },
		{ value_or(unused, 0), STYLE_FREE, ' ' },
	};

	(void)index;
	paint_gauge(layout, row, _("Swap"), total, layout->swap_side, parts, 2);
}

static void paint_cgroup(const struct layout *layout, struct area row, int index)
{
	const struct cgroup_use *cgroup = &layout->pane->sample->system.cgroup;
	uint64_t limit = value_or(cgroup->limit, 0), usage = value_or(cgroup->usage, 0);
	uint64_t file = value_or(cgroup->file, 0) < usage ? value_or(cgroup->file, 0) : usage;
	struct bar_part parts[] = {
		{ usage - file, STYLE_APPLICATIONS, segment_rows[SEGMENT_APPLICATIONS].mark },
		{ file, STYLE_CACHE, segment_rows[SEGMENT_CACHE].mark },
		{ limit > usage ? limit - usage : 0, STYLE_FREE, ' ' },
	};

	(void)index;
	paint_gauge(layout, row, _("Cgroup"), cgroup->limit, layout->cgroup_side, parts, 3);
}

static void paint_legend(const struct layout *layout, struct area row, int index)
{
	flow_paint(&layout->legend, index, row, 0);
}

static void paint_changes(const struct layout *layout, struct area row, int index)
{
	flow_paint(&layout->changes, index, row, 0);
}

static void paint_pressure(const struct layout *layout, struct area row, int index)
{
	flow_paint(&layout->pressure, index, row, 0);
}

static void paint_stores(const struct layout *layout, struct area row, int index)
{
	flow_paint(&layout->stores, index, row, 0);
}

/* What stands behind a sentence: "5 Growth", or "5" where columns are few. */
static int key_text(char out[static 64], const struct said *said, int width)
{
	snprintf(out, 64, width < LABELLED_KEYS ? "%s" : "%s %s", said->key, said->label);
	return (int)utf8_width(out);
}

/* The columns of the keys behind the sentences; 0 where there is no room for them. */
static int keys_width(const struct system_pane *pane, int width)
{
	int widest = 0;
	char text[64];

	for (size_t i = 0; i < pane->said_count; i++)
		widest = max_int(widest, key_text(text, &pane->said[i], width));
	return width - widest - 4 >= SENTENCE_LEAST ? widest : 0;
}

/* The columns that sentences have. */
static int said_width(const struct system_pane *pane, int width)
{
	int keys = keys_width(pane, width);

	return width - 2 - (keys > 0 ? keys + 2 : 0);
}

/* index counts lines, SENTENCE_MOST a sentence.  The key stands on the first. */
static void paint_said(const struct layout *layout, struct area row, int index)
{
	static const enum style styles[] = { [SEVERITY_NONE] = STYLE_NORMAL,
		[SEVERITY_OK] = STYLE_FINE,
		[SEVERITY_NOTE] = STYLE_NORMAL,
		[SEVERITY_WARNING] = STYLE_WARNING,
		[SEVERITY_CRITICAL] = STYLE_ALARM };
	const struct said *said = &layout->pane->said[index / SENTENCE_MOST];
	int keys = keys_width(layout->pane, row.width), line_number = index % SENTENCE_MOST;
	struct area inside = area_columns(row, 1, said_width(layout->pane, row.width));
	struct text rest = text_of_string(said->text), line = { 0 };
	char key[64];

	for (int i = 0; i <= line_number && inside.width > 0; i++)
		line = wrap_next(&rest, inside.width);
	paint_bytes(inside, 0, 0, styles[said->severity], line);
	if (line_number == 0 && keys > 0)
		paint_text(row, 0, row.width - 1 - key_text(key, said, row.width), STYLE_KEY, key);
}

static void paint_clock(const struct layout *layout, struct area row)
{
	time_t seconds = (time_t)(layout->pane->sample->wall_ns / NS_PER_SECOND);
	struct tm local;
	char clock[16];
	const char *paused = _(" PAUSED ");
	int x = row.width - 9;

	if (localtime_r(&seconds, &local) && strftime(clock, sizeof(clock), "%H:%M:%S", &local))
		paint_text(row, 0, x, STYLE_NORMAL, clock);
	if (layout->pane->paused)
		paint_text(row, 0, x - (int)utf8_width(paused) - 1, STYLE_PAUSED, paused);
}

static void paint_title(const struct layout *layout, struct area row, int index)
{
	const struct sample *sample = layout->pane->sample;
	char uptime[UNITS_SIZE];
	int x = 1;

	(void)index;
	units_duration(uptime, sample->system.uptime_seconds);
	x += paint_text(row, 0, x, STYLE_STRONG, "memtop") + 2;
	x += paint_bytes(row, 0, x, STYLE_NORMAL, text_of_string(sample->host)) + 2;
	x += paint_bytes(row, 0, x, STYLE_DIM, text_of_string(sample->kernel)) + 2;
	paint_format(row, 0, x, STYLE_DIM, _("up %s"), uptime);
	paint_clock(layout, row);
}

/* ---- which lines ---- */

struct planned {
	void (*paint)(const struct layout *layout, struct area row, int index);
	int index, priority;
};

struct plan {
	struct planned lines[LINES_MOST];
	int count;
};

/* Each further line of the same is worth less by step. */
static void plan_lines(struct plan *plan, int count,
	void (*paint)(const struct layout *layout, struct area row, int index), int priority,
	int step)
{
	for (int i = 0; i < count && plan->count < LINES_MOST; i++)
		plan->lines[plan->count++] = (struct planned){ paint, i, priority - step * i };
}

/* Takes the least important lines away until no more than most are left. */
static void drop_lines(struct plan *plan, int most)
{
	while (plan->count > most) {
		int least = 0;

		for (int i = 1; i < plan->count; i++) {
			if (plan->lines[i].priority <= plan->lines[least].priority)
				least = i;
		}
		plan->count--;
		memmove(&plan->lines[least], &plan->lines[least + 1],
			(size_t)(plan->count - least) * sizeof(plan->lines[0]));
	}
}

/* The first line of each sentence goes after the second of any; alarms stay longest. */
static void plan_said(struct plan *plan, const struct system_pane *pane, size_t at, int width)
{
	const struct said *said = &pane->said[at];
	int lines = wrap_lines(said->text, max_int(said_width(pane, width), 1));
	int priority = said->severity >= SEVERITY_WARNING ? 94 : at == 0 ? 90 : 72;

	for (int i = 0; i < lines && i < SENTENCE_MOST && plan->count < LINES_MOST; i++)
		plan->lines[plan->count++] = (struct planned){ paint_said,
			(int)at * SENTENCE_MOST + i, i > 0 ? 34 - i : priority - (int)at };
}

/* In the order in which they stand on the screen; the figures say which go first. */
static void make_plan(struct plan *plan, const struct layout *layout, int width)
{
	/* That it stands still must not be overlooked. */
	plan_lines(plan, 1, paint_title, layout->pane->paused ? 96 : 60, 0);
	plan_lines(plan, 1, paint_memory, 100, 0);
	plan_lines(plan, flow_lines(&layout->legend, width), paint_legend, 70, 5);
	plan_lines(plan, flow_lines(&layout->changes, width), paint_changes, 97, 45);
	plan_lines(plan, layout->cgroup_limited, paint_cgroup, 95, 0);
	plan_lines(plan, has_swap(layout), paint_swap, 80, 0);
	plan_lines(plan, flow_lines(&layout->stores, width), paint_stores, 40, 5);
	plan_lines(plan, flow_lines(&layout->pressure, width), paint_pressure, 75, 25);
	for (size_t i = 0; i < layout->pane->said_count; i++)
		plan_said(plan, layout->pane, i, width);
}

static int wider(int width, const char *text)
{
	return (int)utf8_width(text) > width ? (int)utf8_width(text) : width;
}

/* Totals are as wide as the widest of them, so that the bars begin in the same column. */
static int total_width(const struct layout *layout)
{
	const struct value totals[] = { field(layout, MEMINFO_MemTotal),
		field(layout, MEMINFO_SwapTotal), layout->pane->sample->system.cgroup.limit };
	int width = TOTAL_WIDTH;

	for (size_t i = 0; i < COUNT_OF(totals); i++) {
		char size[UNITS_SIZE];

		width = wider(width, size_text(size, totals[i], layout->pane->scale));
	}
	return width;
}

static void make_layout(struct layout *layout)
{
	int side;

	layout->segments_status = segments_of(&layout->segments, &layout->pane->sample->system);
	say_memory(layout);
	say_swap(layout);
	say_cgroup(layout);
	layout->label_width = wider(wider(0, _("Mem")), _("Swap"));
	if (layout->cgroup_limited)
		layout->label_width = wider(layout->label_width, _("Cgroup"));
	layout->total_width = total_width(layout);
	/* In steps, so that the bars do not twitch with every digit. */
	side = wider(wider(wider(0, layout->memory_side), layout->swap_side), layout->cgroup_side);
	layout->side_width = (side + 3) / 4 * 4;
	say_legend(layout);
	say_changes(layout);
	say_pressure(layout);
	say_stores(layout);
}

int system_pane_paint(const struct system_pane *pane, struct area area, int most)
{
	struct layout layout = { .pane = pane };
	struct plan plan = { .count = 0 };

	make_layout(&layout);
	flow_tighten(&layout.legend, area.width);
	flow_tighten(&layout.changes, area.width);
	flow_tighten(&layout.pressure, area.width);
	/* That there is no swap is not worth a second line. */
	if (!has_swap(&layout) && flow_lines(&layout.pressure, area.width) > 1)
		layout.pressure.count--;
	make_plan(&plan, &layout, area.width);
	drop_lines(&plan, most);
	for (int i = 0; i < plan.count; i++)
		plan.lines[i].paint(&layout, area_rows(area, i, 1), plan.lines[i].index);
	return plan.count;
}
