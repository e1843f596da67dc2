/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/verdict.h"

#include <string.h>

#include "base/i18n.h"
#include "findings/figures.h"

static const struct {
	const char *name, *title;
} severities[] = {
	[SEVERITY_NONE] = { "none", N_("none") },
	[SEVERITY_OK] = { "ok", N_("ok") },
	[SEVERITY_NOTE] = { "note", N_("note") },
	[SEVERITY_WARNING] = { "warning", N_("warning") },
	[SEVERITY_CRITICAL] = { "critical", N_("critical") },
};

const char *severity_name(enum severity severity)
{
	return severities[severity].name;
}

const char *severity_title(enum severity severity)
{
	return severities[severity].title;
}

static bool applies(const struct rule *rule, const struct evidence *evidence)
{
	bool trusted = evidence->origin.kind == ORIGIN_KERNEL &&
		       evidence->balance.state != BALANCE_FOREIGN;

	return (!rule->live || evidence->system) && (rule->any_origin || trusted);
}

/* Behind its equals, so that the table's order holds within a severity. */
static void insert(struct verdict *verdict, const struct finding *finding)
{
	size_t at = verdict->count;

	if (verdict->count == VERDICT_MAX)
		return;
	for (; at > 0 && verdict->findings[at - 1].severity < finding->severity; at--)
		verdict->findings[at] = verdict->findings[at - 1];
	verdict->findings[at] = *finding;
	verdict->count++;
}

void verdict_judge(struct verdict *verdict, const struct evidence *evidence)
{
	verdict->count = 0;
	for (const struct rule *rule = verdict_rules; rule->name; rule++) {
		struct judgement judgement;

		if (!applies(rule, evidence))
			continue;
		judgement = rule->judge(evidence);
		if (judgement.severity != SEVERITY_NONE)
			insert(verdict, &(struct finding){ rule, judgement.severity,
						rule->sentences[judgement.sentence] });
	}
}

const struct finding *verdict_headline(const struct verdict *verdict)
{
	if (verdict->count == 0)
		return NULL;
	if (verdict->findings[0].severity < SEVERITY_WARNING)
		for (size_t i = 0; i < verdict->count; i++)
			if (verdict->findings[i].severity == SEVERITY_OK)
				return &verdict->findings[i];
	return &verdict->findings[0];
}

const struct finding *verdict_find(const struct verdict *verdict, const char *rule)
{
	for (size_t i = 0; i < verdict->count; i++)
		if (strcmp(verdict->findings[i].rule->name, rule) == 0)
			return &verdict->findings[i];
	return NULL;
}

size_t verdict_sentence(char *out, size_t size, const struct finding *finding,
	const struct evidence *evidence, bool translated)
{
	return figures_fill(out, size, translated ? _(finding->sentence) : finding->sentence,
		evidence);
}

enum severity verdict_of_system(char *out, size_t size, const struct system_sample *system)
{
	const struct finding *headline;
	struct evidence evidence;
	struct verdict verdict;

	out[0] = '\0';
	if (system->meminfo_status != STATUS_OK)
		return SEVERITY_NONE;
	evidence_of_system(&evidence, system);
	verdict_judge(&verdict, &evidence);
	headline = verdict_headline(&verdict);
	if (!headline)
		return SEVERITY_NONE;
	verdict_sentence(out, size, headline, &evidence, true);
	return headline->severity;
}
