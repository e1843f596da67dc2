/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/signal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fcntl.h>

#include "base/i18n.h"
#include "base/text.h"
#include "sample/process/signal_name.h"
#include "source/file.h"
#include "source/other_root.h"

#define FIELDS_FROM_STATE_TO_START 19 /* stat's field 3 is the state, 22 the start time */

/* The start time from the text of stat; comm may hold anything, so count from its last ')'. */
static enum status parse_start(uint64_t *start_ticks, const char *text, size_t length)
{
	const char *end = memrchr(text, ')', length);
	struct text rest, word = { 0 };

	if (!end)
		return STATUS_MALFORMED;
	rest = text_of(end + 1, length - (size_t)(end + 1 - text));
	for (int i = 0; i <= FIELDS_FROM_STATE_TO_START; i++)
		word = text_next_word(&rest);
	return text_to_number(word, start_ticks) ? STATUS_OK : STATUS_MALFORMED;
}

static enum status read_start(uint64_t *start_ticks, pid_t pid)
{
	struct file_buffer buffer = { 0 };
	char path[32];
	enum status status;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	status = file_read(&buffer, AT_FDCWD, path);
	if (status == STATUS_OK)
		status = parse_start(start_ticks, buffer.text, buffer.length);
	file_buffer_free(&buffer);
	return status == STATUS_ABSENT ? STATUS_GONE : status;
}

/*
 * The pidfd comes first and the start time is compared behind it: from then on the descriptor can
 * only mean the process whose start time was read, or one that has ended.
 */
static enum status open_process(int *descriptor, pid_t pid, uint64_t start_ticks)
{
	uint64_t found;
	enum status status;

	if (!pids_are_ours())
		return STATUS_REFUSED;
	*descriptor = (int)syscall(SYS_pidfd_open, pid, 0);
	if (*descriptor < 0)
		return errno == ENOSYS  ? STATUS_ABSENT
		       : errno == ESRCH ? STATUS_GONE
					: status_from_errno(errno);
	status = read_start(&found, pid);
	if (status == STATUS_OK && found != start_ticks)
		status = STATUS_GONE;
	return status;
}

static void describe(struct message *message, enum status status, pid_t pid, int signal_number)
{
	const char *name = signal_name(signal_number);

	switch (status) {
	case STATUS_OK:
		message_set(message, _("process %d: SIG%s sent"), (int)pid, name ? name : "?");
		break;
	case STATUS_GONE:
		message_set(message, _("process %d: has ended already; nothing was sent"),
			(int)pid);
		break;
	case STATUS_DENIED:
		message_set(message,
			_("process %d: SIG%s: permission denied (it is another user's)"), (int)pid,
			name ? name : "?");
		break;
	case STATUS_REFUSED:
		message_set(message,
			_("process %d: nothing sent: this /proc is not of memtop's own PID namespace"),
			(int)pid);
		break;
	case STATUS_ABSENT:
		message_set(message,
			_("process %d: nothing sent: this kernel has no pidfd (Linux 5.3 or later has)"),
			(int)pid);
		break;
	default:
		message_set(message, _("process %d: SIG%s: %s"), (int)pid, name ? name : "?",
			status_text(status));
	}
}

enum status process_signal(pid_t pid, uint64_t start_ticks, int signal_number,
	struct message *message)
{
	int descriptor = -1;
	enum status status = open_process(&descriptor, pid, start_ticks);

	if (status == STATUS_OK &&
		syscall(SYS_pidfd_send_signal, descriptor, signal_number, NULL, 0) != 0)
		status = errno == ESRCH ? STATUS_GONE : status_from_errno(errno);
	if (descriptor >= 0)
		close(descriptor);
	describe(message, status, pid, signal_number);
	return status;
}
