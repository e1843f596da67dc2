/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "out/probe.h"

#define TITLE_COLUMNS 34

/* Pads by columns on the screen, which printf() does not count. */
static void title(FILE *out, const char *text)
{
	size_t width = utf8_width(text);

	fprintf(out, "  %s%*s", text, (int)(width < TITLE_COLUMNS ? TITLE_COLUMNS - width : 1), "");
}

static void line(FILE *out, const char *text, struct value value, enum unit unit)
{
	char figure[UNITS_SIZE];

	units_value(figure, value, unit, SCALE_AUTO);
	title(out, text);
	fprintf(out, "%8s\n", figure);
}

/* What the assessment's and the report's texts name may hold anything: a path, for one. */
static void detail(FILE *out, const char *text)
{
	char printable[512];

	if (!*text)
		return;
	utf8_printable(printable, sizeof printable, text, strlen(text), 0);
	fprintf(out, " (%s)", printable);
}

void probe_text_assessment(FILE *out, const struct probe_assessment *assessment)
{
	const struct probe_mode_row *mode = &probe_modes[assessment->mode];
	char sentence[1024];

	fprintf(out, "%s\n%s\n%s\n", _(mode->happens), _(mode->proves), _(mode->cost));
	if (assessment->mode == PROBE_PRESSURE) {
		probe_budget_sentence(sentence, sizeof sentence, assessment);
		fprintf(out, "%s\n", sentence);
	}
	if (!assessment->refusal)
		return;
	fprintf(out, "%s: %s", _("Refused"), _(assessment->refusal->text));
	detail(out, assessment->detail);
	fputc('\n', out);
}

static void text_checks(FILE *out, const struct probe_report *report)
{
	for (size_t i = 0; i < report->check_count; i++) {
		const struct probe_check *check = &report->checks[i];
		char left[UNITS_SIZE], right[UNITS_SIZE], tolerance[UNITS_SIZE];
		const char *relation = check->at_most ? "<=" : "=";

		units_bytes(left, check->left, SCALE_AUTO);
		units_bytes(right, check->right, SCALE_AUTO);
		units_bytes(tolerance, check->tolerance, SCALE_AUTO);
		title(out, _(check->title));
		if (check->made)
			fprintf(out, "%8s %s %s (+- %s)  %s\n", left, relation, right, tolerance,
				check->holds ? _("holds") : _("does not hold"));
		else
			fprintf(out, "%8s\n", _("not known here"));
	}
}

static void text_moved(FILE *out, const struct probe_report *report)
{
	fprintf(out, "%s\n", _("What moved"));
	line(out, _("asked for"), value_of(report->requested), UNIT_BYTES);
	line(out, _("touched"), value_of(report->touched), UNIT_BYTES);
	line(out, _("cache given up"), report->given_up, UNIT_BYTES);
	line(out, _("reclaimed by kswapd"), report->by_kswapd, UNIT_BYTES);
	line(out, _("reclaimed directly"), report->directly, UNIT_BYTES);
	line(out, _("swapped out"), report->swapped_out, UNIT_BYTES);
	line(out, _("free before"), report->free_before, UNIT_BYTES);
	line(out, _("free after"), report->free_after, UNIT_BYTES);
	line(out, _("  of it on per-CPU lists"), report->per_cpu_lists_after, UNIT_BYTES);
	line(out, _("returned as free"), report->returned, UNIT_BYTES);
	if (value_known(report->return_ns)) {
		title(out, _("time until it was free"));
		fprintf(out, "%7.2fs\n", (double)report->return_ns.n / 1e9);
	}
}

static void text_stayed(FILE *out, const struct probe_stayed *stayed)
{
	fprintf(out, "%s\n", _("What stayed in the cache, and why (parts may overlap)"));
	line(out, _("cache at the peak"), stayed->cache, UNIT_BYTES);
	line(out, _("shared memory"), stayed->shared_memory, UNIT_BYTES);
	line(out, _("locked, unevictable"), stayed->unevictable, UNIT_BYTES);
	line(out, _("mapped by programs"), stayed->mapped, UNIT_BYTES);
	line(out, _("dirty, being written"), stayed->dirty, UNIT_BYTES);
	line(out, _("protected by cgroups"), stayed->protected_groups, UNIT_BYTES);
}

static void text_cost(FILE *out, const struct probe_report *report)
{
	fprintf(out, "%s\n", _("What it cost"));
	line(out, _("allocation stalls"), report->allocation_stalls, UNIT_COUNT);
	title(out, _("all tasks waiting for memory"));
	if (value_known(report->pressure_full_us))
		fprintf(out, "%6.1fms\n", (double)report->pressure_full_us.n / 1e3);
	else
		fprintf(out, "%8s\n", units_placeholder(report->pressure_full_us.state));
	line(out, _("pages read again afterwards"), report->refaults_after, UNIT_COUNT);
	line(out, _("read from disks afterwards"), report->read_after, UNIT_BYTES);
	line(out, _("out-of-memory kills"), report->oom_kills, UNIT_COUNT);
}

void probe_text_report(FILE *out, const struct probe_report *report)
{
	char verdict[1024];

	probe_verdict(verdict, sizeof verdict, report);
	fprintf(out, "%s\n", verdict);
	if (report->outcome == PROBE_REFUSED)
		return;
	text_moved(out, report);
	fprintf(out, "%s\n", _("Does it add up?"));
	text_checks(out, report);
	text_stayed(out, &report->stayed);
	text_cost(out, report);
	fprintf(out, "%s\n", _("This says nothing about leaks inside a process, and nothing about cache "
		"that did not move."));
}
