/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/damage.h"

#include "cli/report_error.h"

void report_damage(struct record *record)
{
	struct message message = { "" };

	if (record && record_is_damaged(record, &message))
		report_error(&message, EXIT_DONE);
}
