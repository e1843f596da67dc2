/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures as people read and write them.  Everything here writes into a caller's buffer. */
#ifndef MEMTOP_BASE_UNITS_H
#define MEMTOP_BASE_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/text.h"
#include "base/value.h"

/* How sizes are shown: the letters of top's -e and -E, plus automatic. */
enum scale {
	SCALE_AUTO,
	SCALE_KIB,
	SCALE_MIB,
	SCALE_GIB,
	SCALE_TIB,
	SCALE_PIB,
	SCALE_EIB,
	SCALE_BYTES
};

enum unit {
	UNIT_NONE, /* an identifier, such as a PID: printed as it is */
	UNIT_BYTES,
	UNIT_COUNT,
	UNIT_PERCENT,    /* n in hundredths of a per cent */
	UNIT_PER_SECOND, /* n in hundredths a second */
	UNIT_TIME,       /* n in seconds since 1970 */
	UNIT_DURATION,   /* n in seconds */
	UNIT_ESTIMATE,   /* the same to come: people read no more of it than can be known */
	UNIT_INTERVAL,   /* n in nanoseconds; seconds with a fraction for programs */
	UNIT_TIMESTAMP,  /* n in nanoseconds since 1970; seconds with milliseconds for programs */
	UNIT_FRACTION,   /* n in hundredths: 0.95 for programs, 95% for people */
	UNIT_SHARE,      /* n in hundredths of a per cent: 0.78 for programs, 78% for people */
	UNIT_SIGNED,     /* n an int64_t in bytes, "+2.1M" for people */
	UNIT_PACE,       /* the same a minute */
	UNIT_INTEGER,    /* n an int64_t without a unit */
	UNIT_ADDRESS,    /* n printed in hexadecimal */
	UNIT_BOOL,       /* n 0 or 1 */
	UNIT_LEVELS,     /* n ten decimal digits at the most, 1 to 8: a curve for people */
	UNIT_TEXT,
};

/* Room that every function here needs at the most, NUL included. */
#define UNITS_SIZE 32

/*
 * A size in bytes.  Automatic: at most 5 characters, three significant digits ("0", "512",
 * "3.25M", "22.8G", "1023G"); a fixed scale: one decimal above KiB ("1234.5M"), whole KiB and
 * bytes.  No locale: a point is a point.  Returns the length.
 */
size_t units_bytes(char out[static UNITS_SIZE], uint64_t bytes, enum scale scale);

/* A known or unknown figure in its unit; "-", "?", "" or "..." for the unknown ones. */
size_t units_value(char out[static UNITS_SIZE], struct value value, enum unit unit,
	enum scale scale);

/* What stands for a figure in that state on screen and in text; NULL where the figure itself does. */
const char *units_placeholder(enum value_state state);

/* "78%", "9.5%", "0.4%", "-": hundredths of a per cent with one decimal below 10, as sentences say it. */
size_t units_share(char out[static UNITS_SIZE], struct value hundredths);

/* Seconds as "41d", "3h12m", "4:07". */
size_t units_duration(char out[static UNITS_SIZE], uint64_t seconds);

/*
 * Reads "1G", "512", "1.5 MiB", sizes as users type them: decimal number, optional
 * letter of K M G T P E (1024 each), optional "i", "B".  False if it is anything else, negative or
 * too large.
 */
bool units_parse_bytes(struct text text, uint64_t *bytes);

/* A positive decimal number of seconds, at least 0.01 and at most 1e6; false for nan, inf, 0, -1. */
bool units_parse_seconds(const char *string, double *seconds);

/* The largest that a kernel can give: PID_MAX_LIMIT of include/linux/threads.h (6.12). */
#define UNITS_PID_MOST (4 * 1024 * 1024)

/* A process number from 1 to UNITS_PID_MOST, without a sign or blanks. */
bool units_parse_pid(struct text text, pid_t *pid);

/* The scales one after the other, round and round, but those whose unit is larger than the most there is. */
static inline enum scale units_next_scale(enum scale scale, uint64_t most)
{
	do
		scale = scale == SCALE_BYTES ? SCALE_AUTO : (enum scale)(scale + 1);
	while (scale >= SCALE_MIB && scale <= SCALE_EIB && most >> 10 * scale == 0);
	return scale;
}

/* Whether a figure in that unit may be below 0. */
static inline bool units_signed(enum unit unit)
{
	return unit == UNIT_SIGNED || unit == UNIT_PACE || unit == UNIT_INTEGER;
}

const char *units_unit_name(enum unit unit); /* machine-readable: "bytes", "percent" ... */

#endif
