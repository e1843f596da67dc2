/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/oom/report.h"

#include <stdlib.h>

const char *oom_key_name(enum oom_key key)
{
	static const char *const names[] = {
#define X(identifier, name) [OOM_##identifier] = #identifier,
		OOM_KEYS(X)
#undef X
	};

	return names[key];
}

const char *oom_form_name(enum oom_form form)
{
	static const char *const names[OOM_FORM_COUNT] = {
		[OOM_FORM_OOM] = "oom",
		[OOM_FORM_ALLOCATION_FAILURE] = "allocation_failure",
		[OOM_FORM_SYSRQ] = "sysrq",
		[OOM_FORM_REPORT] = "report",
		[OOM_FORM_USERSPACE] = "userspace",
	};

	return names[form];
}

const char *oom_constraint_name(enum oom_constraint constraint)
{
	static const char *const names[OOM_CONSTRAINT_COUNT] = {
		[OOM_CONSTRAINT_NONE] = "none",
		[OOM_CONSTRAINT_CPUSET] = "cpuset",
		[OOM_CONSTRAINT_MEMORY_POLICY] = "memory_policy",
		[OOM_CONSTRAINT_CGROUP] = "cgroup",
	};

	return names[constraint];
}

const char *oom_zone_name(enum oom_zone_kind kind)
{
	static const char *const names[OOM_ZONE_COUNT] = {
		[OOM_ZONE_DMA] = "DMA",
		[OOM_ZONE_DMA32] = "DMA32",
		[OOM_ZONE_NORMAL] = "Normal",
		[OOM_ZONE_HIGHMEM] = "HighMem",
		[OOM_ZONE_MOVABLE] = "Movable",
		[OOM_ZONE_DEVICE] = "Device",
	};

	return names[kind];
}

void oom_report_clear(struct oom_report *report)
{
	*report = (struct oom_report){ .form = OOM_FORM_REPORT };
	report->time_us = report->request.pid = value_missing(VALUE_ABSENT);
	OOM_ABSENT(&report->request, mask, order);
	OOM_ABSENT(&report->request, vmalloc, stalled_ms);
	OOM_ABSENT(report, counter, counter);
	OOM_ABSENT(report, swap_free, cma_reserved);
	OOM_ABSENT(&report->memory_cgroup, memory, swap);
	OOM_ABSENT(&report->memory_cgroup, stat, stat);
	OOM_ABSENT(&report->victim, total_vm, rss_shmem);
	OOM_ABSENT(&report->userspace, pid, limit);
	OOM_ABSENT(&report->userspace, memory_used, swap_kill_limit);
}

void oom_report_free(struct oom_report *report)
{
	free(report->nodes);
	free(report->zones);
	free(report->hugepages);
	free(report->tasks);
	free(report->slabs);
}

void oom_reports_free(struct oom_reports *reports)
{
	for (size_t i = 0; i < reports->count; i++)
		oom_report_free(&reports->items[i]);
	free(reports->items);
	free(reports->text);
	*reports = (struct oom_reports){ .count = 0 };
}
