/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/system/psi.h"

#include "base/macros.h"
#include "base/text.h"

/* "12.34" as hundredths. */
static bool parse_percent(struct text text, uint64_t *hundredths)
{
	struct text whole = text_next_field(&text, '.');
	uint64_t units, rest;

	if (text.length != 2 || !text_to_number(whole, &units) || !text_to_number(text, &rest))
		return false;
	if (units > 1000)
		return false;
	*hundredths = units * 100 + rest;
	return true;
}

/* One "name=value" of a line. */
static bool take_item(struct psi_line *line, struct text item)
{
	struct text name = text_next_field(&item, '=');
	const struct {
		const char *name;
		struct value *value;
	} averages[] = {
		{ "avg10", &line->average_10 },
		{ "avg60", &line->average_60 },
		{ "avg300", &line->average_300 },
	};
	uint64_t n;

	if (text_equals(name, "total")) {
		if (!text_to_number(item, &n))
			return false;
		line->total = value_of(n);
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(averages); i++) {
		if (!text_equals(name, averages[i].name))
			continue;
		if (!parse_percent(item, &n))
			return false;
		*averages[i].value = value_of(n);
		return true;
	}
	return true; /* newer kernels may add items */
}

enum status psi_parse(struct psi *psi, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	bool any = false;

	values_fill(psi, sizeof(*psi), VALUE_ABSENT);
	while (text_next_line(&rest, &line)) {
		struct text word = text_next_word(&line);
		struct psi_line *target = text_equals(word, "some")   ? &psi->some
					  : text_equals(word, "full") ? &psi->full
								      : NULL;

		if (!target)
			continue;
		while ((word = text_next_word(&line)).length > 0) {
			if (!take_item(target, word))
				return STATUS_MALFORMED;
			any = true;
		}
	}
	return any ? STATUS_OK : STATUS_MALFORMED;
}
