/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The supervisor's end of a balloon: finds the program, starts it, speaks with it, ends it.  All
 * calls must come from the thread that started it, for the balloon dies with that thread.  Signals,
 * SIGPIPE above all, must be blocked there.
 */
#ifndef MEMTOP_PROBE_BALLOON_LINK_H
#define MEMTOP_PROBE_BALLOON_LINK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/status.h"

struct balloon_link {
	pid_t pid;             /* 0: none */
	int process;           /* descriptor of the process, or -1 */
	int commands, replies; /* pipes; replies is for poll() */
	bool ready;            /* it lives, and volunteered for the out-of-memory killer */
	bool growing;          /* a GROW is under way */
	bool released;         /* answered to RELEASE */
	bool gone;             /* it has ended or hung up */
	int error;             /* errno value of the last thing that failed there, or 0 */
	uint64_t touched;      /* bytes it holds, as last told */
};

/*
 * Opens the program for running it.  STATUS_ABSENT: there is none; STATUS_REFUSED: another user
 * than root and the user could have changed it or any directory above it; message says what.  The
 * descriptor is the caller's.
 */
enum status balloon_open_program(int *program, const char *path, struct message *message);

/*
 * Starts it.  STATUS_FAILED: no process could be made; message says why.  It is of use once ready
 * is set by balloon_hear().
 */
enum status balloon_start(struct balloon_link *link, int program, unsigned seconds,
	struct message *message);

/* Each returns false when the balloon cannot be reached; gone is then set. */
bool balloon_grow(struct balloon_link *link, uint64_t bytes);
bool balloon_beat(struct balloon_link *link);
bool balloon_release(struct balloon_link *link);

/* Takes in whatever it has answered; never waits. */
void balloon_hear(struct balloon_link *link);

/* Bytes of it that are in memory; 0: not known. */
uint64_t balloon_resident(const struct balloon_link *link);

/* Kills it and waits for its end, which is when its memory is free.  Nothing to do for pid 0. */
void balloon_end(struct balloon_link *link);

#endif
