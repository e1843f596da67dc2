/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "document/process_summary.h"
#include "render/findings_json.h"
#include "render/json_writer.h"
#include "render/process/formats.h"
#include "render/render.h"
#include "sample/row.h"

static struct text string_of(const struct process_detail *detail, uint32_t offset)
{
	return text_of_string(detail_string(detail, offset));
}

static void write_bool(struct sink *sink, const char *key, bool is)
{
	json_write_key(sink, key);
	sink_string(sink, is ? "true" : "false");
}

/* ---- summary ---- */

static void write_who(struct sink *sink, const struct process_detail *detail)
{
	json_write_value(sink, "schema", value_of(2));
	json_write_value(sink, "pid", value_of(detail->pid));
	json_write_value(sink, "ppid", value_of(detail->ppid));
	json_write_key(sink, "time");
	sink_format(sink, "%" PRId64 ".%03d", detail->wall_ns / NS_PER_SECOND,
		(int)(detail->wall_ns / 1000000 % 1000));
	json_write_member(sink, "user", string_of(detail, detail->user));
	json_write_member(sink, "name", string_of(detail, detail->name));
	json_write_member(sink, "command", string_of(detail, detail->command));
	json_write_member(sink, "executable", string_of(detail, detail->executable));
	json_write_member(sink, "cgroup", string_of(detail, detail->cgroup));
	json_write_member(sink, "state", text_of(&detail->process_state, 1));
	write_bool(sink, "kernel_thread", detail->kernel_thread);
}

static void write_summary(struct sink *sink, const struct process_detail *detail)
{
	for (const struct summary_row *row = summary_rows; row->label; row++) {
		struct value value = summary_value(row, detail);

		if (row->key)
			json_write_value(sink, row->key, value);
	}
}

static void write_nodes(struct sink *sink, const struct process_detail *detail)
{
	if (detail->numa_nodes < 2)
		return;
	json_write_key(sink, "numa_bytes");
	sink_string(sink, "[");
	for (unsigned i = 0; i < detail->numa_nodes && i < DETAIL_NODES; i++) {
		sink_string(sink, i ? "," : "");
		if (value_known(detail->node_bytes[i]))
			sink_signed(sink, detail->node_bytes[i].n);
		else
			sink_string(sink, "null");
	}
	sink_string(sink, "]");
}

/* ---- mappings ---- */

static void write_kinds(struct sink *sink, const struct process_detail *detail)
{
	json_write_key(sink, "kinds");
	sink_string(sink, "[");
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		const struct kind_sum *sum = &detail->kinds[kind];

		sink_string(sink, kind ? ",{" : "{");
		json_write_member(sink, "kind", text_of_string(kind_rows[kind].key));
		json_write_value(sink, "count", value_of(sum->count));
		for (int figure = 0; figure < MAPPING_FIGURE_COUNT; figure++)
			if (figure_rows[figure].aggregation <= FIGURE_SUMMABLE)
				json_write_value(sink, figure_rows[figure].key,
					value_of(sum->figure[figure]));
		sink_string(sink, "}");
	}
	sink_string(sink, "]");
}

static void write_mapping(struct sink *sink, const struct process_detail *detail,
	const struct detail_mapping *mapping)
{
	sink_string(sink, "{\"start\":\"");
	sink_hex(sink, mapping->start);
	sink_string(sink, "\",\"end\":\"");
	sink_hex(sink, mapping->end);
	sink_string(sink, "\"");
	json_write_member(sink, "kind", text_of_string(kind_rows[mapping->kind].key));
	json_write_member(sink, "permissions", text_of_string(mapping->permissions));
	json_write_value(sink, "offset", value_of(mapping->offset));
	json_write_value(sink, "inode", value_of(mapping->inode));
	json_write_member(sink, "name", string_of(detail, mapping->name));
	write_bool(sink, "deleted", mapping->deleted);
	for (int figure = 0; figure < MAPPING_FIGURE_COUNT; figure++)
		json_write_value(sink, figure_rows[figure].key,
			mapping_figure(mapping, (enum mapping_figure)figure));
	json_write_member(sink, "flags", string_of(detail, mapping->flags));
	sink_string(sink, "}");
}

static void write_mappings(struct sink *sink, const struct process_detail *detail)
{
	json_write_key(sink, "mappings");
	if (detail->smaps_status != STATUS_OK) {
		sink_string(sink, "null");
		return;
	}
	sink_string(sink, "[");
	for (size_t i = 0; i < detail->mapping_count; i++) {
		sink_string(sink, i ? "," : "");
		write_mapping(sink, detail, &detail->mappings[i]);
		sink_drain(sink);
	}
	sink_string(sink, "]");
}

/* ---- trend and findings ---- */

/* Of what is not growing; INFINITY is nothing that was ruled out. */
static struct value whole_of(double number, bool known)
{
	return known && isfinite(number) ? value_of((int64_t)number) : value_missing(VALUE_ABSENT);
}

/* A figure of a trend.  What is not known yet is pending: a pace of 0 says that nothing grows. */
struct trend_figure {
	const char *key;
	struct value value;
	enum unit unit;
};
#define TREND_FIGURES 8

static void trend_figures(struct trend_figure out[static TREND_FIGURES],
	const struct trend_finding *trend, const char *pace_key)
{
	const struct value pending = value_missing(VALUE_PENDING);
	bool known = trend->trend != TREND_TOO_SHORT;
	bool rested = trend->grown_seconds > 0 && trend->grown_bytes_per_minute > 0;
	const struct trend_figure figures[TREND_FIGURES] = {
		{ pace_key, known ? value_of((int64_t)trend->bytes_per_minute) : pending,
			UNIT_SIGNED },
		{ "window_seconds", value_of((uint64_t)(trend->window_seconds * 1e9)),
			UNIT_INTERVAL },
		{ "confidence", known ? value_of((uint64_t)(trend->confidence * 100)) : pending,
			UNIT_FRACTION },
		{ "bound_bytes_per_minute", whole_of(trend->bound_bytes_per_minute, true),
			UNIT_SIGNED },
		{ "rare_step_seconds",
			whole_of(trend->rare_step_seconds, isfinite(trend->bound_bytes_per_minute)),
			UNIT_DURATION },
		{ "doubling_seconds",
			whole_of(trend->doubling_seconds, trend->doubling_seconds > 0),
			UNIT_DURATION },
		{ "grown_bytes_per_minute", whole_of(trend->grown_bytes_per_minute, rested),
			UNIT_SIGNED },
		{ "grown_seconds", whole_of(trend->grown_seconds, rested), UNIT_DURATION },
	};

	memcpy(out, figures, sizeof(figures));
}

void process_trend_json(struct sink *sink, const struct trend_finding *trend, const char *pace_key)
{
	struct trend_figure figures[TREND_FIGURES];

	json_write_member(sink, "trend", text_of_string(trend_rows[trend->trend].key));
	trend_figures(figures, trend, pace_key);
	for (size_t i = 0; i < TREND_FIGURES; i++) {
		json_write_key(sink, figures[i].key);
		if (value_known(figures[i].value))
			render_value(sink, figures[i].value, figures[i].unit);
		else
			sink_string(sink, "null");
	}
}

static void write_reason(struct sink *sink, const char *group, const char *key, struct value value)
{
	char path[96];

	if (value_known(value))
		return;
	snprintf(path, sizeof(path), "%s%s", group, key);
	json_write_member(sink, path, text_of_string(value_state_name(value.state)));
}

static void explain_trend(struct sink *sink, const struct trend_finding *trend, const char *group,
	const char *pace_key)
{
	struct trend_figure figures[TREND_FIGURES];

	trend_figures(figures, trend, pace_key);
	for (size_t i = 0; i < TREND_FIGURES; i++)
		write_reason(sink, group, figures[i].key, figures[i].value);
}

static void write_trend(struct sink *sink, const struct process_evidence *evidence)
{
	enum growth_limit limit;

	process_trend_json(sink, &evidence->trend, "growth_bytes_per_minute");
	json_write_value(sink, "seconds_to_limit", process_seconds_to_limit(evidence, &limit));
}

static void write_findings(struct sink *sink, const struct process_evidence *evidence)
{
	struct findings findings;

	process_judge(&findings, evidence);
	findings_json(sink, &findings);
}

/* Why figures are null: "denied", "gone", "absent" ... */
static void write_unreadable(struct sink *sink, const struct process_evidence *evidence)
{
	const struct process_detail *detail = evidence->detail;
	enum growth_limit limit;

	json_write_key(sink, "unreadable");
	sink_string(sink, "{");
	if (detail->smaps_status != STATUS_OK)
		json_write_member(sink, "mappings",
			text_of_string(value_state_name(value_state_of(detail->smaps_status))));
	if (evidence->heap_status != STATUS_OK)
		json_write_member(sink, "heap",
			text_of_string(value_state_name(value_state_of(evidence->heap_status))));
	for (const struct summary_row *row = summary_rows; row->label; row++)
		if (row->key)
			write_reason(sink, "", row->key, summary_value(row, detail));
	explain_trend(sink, &evidence->trend, "", "growth_bytes_per_minute");
	write_reason(sink, "", "seconds_to_limit", process_seconds_to_limit(evidence, &limit));
	if (evidence->heap.report)
		explain_trend(sink, &evidence->heap.trend, "heap.",
			"in_use_growth_bytes_per_minute");
	sink_string(sink, "}");
}

void process_json(struct sink *sink, const struct process_evidence *evidence)
{
	const struct process_detail *detail = evidence->detail;

	sink_string(sink, "{");
	write_who(sink, detail);
	write_summary(sink, detail);
	write_nodes(sink, detail);
	write_kinds(sink, detail);
	write_trend(sink, evidence);
	process_heap_json(sink, evidence);
	write_findings(sink, evidence);
	write_unreadable(sink, evidence);
	write_mappings(sink, detail);
	sink_string(sink, "}\n");
}
