/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/report_error.h"

#include <stdio.h>

int report_error(const struct message *message, enum exit_status status)
{
	if (message->text[0])
		fprintf(stderr, "memtop: %s\n", message->text);
	return status;
}
