/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/record/meminfo_log_file.h"

#include <sys/stat.h>

#include "base/apart/named_file.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "cli/commands.h"
#include "store/meminfo_record.h"

void meminfo_log_file_close(struct meminfo_log_file *log)
{
	meminfo_log_free(&log->log);
	saved_file_free(&log->file);
}

/* Its writer may never come.  What a shell pipes into memtop has one. */
static bool is_fifo(const char *path)
{
	struct stat about;

	return !named_file_is_own_descriptor(path) && stat(path, &about) == 0 &&
	       S_ISFIFO(about.st_mode);
}

enum status meminfo_log_file_open(struct meminfo_log_file *log, const char *path,
	struct message *message)
{
	struct message unread = { "" };
	enum status status;

	*log = (struct meminfo_log_file){ .log = { .entries = NULL } };
	if (is_fifo(path))
		return STATUS_MALFORMED;
	status = saved_file_read(&log->file, path, &unread);
	if (status == STATUS_OK)
		status = meminfo_log_parse(&log->log, text_of(log->file.text, log->file.length));
	if (status_is_shortage(status)) {
		*message = unread;
		return status;
	}
	if (status == STATUS_OK && log->log.count == 0)
		message_set(message,
			_("%s: the meminfos in it have no date before them (memtop explain "
			  "compares the first with the last)"),
			path);
	if (status != STATUS_OK || log->log.count == 0)
		return STATUS_MALFORMED;
	if (log->file.partly) {
		message_set(&unread, _("%s: only the first 4 MiB of meminfos were read"), path);
		report_error(&unread, EXIT_DONE);
	}
	return STATUS_OK;
}

enum status meminfo_log_file_find(const struct meminfo_log_file *log, const char *time, size_t *at,
	struct message *message)
{
	struct moment moment;
	enum status status =
		moment_parse(&moment, time, (int64_t)clock_now_ns(CLOCK_REALTIME), message);

	return status == STATUS_OK ? meminfo_record_find(&log->log, &moment, at, message) : status;
}
