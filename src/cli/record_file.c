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

const char *record_file_beside(const struct options *options)
{
	return options->root && !options->file ? NULL : record_file_name(options);
}

const char *record_file_time(const struct options *options)
{
	if (options->at)
		return options->at;
	if (options->command != COMMAND_REPLAY)
		return NULL;
	return options->word_count ? options->words[0] : "now";
}

enum status record_file_find(struct record *record, const char *time, int64_t *sequence,
	struct message *message)
{
	struct moment moment;
	enum status status =
		moment_parse(&moment, time, (int64_t)clock_now_ns(CLOCK_REALTIME), message);

	return status == STATUS_OK ? record_find_moment(record, &moment, sequence, message)
				   : status;
}
