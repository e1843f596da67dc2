/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A condition of any user's: no crash, a message for each failure, and its text means the same again. */
#include <stdlib.h>
#include <string.h>

#include "support/fuzz.h"
#include "views/check/condition.h"

static bool is_same(const struct check_term *a, const struct check_term *b)
{
	return a->kind == b->kind && strcmp(a->name, b->name) == 0 &&
	       (a->whole != NULL) == (b->whole != NULL) && a->own == b->own && a->unit == b->unit &&
	       a->comparison == b->comparison && a->level == b->level;
}

static void check_again(const struct check_condition *condition, const struct check_names *names)
{
	struct check_condition again;
	struct message message = { "" };

	if (condition->term_count == 0 || condition->term_count > CHECK_TERMS_MOST ||
		condition_parse(&again, condition->text, names, &message) != STATUS_OK ||
		again.term_count != condition->term_count ||
		again.for_seconds != condition->for_seconds)
		abort();
	for (size_t i = 0; i < again.term_count; i++)
		if (!is_same(&again.terms[i], &condition->terms[i]))
			abort();
	(void)condition_cost(&again);
	condition_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct check_condition condition;
	struct message message = { "" };
	struct check_names names;
	char *words = malloc(size + 1);
	enum status status = check_names_load(&names);

	if (!words || status != STATUS_OK)
		abort();
	if (size)
		memcpy(words, data, size);
	words[size] = '\0';
	status = condition_parse(&condition, words, &names, &message);
	if (status == STATUS_OK)
		check_again(&condition, &names);
	else if (status != STATUS_MALFORMED || !message.text[0])
		abort();
	condition_free(&condition);
	check_names_free(&names);
	free(words);
	return 0;
}
