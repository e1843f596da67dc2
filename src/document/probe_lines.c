/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "document/probe_lines.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

struct listing {
	struct probe_line *lines;
	size_t count;
};

static struct probe_line *add(struct listing *listing, enum probe_line_kind kind, const char *title)
{
	struct probe_line *line = &listing->lines[listing->count];

	if (listing->count + 1 < PROBE_LINES_MAX)
		listing->count++;
	*line = (struct probe_line){ .kind = kind, .title = title };
	return line;
}

static void add_heading(struct listing *listing, const char *title)
{
	add(listing, PROBE_LINE_HEADING, title);
}

static void add_value(struct listing *listing, const char *title, struct value value,
	enum unit unit)
{
	struct probe_line *line = add(listing, PROBE_LINE_FIGURE, title);

	units_value(line->figure, value, unit, SCALE_AUTO);
}

static void add_time(struct listing *listing, const char *title, struct value value,
	const char *format, double per_unit)
{
	struct probe_line *line = add(listing, PROBE_LINE_FIGURE, title);

	if (value_known(value))
		snprintf(line->figure, sizeof(line->figure), format, (double)value.n / per_unit);
	else
		snprintf(line->figure, sizeof(line->figure), "%s", units_placeholder(value.state));
}

static void add_moved(struct listing *listing, const struct probe_report *report)
{
	add_heading(listing, _("What moved"));
	add_value(listing, _("asked for"), value_of(report->requested), UNIT_BYTES);
	add_value(listing, _("touched"), value_of(report->touched), UNIT_BYTES);
	add_value(listing, _("cache given up"), report->given_up, UNIT_BYTES);
	add_value(listing, _("  reclaimed by kswapd"), report->kswapd_reclaimed, UNIT_BYTES);
	add_value(listing, _("  reclaimed directly"), report->direct_reclaimed, UNIT_BYTES);
	add_value(listing, _("free before"), report->free_before, UNIT_BYTES);
	add_value(listing, _("free after"), report->free_after, UNIT_BYTES);
	add_value(listing, _("  of it on per-CPU lists"), report->per_cpu_lists_after, UNIT_BYTES);
	add_value(listing, _("returned as free"), report->returned, UNIT_BYTES);
	if (value_known(report->return_ns))
		add_time(listing, _("time until it was free"), report->return_ns, "%.2fs", 1e9);
}

static void add_check(struct listing *listing, const struct probe_check *check)
{
	char right[UNITS_SIZE], tolerance[UNITS_SIZE];
	struct probe_line *line = add(listing, PROBE_LINE_FIGURE, _(check->title));

	if (!check->made) {
		snprintf(line->figure, sizeof(line->figure), "-");
		snprintf(line->note, sizeof(line->note), "%s", _("not known here"));
		return;
	}
	line->kind = check->holds ? PROBE_LINE_HOLDS : PROBE_LINE_FAILS;
	units_bytes(line->figure, check->left, SCALE_AUTO);
	units_bytes(right, check->right, SCALE_AUTO);
	units_bytes(tolerance, check->tolerance, SCALE_AUTO);
	snprintf(line->note, sizeof(line->note), "%s %s  %s (+- %s)", check->at_most ? "<=" : "=",
		right, check->holds ? _("holds") : _("does not hold"), tolerance);
}

static void add_checks(struct listing *listing, const struct probe_report *report)
{
	add_heading(listing, _("Does it add up?"));
	for (size_t i = 0; i < report->check_count; i++)
		add_check(listing, &report->checks[i]);
}

static void add_cost(struct listing *listing, const struct probe_report *report)
{
	add_heading(listing, _("What it cost"));
	add_value(listing, _("swapped out"), report->swapped_out, UNIT_BYTES);
	add_value(listing, _("allocation stalls"), report->allocation_stalls, UNIT_COUNT);
	add_time(listing, _("all tasks waiting for memory"), report->pressure_full_us, "%.1fms",
		1e3);
	add_value(listing, _("pages read again afterwards"), report->refaults_after, UNIT_COUNT);
	add_value(listing, _("read from disks afterwards"), report->read_after, UNIT_BYTES);
	add_value(listing, _("out-of-memory kills"), report->oom_kills, UNIT_COUNT);
}

static void add_stayed(struct listing *listing, const struct probe_stayed *stayed)
{
	struct probe_line *heading =
		add(listing, PROBE_LINE_HEADING, _("What stayed in the cache, and why"));

	snprintf(heading->note, sizeof(heading->note), "%s", _("(parts may overlap)"));
	add_value(listing, _("cache at the peak"), stayed->cache, UNIT_BYTES);
	add_value(listing, _("  shared memory"), stayed->shared_memory, UNIT_BYTES);
	add_value(listing, _("  locked, unevictable"), stayed->unevictable, UNIT_BYTES);
	add_value(listing, _("  mapped by programs"), stayed->mapped, UNIT_BYTES);
	add_value(listing, _("  dirty, being written"), stayed->dirty, UNIT_BYTES);
	add_value(listing, _("  protected by cgroups"), stayed->protected_groups, UNIT_BYTES);
}

size_t probe_report_lines(struct probe_line *lines, const struct probe_report *report)
{
	struct listing listing = { .lines = lines };

	if (report->outcome == PROBE_REFUSED)
		return 0;
	add_moved(&listing, report);
	add_checks(&listing, report);
	add_cost(&listing, report);
	add_stayed(&listing, &report->stayed);
	return listing.count;
}
