/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the supervisor and its balloon say to each other.  The balloon is a program of its own, or a
 * portable memtop executed again, memtop-balloon PARENT SECONDS: it reads commands from descriptor 0, answers on descriptor 1, and
 * knows no policy.  It dies with its parent, after SECONDS, at the end of its commands, and when it
 * hears nothing for BALLOON_SILENCE_MS: a supervisor that the pressure itself has stalled must not
 * keep the memory taken.
 *
 *	supervisor              balloon
 *	                        READY (error: why oom_score_adj could not be raised, or 0)
 *	GROW 4M                 TOUCHED 1M, TOUCHED 2M, TOUCHED 3M, GROWN 4M
 *	BEAT                    (nothing; whatever is heard counts as a beat)
 *	GROW 1G                 TOUCHED 5M ... FAILED (error ENOMEM), what is touched stays
 *	RELEASE                 RELEASED 0
 *	QUIT                    (exits)
 *
 * Both ends are the same build on the same machine, so the messages are structs; each is shorter
 * than PIPE_BUF, so a read or a write is all of it or nothing.
 */
#ifndef MEMTOP_PROBE_BALLOON_BALLOON_H
#define MEMTOP_PROBE_BALLOON_BALLOON_H

#include <stdint.h>

#include "sample/probe_report.h"

#define BALLOON_NAME        PROBE_BALLOON_NAME /* fits the 15 characters of comm */
#define BALLOON_SILENCE_MS  1500
#define BALLOON_MAX_SECONDS 300
#define BALLOON_PIECE       ((uint64_t)1 << 20) /* filled between two looks at the commands */

enum balloon_verb { BALLOON_BEAT, BALLOON_GROW, BALLOON_RELEASE, BALLOON_QUIT };

struct balloon_command {
	uint32_t verb;
	uint32_t unused;
	uint64_t bytes; /* GROW only: that much more; rounded up to pages */
};

enum balloon_word {
	BALLOON_READY,
	BALLOON_TOUCHED, /* on the way; left out when the pipe is not read */
	BALLOON_GROWN,
	BALLOON_FAILED, /* the rest of a GROW is given up */
	BALLOON_RELEASED,
};

struct balloon_reply {
	uint32_t word;
	int32_t error;    /* an errno value, or 0 */
	uint64_t touched; /* bytes held now */
};

/* All of the balloon's program: main() of memtop-balloon, and of a portable memtop under that name. */
int balloon_main(int argc, char **argv);

#endif
