/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/completion/completion.h"
#include "document/figure_path.h"
#include "findings/finding.h"
#include "views/check/names.h"

/* What a term begins with, and what it is behind, where that is no figure's or finding's name. */
static const char *const other_words[] = { "warning:", "critical:", "growth(", "process(", "for",
	NULL };

enum status completion_conditions(FILE *file, const char *quote)
{
	struct check_names names;
	enum status status = check_names_load(&names);
	const char *rule;

	for (size_t i = 0; other_words[i]; i++)
		fprintf(file, " %s%s%s", quote, other_words[i], quote);
	for (size_t i = 0; i < names.count; i++) {
		char name[FIGURE_PATH_SIZE];

		check_name_shorten(name, sizeof(name), &names, &names.rows[i]);
		fprintf(file, " %s%s%s", quote, name, quote);
	}
	check_names_free(&names);
	for (size_t i = 0; (rule = check_rule(i)) != NULL; i++)
		fprintf(file, " %sfinding:%s%s", quote, rule, quote);
	return status;
}
