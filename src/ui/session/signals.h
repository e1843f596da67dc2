/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals as events of the loop, whichever thread they hit; and the restoring of the terminal when
 * the program crashes.
 */
#ifndef MEMTOP_UI_SESSION_SIGNALS_H
#define MEMTOP_UI_SESSION_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#include "base/status.h"

enum signal_event { EVENT_RESIZE, EVENT_STOP, EVENT_CONTINUE, EVENT_END, EVENT_COUNT };

#define SIGNALS_MAXIMUM 16

struct signals {
	int descriptor;                            /* readable when an event may have come */
	int wake;                                  /* the other end */
	struct sigaction earlier[SIGNALS_MAXIMUM]; /* dispositions, in the order of the table */
	void *alternate_stack;
};

/* STATUS_FAILED without descriptors or memory. */
enum status signals_start(struct signals *signals, struct message *message);
void signals_stop(struct signals *signals);

/* Takes what came since the last call: 1u << enum signal_event, or'ed. */
unsigned signals_take(const struct signals *signals);

/* The number of the signal behind the last EVENT_END. */
int signals_ending(void);

/* Stops this process as Ctrl-Z does; returns when it is continued. */
void signals_stop_process(void);

/* Ends this process by a signal that it caught. */
void signals_raise(int number);

/*
 * What a crash must do to the terminal: write these bytes and set these modes.  Copied; length 0
 * withdraws it.
 */
#define SIGNALS_RESTORE_SIZE 256
void signals_arm_restore(int descriptor, const char *bytes, size_t length,
	const struct termios *modes);

#endif
