/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text: its parts are bounded, one of them is chosen, and the clean text is not longer. */
#include "check.h"
#include "parse/pasted/clean.h"
#include "parse/pasted/pasted.h"
#include "support/fuzz.h"

static void check_part(const struct pasted *pasted, const struct meminfo *part)
{
	CHECK(part->tool == pasted->kind);
	CHECK(part->supplement != PASTED_MEMINFO || part->entry_total + part->malformed_total > 0);
	for (size_t i = 0; i < part->entry_count; i++)
		CHECK(part->entries[i].field < MEMINFO_FIELD_COUNT);
	CHECK(!value_known(part->overcommit_mode) || part->overcommit_mode.n <= 2);
}

static void check_chosen(const struct pasted *pasted)
{
	CHECK(pasted->count > 0 && pasted->count <= pasted->total);
	CHECK(pasted->count <= PASTED_PARTS_MAX);
	CHECK(pasted->first <= pasted->chosen && pasted->chosen < pasted->count);
	CHECK(pasted->one_machine || pasted->chosen == pasted->first);
	for (size_t i = 0; i < pasted->count; i++)
		check_part(pasted, &pasted->parts[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct pasted pasted;
	enum status status;

	CHECK(text);
	CHECK(pasted_clean(text, (const char *)data, size) <= size);
	memcpy(text, data, size);
	status = pasted_parse(&pasted, text, size);
	CHECK(status == STATUS_OK || status == STATUS_MALFORMED);
	CHECK(pasted.kind < PASTED_KIND_COUNT);
	if (status == STATUS_OK)
		check_chosen(&pasted);
	pasted_free(&pasted);
	free(text);
	return 0;
}
