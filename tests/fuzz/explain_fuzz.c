/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text, explained: findings, balance, text and JSON must hold together. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "findings/machine_rules.h"
#include "render/explain/explain.h"
#include "support/fuzz.h"

static void check_findings(const struct evidence *evidence)
{
	struct findings findings;
	char sentence[2048];

	machine_judge(&findings, evidence);
	CHECK(findings.count == 0 || findings_headline(&findings));
	for (size_t i = 0; i < findings.count; i++) {
		const struct finding *finding = &findings.rows[i];

		CHECK(finding->severity > SEVERITY_NONE);
		CHECK(i == 0 || findings.rows[i - 1].severity >= finding->severity);
		CHECK(finding_sentence(sentence, sizeof(sentence), finding, FOR_MACHINES) <
			sizeof(sentence));
		CHECK(!strchr(sentence, '{'));
	}
}

static void check_balance(const struct balance *balance)
{
	uint64_t sum = (uint64_t)balance->unnamed;

	for (int term = 0; term < TERM_UNNAMED; term++)
		sum += value_or(balance->term[term], 0);
	CHECK(sum == balance->total);
}

typedef void print_function(struct sink *sink, const struct explained *explained);

static char *printed(print_function *print, const struct explained *explained)
{
	struct message message;
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);
	struct sink sink;

	CHECK(file);
	sink_open(&sink, file);
	print(&sink, explained);
	CHECK(sink_flush(&sink, &message) == STATUS_OK);
	sink_close(&sink);
	fclose(file);
	CHECK(strlen(text) == length);
	return text;
}

static void print_text(struct sink *sink, const struct explained *explained)
{
	explain_text(sink, explained, &(struct explain_style){ SCALE_AUTO, false });
}

static void print_comparison(struct sink *sink, const struct explained *explained)
{
	explain_compare_json(sink, explained, explained);
}

static void check_json(const char *text, const struct meminfo *meminfo)
{
	json_t *object = json_loads(text, 0, NULL);

	CHECK(object && strchr(text, '\n') == text + strlen(text) - 1);
	CHECK(!meminfo ||
		json_array_size(json_object_get(object, "fields")) >= meminfo->entry_count);
	json_decref(object);
}

/* Nothing of the input's bytes may steer a terminal. */
static void check_text(const char *text)
{
	for (; *text; text++)
		CHECK((unsigned char)*text >= 0x20 || *text == '\n');
}

static void check_part(const struct pasted *pasted, size_t part)
{
	struct evidence evidence, first;
	struct explained before = { .source = "-", .evidence = &first },
			 explained = { .source = "-", .evidence = &evidence, .before = &before };
	char *text, *json, *comparison;

	evidence_of_pasted(&evidence, pasted, part);
	evidence_of_pasted(&first, pasted, pasted->first);
	check_findings(&evidence);
	check_balance(&evidence.balance);
	text = printed(print_text, &explained);
	json = printed(explain_json, &explained);
	comparison = printed(print_comparison, &explained);
	check_text(text);
	check_json(json, evidence.meminfo);
	check_json(comparison, NULL);
	free(text);
	free(json);
	free(comparison);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);
	struct pasted pasted;

	CHECK(copy);
	memcpy(copy, data, size);
	if (pasted_parse(&pasted, copy, size) == STATUS_OK)
		for (size_t i = 0; i < pasted.count && i < 4; i++)
			check_part(&pasted, i);
	pasted_free(&pasted);
	free(copy);
	return 0;
}
