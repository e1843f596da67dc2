/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How an operation ended.  Functions that can fail return one of these and hand their result back
 * through a pointer; nothing below main, out and ui prints or exits.
 */
#ifndef MEMTOP_BASE_STATUS_H
#define MEMTOP_BASE_STATUS_H

#include <stdbool.h>

/* By which clang tells where one is ignored: make statuses. */
#ifndef STATUS_ATTRIBUTE
#define STATUS_ATTRIBUTE
#endif

enum STATUS_ATTRIBUTE status {
	STATUS_OK,
	STATUS_ABSENT,    /* this kernel, machine or file has no such thing */
	STATUS_DENIED,    /* permission */
	STATUS_GONE,      /* the process, file or cgroup ended meanwhile */
	STATUS_MALFORMED, /* text that does not have the form it should have */
	STATUS_NO_MEMORY,
	STATUS_NO_DESCRIPTORS, /* as many files are open as may be */
	STATUS_NO_THREAD,    /* as many threads run as may, or there is no memory for one's stack */
	STATUS_FAILED,       /* an I/O error; errno says which, where errno is known */
	STATUS_REFUSED,      /* it could be done, but would not be safe or allowed */
	STATUS_UNANSWERED,   /* what knows it was waited for in vain */
	STATUS_TOO_LARGE,    /* reading it would take more time or memory than is allowed for it */
	STATUS_NOT_RECORDED, /* what is looked at comes out of a record, which does not have it */
};

/* The status that an errno value of open(2), read(2) or stat(2) under /proc or /sys stands for. */
enum status status_from_errno(int error);

/* This process lacked for something that it may have the next time: memory, descriptors or threads. */
static inline bool status_is_shortage(enum status status)
{
	return status == STATUS_NO_MEMORY || status == STATUS_NO_DESCRIPTORS ||
	       status == STATUS_NO_THREAD;
}

/* A short phrase in the user's language, static storage: "permission denied". */
const char *status_text(enum status status);

/*
 * A message for the user, filled by a function that fails for a reason worth a sentence: what was
 * tried, on what, why it failed, what to do.  Already translated; no newline at its end.
 */
struct message {
	char text[512];
};

/* Formats into message as printf does; a NULL message is allowed and ignored.  Cuts at its size. */
void message_set(struct message *message, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
