/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record_file.h"

#include "base/clock.h"
#include "base/moment.h"

const char *record_file_name(const struct options *options)
{
	if (options->file)
		return options->file;
	if (options->command == COMMAND_RECORD && options->word_count)
		return options->words[0];
	return RECORD_FILE_DEFAULT;
}

enum status record_file_find(struct record *record, const char *time, int64_t *sequence,
	struct message *message)
{
	struct moment moment;
	enum status status =
		moment_parse(&moment, time, (int64_t)clock_now_ns(CLOCK_REALTIME), message);

	if (status != STATUS_OK)
		return status;
	switch (moment.kind) {
	case MOMENT_START:
		return record_find_start(record, sequence, message);
	case MOMENT_BOOT:
		return record_find_boot(record, sequence, message);
	case MOMENT_TIME:
		break;
	}
	return record_find(record, moment.wall_ns, sequence, message);
}
