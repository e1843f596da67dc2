/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/report_error.h"

#include <stdio.h>

int report_error(const struct message *message, enum exit_status status)
{
	if (message->text[0])
		fprintf(stderr, "memtop: %s\n", message->text);
	return status;
}

int report_end(enum status status, const struct message *message)
{
	struct message shortage;

	if (status == STATUS_OK)
		return EXIT_DONE;
	if (status != STATUS_NO_MEMORY || message->text[0])
		return report_error(message, EXIT_FAILED);
	message_set(&shortage, "%s", status_text(status));
	return report_error(&shortage, EXIT_FAILED);
}
