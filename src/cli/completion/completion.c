/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/completion/completion.h"

#include <string.h>

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
