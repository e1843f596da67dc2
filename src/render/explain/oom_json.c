/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports of memory that ended, for machines: one object.  Never translated. */
#include "findings/oom_rules.h"
#include "render/explain/oom.h"
#include "render/findings_json.h"
#include "render/json_writer.h"

#define SCHEMA        2
#define SENTENCE_SIZE 2048

static void write_null(struct sink *sink, const char *key)
{
	json_write_key(sink, key);
	sink_string(sink, "null");
}

/* A text of the report, null where it is not there. */
static void write_text(struct sink *sink, const char *key, struct text text)
{
	if (text.length > 0)
		json_write_member(sink, key, text);
	else
		write_null(sink, key);
}

static void write_string(struct sink *sink, const char *key, const char *string)
{
	write_text(sink, key, string ? text_of_string(string) : text_of("", 0));
}

static void write_bool(struct sink *sink, const char *key, bool is)
{
	json_write_key(sink, key);
	sink_string(sink, is ? "true" : "false");
}

static void write_answer(struct sink *sink, const char *key, enum oom_answer answer)
{
	json_write_key(sink, key);
	sink_string(sink, answer == OOM_UNDECIDED ? "null" : answer == OOM_YES ? "true" : "false");
}

static void write_signed(struct sink *sink, const char *key, int64_t n)
{
	json_write_key(sink, key);
	sink_format(sink, "%lld", (long long)n);
}

static void write_people(struct sink *sink, const struct oom_view *view)
{
	const struct oom_report *report = view->report;

	json_write_key(sink, "requester");
	if (report->request.known) {
		sink_bytes(sink, "{", 1);
		write_text(sink, "name", report->request.requester);
		json_write_value(sink, "pid", report->request.pid);
		sink_bytes(sink, "}", 1);
	} else {
		sink_string(sink, "null");
	}
	json_write_key(sink, "victim");
	if (report->victim.known) {
		sink_bytes(sink, "{", 1);
		write_text(sink, "name", report->victim.name);
		json_write_value(sink, "pid", value_of(report->victim.pid));
		json_write_value(sink, "rss_bytes", view->victim_resident);
		json_write_value(sink, "swap_bytes", view->victim_swap);
		sink_bytes(sink, "}", 1);
	} else {
		sink_string(sink, "null");
	}
}

static void write_zone(struct sink *sink, const struct oom_view *view, size_t index)
{
	const struct oom_zone *zone = &view->report->zones[index];
	struct oom_zone_view zone_view;

	oom_zone_view_of(&zone_view, view, index);
	sink_bytes(sink, "{", 1);
	json_write_value(sink, "node",
		zone->node == OOM_NO_NODE ? value_missing(VALUE_ABSENT)
					  : value_of((uint64_t)zone->node));
	write_string(sink, "zone", oom_zone_name(zone->kind));
	write_bool(sink, "allowed", zone_view.allowed);
	json_write_value(sink, "free_bytes", zone->key[OOM_free]);
	json_write_value(sink, "min_bytes", zone->key[OOM_min]);
	json_write_value(sink, "boost_bytes", zone->key[OOM_boost]);
	json_write_value(sink, "low_bytes", zone->key[OOM_low]);
	json_write_value(sink, "high_bytes", zone->key[OOM_high]);
	json_write_value(sink, "reserve_bytes", zone_view.reserve);
	json_write_value(sink, "free_cma_bytes", zone->key[OOM_free_cma]);
	json_write_value(sink, "reserved_highatomic_bytes", zone->key[OOM_reserved_highatomic]);
	json_write_value(sink, "present_bytes", zone->key[OOM_present]);
	json_write_value(sink, "managed_bytes", zone->key[OOM_managed]);
	json_write_value(sink, "largest_block_bytes", zone_view.largest_block);
	if (zone_view.margin_known)
		write_signed(sink, "margin_bytes", zone_view.margin);
	else
		write_null(sink, "margin_bytes");
	sink_bytes(sink, "}", 1);
}

static void write_task(struct sink *sink, const struct oom_view *view, const struct oom_task *task)
{
	struct oom_holder holder = oom_holder_of(view, task);
	bool certain = value_known(view->page_size);

	sink_bytes(sink, "{", 1);
	json_write_value(sink, "pid", value_of(task->pid));
	write_text(sink, "name", task->name);
	json_write_value(sink, "uid", value_of(task->uid));
	json_write_value(sink, "rss_bytes",
		certain && value_known(task->rss) ? value_of(holder.resident)
						  : value_missing(VALUE_ABSENT));
	json_write_value(sink, "swap_bytes",
		certain && value_known(task->swap) ? value_of(holder.swap)
						   : value_missing(VALUE_ABSENT));
	json_write_value(sink, "page_tables_bytes", task->page_tables);
	if (task->has_score_adj)
		write_signed(sink, "oom_score_adj", task->score_adj);
	else
		write_null(sink, "oom_score_adj");
	sink_bytes(sink, "}", 1);
}

static void write_rows(struct sink *sink, const struct oom_view *view)
{
	const struct oom_report *report = view->report;

	json_write_key(sink, "zones");
	sink_bytes(sink, "[", 1);
	for (size_t i = 0; i < report->zone_count; i++) {
		sink_string(sink, i ? "," : "");
		write_zone(sink, view, i);
	}
	sink_string(sink, "]");
	json_write_key(sink, "processes");
	sink_bytes(sink, "[", 1);
	for (size_t i = 0; i < report->task_count; i++) {
		sink_string(sink, i ? "," : "");
		write_task(sink, view, &report->tasks[i]);
	}
	sink_bytes(sink, "]", 1);
}

/* Sizes only where the page size is certain. */
static struct value certain(const struct oom_view *view, struct value value)
{
	return value_known(view->page_size) ? value : value_missing(VALUE_ABSENT);
}

static void write_report(struct sink *sink, const struct oom_view *view)
{
	const struct oom_report *report = view->report;
	char sentence[SENTENCE_SIZE];
	struct findings findings;

	oom_judge(&findings, view);
	sink_bytes(sink, "{", 1);
	write_string(sink, "form", oom_form_name(report->form));
	write_string(sink, "cause", oom_cause_name(view->cause));
	write_answer(sink, "kill_helps", view->kill_helps);
	json_write_value(sink, "line", value_of(report->line));
	json_write_value(sink, "order", view->order);
	write_string(sink, "gfp", view->gfp);
	write_string(sink, "constraint", oom_constraint_name(view->constraint));
	write_text(sink, "cgroup", report->cgroup);
	write_people(sink, view);
	json_write_value(sink, "page_size_bytes", view->page_size);
	json_write_value(sink, "total_bytes", certain(view, view->total));
	json_write_value(sink, "free_bytes", certain(view, view->free));
	json_write_value(sink, "uncounted_bytes", view->uncounted);
	json_write_value(sink, "swap_total_bytes", report->swap_total);
	json_write_value(sink, "swap_free_bytes", report->swap_free);
	json_write_value(sink, "limit_bytes", report->memory_cgroup.memory.limit);
	sentence[0] = '\0';
	if (oom_headline(&findings, view))
		finding_sentence(sentence, sizeof(sentence), oom_headline(&findings, view),
			FOR_MACHINES);
	write_string(sink, "sentence", sentence);
	write_rows(sink, view);
	findings_json(sink, &findings);
	sink_bytes(sink, "}", 1);
}

void explain_oom_json(struct sink *sink, const struct oom_reports *reports)
{
	struct findings findings = { .count = 0 };
	struct oom_view view;

	sink_bytes(sink, "{", 1);
	json_write_value(sink, "schema", value_of(SCHEMA));
	json_write_key(sink, "reports");
	sink_bytes(sink, "[", 1);
	for (size_t i = 0; i < reports->count; i++) {
		sink_string(sink, i ? "," : "");
		oom_view_at(&view, reports, i);
		write_report(sink, &view);
	}
	sink_bytes(sink, "]", 1);
	if (reports->count > 0) {
		oom_view_at(&view, reports, 0);
		oom_judge(&findings, &view);
	}
	findings_json(sink, &findings);
	sink_string(sink, "}\n");
}
