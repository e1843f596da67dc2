/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "oom_described.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "findings/oom_rules.h"
#include "parse/oom/oom.h"

static void print_value(FILE *out, const char *name, struct value value)
{
	if (value_known(value))
		fprintf(out, "%s %" PRId64 "\n", name, value.n);
	else
		fprintf(out, "%s %s\n", name, value_state_name(value.state));
}

#define VALUE(member)  print_value(out, #member, view->member)
#define NUMBER(member) fprintf(out, #member " %" PRIu64 "\n", (uint64_t)view->member)
#define STRING(member) fprintf(out, #member " %s\n", view->member)

static void print_zone(FILE *out, const struct oom_view *view, size_t at)
{
	const struct oom_zone *zone = &view->report->zones[at];
	struct oom_zone_view of;

	oom_zone_view_of(&of, view, at);
	fprintf(out, "zone %d %s allowed %d", zone->node, oom_zone_name(zone->kind), of.allowed);
	if (of.margin_known)
		fprintf(out, " margin %" PRId64 " one %" PRId64, of.margin, of.margin_one);
	fprintf(out, " block %d\n", of.has_block);
	print_value(out, " managed", of.managed);
	print_value(out, " reserve", of.reserve);
	print_value(out, " held", of.held);
	print_value(out, " largest_block", of.largest_block);
}

static void print_sums(FILE *out, const struct oom_view *view)
{
	VALUE(page_size), VALUE(order), VALUE(ram), VALUE(total), VALUE(reserved);
	VALUE(free), VALUE(anon), VALUE(file), VALUE(shmem), VALUE(lru), VALUE(slab);
	VALUE(slab_unreclaimable), VALUE(page_tables), VALUE(kernel_stack), VALUE(hugepages);
	VALUE(hugepages_free), VALUE(swap_cached), VALUE(known), VALUE(uncounted);
	VALUE(victim_resident), VALUE(victim_swap);
	NUMBER(zones_free), NUMBER(allowed_free), NUMBER(allowed_managed), NUMBER(other_free);
	NUMBER(min), NUMBER(boost), NUMBER(managed_known), NUMBER(zones_complete), NUMBER(best);
	NUMBER(largest), NUMBER(same_name), NUMBER(task_resident), NUMBER(task_swap);
	NUMBER(contradictions), NUMBER(cut), NUMBER(top), NUMBER(top_known), NUMBER(movable);
	NUMBER(atomic), NUMBER(may_wait), NUMBER(order_of_next), NUMBER(constraint);
	NUMBER(biggest.resident), NUMBER(biggest.swap), NUMBER(second.resident);
}

static void print_findings(FILE *out, const struct oom_view *view)
{
	const struct facts facts = { .subject = &oom_subject, .oom = view };
	struct findings findings = { .count = 0 };
	char text[2048];

	findings_judge(&findings, &facts);
	for (size_t i = 0; i < findings.count; i++) {
		const struct finding *finding = &findings.rows[i];

		finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
		fprintf(out, "%s %s: %s\n", severity_name(finding->severity), finding->rule->name,
			text);
		finding_advice(text, sizeof(text), finding, FOR_MACHINES);
		if (text[0])
			fprintf(out, " [%s]\n", text);
	}
}

static void print_view(FILE *out, const struct oom_view *view)
{
	fprintf(out, "cause %s helps %d\n", oom_cause_name(view->cause), view->kill_helps);
	print_sums(out, view);
	STRING(requester_name), STRING(victim_name), STRING(biggest_name), STRING(gfp);
	STRING(cgroup), STRING(slab_cache), STRING(nodes), STRING(target), STRING(group);
	for (size_t i = 0; i < view->report->zone_count; i++)
		print_zone(out, view, i);
	print_findings(out, view);
}

char *oom_described(const char *text, size_t length, char *cause)
{
	struct oom_reports reports;
	struct oom_view view;
	char *description = NULL;
	size_t size;
	FILE *out = open_memstream(&description, &size);

	*cause = '-';
	if (oom_parse(&reports, text, length) == STATUS_OK && reports.count > 0) {
		oom_view_at(&view, &reports, 0);
		*cause = (char)('a' + (int)view.cause);
		print_view(out, &view);
	}
	oom_reports_free(&reports);
	fclose(out);
	return description;
}

uint64_t oom_hash(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return hash;
}
