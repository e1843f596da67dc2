/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/completion/completion.h"

#include <string.h>

#include "cli/options.h"
#include "derive/kernel/cache_groups.h"

const struct completion_row completion_rows[] = {
	{ "bash", completion_bash },
	{ "zsh", completion_zsh },
	{ "fish", completion_fish },
	{ NULL, NULL },
};

const struct completion_row *completion_find(const char *shell)
{
	for (const struct completion_row *row = completion_rows; row->shell; row++)
		if (strcmp(row->shell, shell) == 0)
			return row;
	return NULL;
}

static const char *word_of(const struct option_row *row, size_t i)
{
	switch (option_form(row)->completes) {
	case COMPLETES_WORDS:
		return row->setting->words[i].name;
	case COMPLETES_GROUPINGS:
		return i < CACHE_GROUPINGS ? cache_grouping_keys[i] : NULL;
	default:
		return NULL;
	}
}

bool completion_has_words(const struct option_row *row)
{
	return word_of(row, 0) != NULL;
}

void completion_words(FILE *file, const struct option_row *row)
{
	const char *word;

	for (size_t i = 0; (word = word_of(row, i)) != NULL; i++)
		fprintf(file, "%s%s", i > 0 ? " " : "", word);
}
