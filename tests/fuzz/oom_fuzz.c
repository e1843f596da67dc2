/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"
#include "derive/oom/oom.h"
#include "parse/oom/oom.h"
#include "support/fuzz.h"

static void check_report(const struct oom_reports *reports, const struct oom_report *report,
	size_t size)
{
	CHECK(report->form < OOM_FORM_COUNT && report->line >= 1);
	CHECK(lies_within(report->request.requester, reports->text, size));
	CHECK(lies_within(report->request.gfp, reports->text, size));
	CHECK(lies_within(report->victim.name, reports->text, size));
	CHECK(lies_within(report->cgroup, reports->text, size));
	for (size_t i = 0; i < report->task_count; i++)
		CHECK(lies_within(report->tasks[i].name, reports->text, size));
	for (size_t i = 0; i < report->zone_count; i++) {
		CHECK(report->zones[i].kind < OOM_ZONE_COUNT);
		CHECK(report->zones[i].reserve_count <= OOM_RESERVES);
		CHECK(report->zones[i].blocks.count <= OOM_ORDERS);
	}
}

static void check_view(const struct oom_reports *reports, size_t index)
{
	const struct oom_report *report = &reports->items[index];
	struct oom_view view;

	oom_view_of(&view, report, index + 1 < reports->count ? report + 1 : NULL);
	CHECK(oom_cause_name(view.cause) != NULL);
	CHECK(view.best <= report->zone_count && view.largest <= report->zone_count);
	CHECK(view.kill_helps == OOM_UNDECIDED || report->victim.known);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct oom_reports reports;
	enum status status = oom_parse(&reports, (const char *)data, size);

	CHECK((status == STATUS_OK) == (reports.count > 0));
	for (size_t i = 0; i < reports.count; i++) {
		check_report(&reports, &reports.items[i], size);
		check_view(&reports, i);
	}
	oom_reports_free(&reports);
	return 0;
}
