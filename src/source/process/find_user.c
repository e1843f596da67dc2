/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/process/find_user.h"

#include <errno.h>
#include <pwd.h>

#include "base/apart/child.h"
#include "base/clock.h"

#define PATIENCE_NS (2 * NS_PER_SECOND)

enum user_answer { USER_UNKNOWN, USER_KNOWN };

static void look_up_user(void *context, int socket)
{
	enum user_answer answer = getpwnam(context) ? USER_KNOWN : USER_UNKNOWN;

	child_send(socket, &answer, sizeof(answer), -1);
}

enum status find_user(const char *name, bool *known)
{
	enum user_answer answer = USER_UNKNOWN;
	int descriptor = -1;
	struct child child;
	enum status status = child_begin(&child, look_up_user, (void *)(uintptr_t)name);

	if (status != STATUS_OK)
		return status_from_errno(errno);
	status = child_receive(&child, &answer, sizeof(answer), &descriptor, PATIENCE_NS);
	child_leave(&child);
	*known = answer == USER_KNOWN;
	return status;
}
