/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text, explained: findings, balance, text and JSON must hold together. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "findings/machine_rules.h"
#include "render/render.h"
#include "support/fuzz.h"
#include "views/explain/explain.h"

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

typedef void print_function(struct sink *sink, const struct document *document);

static char *printed(print_function *print, struct document *document)
{
	struct message message;
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);
	struct sink sink;

	CHECK(file && document && document_status(document) == STATUS_OK);
	sink_open(&sink, file);
	print(&sink, document);
	CHECK(sink_flush(&sink, &message) == STATUS_OK);
	sink_close(&sink);
	fclose(file);
	CHECK(strlen(text) == length);
	return text;
}

static void print_text(struct sink *sink, const struct document *document)
{
	render_text(sink, document, &(struct text_form){ .scale = SCALE_AUTO, .ascii = false });
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

/* All that there is to say of any line fits where the screen keeps it. */
static void check_lines(const struct document *document)
{
	const struct document_table *table = document_main_table(document, ON_SCREEN);
	char text[4096];

	for (size_t row = 0; row < table->row_count; row++)
		CHECK(table->describe(table->context, row, ON_SCREEN, text, sizeof(text)) <
			sizeof(text));
}

static void check_document(const struct saved_meminfo *saved, size_t part)
{
	const struct explain_request request = { .shown = { .saved = saved, .part = part },
		.before = meminfo_source_first(saved) };
	struct document *document = explain_document(&request);
	char *text = printed(print_text, document), *json = printed(render_json, document);

	check_text(text);
	check_json(json, &saved->pasted.parts[part]);
	check_lines(document);
	free(text);
	free(json);
	document_free(document);
}

static void check_comparison(const struct saved_meminfo *saved, size_t part)
{
	const struct meminfo_source before = meminfo_source_first(saved),
				    after = { .saved = saved, .part = part };
	struct document *document = explain_comparison(&before, &after, SCALE_AUTO);
	char *text = printed(print_text, document), *json = printed(render_json, document);

	check_text(text);
	check_json(json, NULL);
	free(text);
	free(json);
	document_free(document);
}

static void check_part(const struct saved_meminfo *saved, size_t part)
{
	struct evidence evidence;

	evidence_of_pasted(&evidence, &saved->pasted, part);
	check_findings(&evidence);
	check_balance(&evidence.balance);
	check_document(saved, part);
	check_comparison(saved, part);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);
	struct saved_meminfo saved = { .name = "-" };
	struct pasted *pasted = &saved.pasted;

	CHECK(copy);
	memcpy(copy, data, size);
	if (pasted_parse(pasted, copy, size) == STATUS_OK)
		for (size_t i = 0; i < pasted->count && i < 4; i++)
			check_part(&saved, i);
	pasted_free(pasted);
	free(copy);
	return 0;
}
