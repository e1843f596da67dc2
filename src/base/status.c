/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"

static const struct {
	int error;
	enum status status;
} error_rows[] = {
	{ 0, STATUS_OK },
	{ ENOENT, STATUS_ABSENT },
	{ ENOTDIR, STATUS_ABSENT },
	{ ENOSYS, STATUS_ABSENT },
	{ EOPNOTSUPP, STATUS_ABSENT }, /* /proc/pressure with psi=0 */
	{ EACCES, STATUS_DENIED },
	{ EPERM, STATUS_DENIED },
	{ ESRCH, STATUS_GONE },  /* a process that ended under an open descriptor */
	{ ENODEV, STATUS_GONE }, /* a cgroup that was removed under one */
	{ ENOMEM, STATUS_NO_MEMORY },
	{ EMFILE, STATUS_NO_DESCRIPTORS },
	{ ENFILE, STATUS_NO_DESCRIPTORS },
};

enum status status_from_errno(int error)
{
	for (size_t i = 0; i < COUNT_OF(error_rows); i++) {
		if (error_rows[i].error == error)
			return error_rows[i].status;
	}
	return STATUS_FAILED;
}

static const char *const status_texts[] = {
	[STATUS_OK] = N_("success"),
	[STATUS_ABSENT] = N_("not available here"),
	[STATUS_DENIED] = N_("permission denied"),
	[STATUS_GONE] = N_("it has ended"),
	[STATUS_MALFORMED] = N_("not in the expected form"),
	[STATUS_NO_MEMORY] = N_("out of memory"),
	[STATUS_NO_DESCRIPTORS] = N_("too many open files (ulimit -n raises the limit)"),
	[STATUS_NO_THREAD] =
		N_("no thread could be started (see ulimit -u and -v, and pids.max of the cgroup)"),
	[STATUS_FAILED] = N_("input/output error"),
	[STATUS_REFUSED] = N_("refused"),
	[STATUS_UNANSWERED] = N_("no answer in time"),
	[STATUS_TOO_LARGE] = N_("not examined: too large (limit)"),
	[STATUS_NOT_RECORDED] = N_("not recorded"),
};

const char *status_text(enum status status)
{
	size_t count = COUNT_OF(status_texts);

	return _(status_texts[(size_t)status < count ? status : STATUS_FAILED]);
}

/* Takes the beginning of a character off the end of text that vsnprintf cut inside it. */
static void drop_partial_character(char *text)
{
	size_t length = strlen(text), start = length;

	while (start > 0 && length - start < 3 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start > 0 && (unsigned char)text[start - 1] >= 0xc0)
		start--;
	if (start < length) {
		uint32_t code;

		utf8_decode(text + start, length - start, &code);
		if (code == UINT32_MAX)
			text[start] = '\0';
	}
}

void message_set(struct message *message, const char *format, ...)
{
	va_list arguments;
	int needed;

	if (!message)
		return;
	va_start(arguments, format);
	needed = vsnprintf(message->text, sizeof(message->text), format, arguments);
	va_end(arguments);
	if (needed < 0)
		message->text[0] = '\0';
	else if ((size_t)needed >= sizeof(message->text))
		drop_partial_character(message->text);
}
