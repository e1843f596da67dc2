/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/put.h"

#include <string.h>

#include "base/i18n.h"

#define SENTENCE_SIZE 2048
#define FIGURES_MOST  16

static const enum emphasis emphases[] = {
	[SEVERITY_NONE] = EMPHASIS_NONE,
	[SEVERITY_OK] = EMPHASIS_FINE,
	[SEVERITY_NOTE] = EMPHASIS_NOTE,
	[SEVERITY_WARNING] = EMPHASIS_WARNING,
	[SEVERITY_CRITICAL] = EMPHASIS_CRITICAL,
};

static const char *copied(struct document *document, const char *text)
{
	const char *copy = document_copy(document, text, strlen(text) + 1);

	return copy ? copy : "";
}

static const char *sentence_of(struct document *document, const struct finding *finding,
	enum audience audience)
{
	char text[SENTENCE_SIZE];

	finding_sentence(text, sizeof(text), finding, audience);
	return copied(document, text);
}

static const char *advice_of(struct document *document, const struct finding *finding,
	enum audience audience)
{
	char text[SENTENCE_SIZE];

	finding_advice(text, sizeof(text), finding, audience);
	return copied(document, text);
}

/* What leads to it, in two lines. */
static const char *explanation_of(struct document *document, const struct finding *finding)
{
	const struct subject *subject = finding->facts.subject;
	char sources[1024], condition[1024];

	rule_sources(sources, sizeof(sources), finding->rule, subject);
	rule_condition(condition, sizeof(condition), finding->rule, subject);
	return document_format(document, "%s%s\n%s%s\n", _("Based on: "), sources, _("Rule: "),
		condition);
}

static struct datum datum_of_figure(struct document *document, const struct figure_value *value)
{
	if (value->unit == UNIT_TEXT && value->text)
		return datum_of_string(copied(document, value->text));
	return datum_of(value->value);
}

static void put_figures(struct document *document, const struct finding *finding,
	struct document_finding *out)
{
	struct document_finding_figure figures[FIGURES_MOST];
	struct figure_value value;
	char key[FIGURE_KEY_SIZE];
	size_t count = 0;

	while (count < FIGURES_MOST && finding_figure(finding, count, key, &value)) {
		figures[count] =
			(struct document_finding_figure){ document_format(document, "%s", key),
				datum_of_figure(document, &value), value.unit };
		count++;
	}
	out->figures = document_copy(document, figures, count * sizeof(figures[0]));
	out->figure_count = out->figures ? count : 0;
}

const struct document_finding *findings_say(struct document *document,
	const struct findings *findings)
{
	struct document_finding said[FINDINGS_MOST];

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->rows[i];
		bool advised = finding_advised(finding);

		said[i] = (struct document_finding){
			.rule = finding->rule->name,
			.severity = severity_name(finding->severity),
			.view = advised ? finding->rule->view : NULL,
			.action = advised ? finding->rule->action : NULL,
			.sentence = sentence_of(document, finding, FOR_MACHINES),
			.advice = advice_of(document, finding, FOR_MACHINES),
			.said = sentence_of(document, finding, FOR_PEOPLE),
			.advised = advice_of(document, finding, FOR_PEOPLE),
			.explanation = explanation_of(document, finding),
			.emphasis = finding->rule->closer ? EMPHASIS_FAINT
							  : emphases[finding->severity],
			.closer = finding->rule->closer,
		};
		put_figures(document, finding, &said[i]);
	}
	return document_copy(document, said, findings->count * sizeof(said[0]));
}

void findings_put(struct document *document, const struct findings *findings, bool for_people)
{
	document_findings(document, findings_say(document, findings), findings->count, for_people);
}

void findings_put_headlines(struct document *document, const struct findings *findings)
{
	const struct finding *headlines[HEADLINES_MOST];
	struct findings first = { .count = findings_headlines(headlines, findings) };

	for (size_t i = 0; i < first.count; i++)
		first.rows[i] = *headlines[i];
	document_headlines(document, findings_say(document, &first), first.count);
}
