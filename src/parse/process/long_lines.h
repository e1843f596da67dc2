/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines that can be as long as their maker likes, such as those of maps, where a path may have
 * hundreds of KiB: the middle of a long one is cut out while it is read, so that what is kept is
 * bounded by the number of lines.  How a path begins and what it ends in stay; paths up to PATH_MAX
 * are whole, as long as there are not too many of them.
 *
 *	got = read(file, text + used + LONG_LINES_SLACK, size - used - LONG_LINES_SLACK);
 *	used += long_lines_cut(&lines, text + used, text + used + LONG_LINES_SLACK, got);
 */
#ifndef MEMTOP_PARSE_PROCESS_LONG_LINES_H
#define MEMTOP_PARSE_PROCESS_LONG_LINES_H

#include <stdbool.h>
#include <stddef.h>

#define LONG_LINES_WHOLE 4300u             /* of a line, while there are few that long */
#define LONG_LINES_FEW   ((size_t)8 << 20) /* bytes of such lines */
#define LONG_LINES_HEAD  512u              /* of a line, once there are more */
#define LONG_LINES_TAIL  256u
#define LONG_LINES_MARK  3u /* "..." */
#define LONG_LINES_SLACK (LONG_LINES_TAIL + 8u)

/* Between two pieces of a text; zero it first. */
struct long_lines {
	size_t whole; /* bytes of lines longer than LONG_LINES_HEAD */
	size_t head;  /* bytes of the line that were handed on */
	size_t left;  /* bytes that came after them */
	size_t kept;  /* of those, the last, in tail */
	char tail[LONG_LINES_MARK + LONG_LINES_TAIL];
};

/*
 * The next piece of the text, with "..." for what is cut out.  out has room for LONG_LINES_SLACK
 * bytes more than there are, or lies so many bytes before text.  Returns the bytes written: of whole lines,
 * never more than there were.
 */
size_t long_lines_cut(struct long_lines *lines, char *out, const char *text, size_t length);

/* Whether the next piece is one of whole lines, none of them long: then it may stay as and where it is. */
bool long_lines_has_none(const struct long_lines *lines, const char *text, size_t length);

#endif
