/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Event descriptors (eventfd): readable, and so heard by poll(2), from a ring until a hush. */
#ifndef MEMTOP_BASE_EVENT_H
#define MEMTOP_BASE_EVENT_H

#include <errno.h>
#include <sys/eventfd.h>

/* -1 with errno. */
static inline int event_new(void)
{
	return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

/* Leaves errno alone: a signal handler may ring. */
static inline void event_ring(int event)
{
	int error = errno;

	/* Full is as good as rung. */
	while (eventfd_write(event, 1) < 0 && errno == EINTR)
		;
	errno = error;
}

static inline void event_hush(int event)
{
	eventfd_t count;

	while (eventfd_read(event, &count) < 0 && errno == EINTR)
		;
}

#endif
