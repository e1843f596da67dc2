/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is found in each meminfo of tests/fixtures/meminfo, and, for every third of them, what would be
 * found if one of its lines were 0, half, twice as much or missing, held against
 * tests/fixtures/records/machine.txt.
 * After a change of a rule or a term of the balance one sees here which findings it changes.  After
 * looking at them:
 *	MEMTOP_RECORD=tests/fixtures/records/machine.txt build/tests/findings/machine_record_test
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "findings/machine_rules.h"
#include "parse/pasted/pasted.h"
#include "support/fixture.h"
#include "support/record.h"

static void print_findings(FILE *out, const struct findings *findings)
{
	char text[2048];

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->rows[i];

		finding_sentence(text, sizeof(text), finding, FOR_MACHINES);
		fprintf(out, "%s %s: %s\n", severity_name(finding->severity), finding->rule->name,
			text);
	}
}

static void print_balance(FILE *out, const struct balance *balance)
{
	fprintf(out, "balance %d", balance->state);
	for (int term = 0; term < TERM_COUNT; term++)
		if (value_known(balance->term[term]))
			fprintf(out, " %" PRId64, balance->term[term].n);
	fputs("\n", out);
}

/* What is found in a text; the names of the rules that fire go into rules. */
static char *described(const char *text, char *rules, size_t size)
{
	struct findings findings = { .count = 0 };
	struct evidence evidence;
	struct pasted pasted;
	char *copy = strdup(text), *description = NULL;
	size_t length;
	FILE *out = open_memstream(&description, &length);

	assert_non_null(copy);
	rules[0] = '\0';
	if (pasted_parse(&pasted, copy, strlen(copy)) == STATUS_OK) {
		evidence_of_pasted(&evidence, &pasted, pasted.chosen);
		machine_judge(&findings, &evidence);
		print_balance(out, &evidence.balance);
		print_findings(out, &findings);
		for (size_t i = 0; i < findings.count && strlen(rules) + 40 < size; i++)
			snprintf(rules + strlen(rules), size - strlen(rules), " %s",
				findings.rows[i].rule->name);
		pasted_free(&pasted);
	}
	fclose(out);
	free(copy);
	return description;
}

static uint32_t hash_of(const char *text)
{
	uint32_t hash = 2166136261;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619;
	return hash;
}

enum change { TO_NOTHING, TO_HALF, TO_TWICE, TO_MISSING, CHANGES };

/* The text with one line changed; free() it.  NULL: the line has no figure. */
static char *changed(const char *text, size_t start, size_t length, enum change change)
{
	const char *colon = memchr(text + start, ':', length);
	size_t size, digits;
	char *made = NULL;
	uint64_t number;
	FILE *out;

	if (!colon)
		return NULL;
	digits = (size_t)(colon + 1 - text);
	digits += strspn(text + digits, " \t");
	if (!isdigit((unsigned char)text[digits]))
		return NULL;
	number = strtoull(text + digits, NULL, 10);
	out = open_memstream(&made, &size);
	fwrite(text, 1, change == TO_MISSING ? start : digits, out);
	if (change == TO_MISSING)
		fputs(text + start + length + (text[start + length] == '\n'), out);
	else
		fprintf(out, "%" PRIu64 "%s",
			change == TO_NOTHING ? 0
			: change == TO_HALF  ? number / 2
					     : number * 2,
			text + digits + strspn(text + digits, "0123456789"));
	fclose(out);
	return made;
}

static void record_line(FILE *out, const char *text, size_t start, size_t length)
{
	char rules[1024];

	if (!memchr(text + start, ':', length))
		return;
	fprintf(out, "%.*s", (int)strcspn(text + start, ":"), text + start);
	for (int change = 0; change < CHANGES; change++) {
		char *made = changed(text, start, length, (enum change)change);
		char *description = made ? described(made, rules, sizeof(rules)) : NULL;

		fprintf(out, " %08" PRIx32, description ? hash_of(description) : 0);
		free(description);
		free(made);
	}
	fputs("\n", out);
}

static void record_text(FILE *out, const char *name, bool lines)
{
	char path[256], rules[1024];
	size_t size;
	char *text, *description;

	snprintf(path, sizeof(path), "meminfo/%s.txt", name);
	text = fixture_read(path, &size);
	description = described(text, rules, sizeof(rules));
	fprintf(out, "\n== %s\n%s", name, description);
	for (size_t at = 0; lines && text[at]; at += strcspn(text + at, "\n") + 1) {
		size_t length = strcspn(text + at, "\n");

		record_line(out, text, at, length);
		if (!text[at + length])
			break;
	}
	free(description);
	free(text);
}

static void findings_are_as_recorded(void **state)
{
	size_t size, length, count = 0;
	char *table = fixture_read("meminfo/INDEX.tsv", &size), *made = NULL;
	struct text rest = text_of(table, size), line;
	FILE *out = open_memstream(&made, &length);

	(void)state;
	fprintf(out, "What is found in each text; see tests/findings/machine_record_test.c.\n");
	while (text_next_line(&rest, &line)) {
		struct text name = text_next_field(&line, '\t');
		char string[128];

		if (name.length == 0 || text_equals(name, "name"))
			continue;
		snprintf(string, sizeof(string), "%.*s", (int)name.length, name.at);
		record_text(out, string, count++ % 3 == 0);
	}
	fclose(out);
	assert_true(count > 40);
	record_compare("records/machine.txt", made);
	free(made);
	free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(findings_are_as_recorded),
	};

	return cmocka_run_group_tests_name("findings/machine_record", tests, NULL, NULL);
}
