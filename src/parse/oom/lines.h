/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines as the kernel printed them, got back from what loggers, mailers and terminals made of them:
 * quoted-printable decoded, quoting and prefixes taken off, several in one taken apart.
 */
#ifndef MEMTOP_PARSE_OOM_LINES_H
#define MEMTOP_PARSE_OOM_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"
#include "base/value.h"
#include "parse/oom/landmarks.h"

struct oom_line {
	struct text text;
	size_t number;        /* of the line in the input, from 1 */
	bool stamped;         /* it had a prefix of its own: it continues no other line */
	struct value time_us; /* of that prefix */
	struct text tag;      /* "kernel", "systemd-oomd[1261]"; empty where there is none */
	struct text caller;   /* "T1", "C3" (printk.caller); empty where there is none */
};

struct oom_lines {
	struct text rest; /* input that is not yet taken apart */
	size_t number;    /* of the line in front of rest */
	struct text part; /* what is left of the input's line, decoded */
	bool quoted_printable;
	size_t width; /* at which a terminal broke lines, in words too; 0: it did not */
	bool traced;  /* a call trace stands right in front of the landmark */
	char *copy;   /* where lines are copied to; as large as the input */
	size_t used;
	struct oom_line *items;
	size_t count, room;
	bool no_memory;
	struct oom_landmarks landmarks;
};

/* copy stays the caller's, and must outlive what points into it: at least length bytes. */
void oom_lines_begin(struct oom_lines *lines, const char *text, size_t length, char *copy);
void oom_lines_end(struct oom_lines *lines);

/*
 * The line of that index, at most one behind the last that was asked for; NULL at the end.  The
 * next one is taken apart, too: items[count - 1] may be a line that was not asked for yet.
 */
const struct oom_line *oom_lines_at(struct oom_lines *lines, size_t index);

/*
 * Goes on with the line of the next landmark, and a line before; false if there is none.  Lines
 * that were asked for stay as they are.
 */
bool oom_lines_skip(struct oom_lines *lines);

#endif
