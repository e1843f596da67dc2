/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in front of a kernel message: log level, time, host, program, caller. */
#ifndef MEMTOP_PARSE_OOM_PREFIX_H
#define MEMTOP_PARSE_OOM_PREFIX_H

#include "parse/oom/lines.h"

/* Takes "> > " and blanks off. */
struct text oom_prefix_unquote(struct text text);

/* Takes all prefixes off line->text, and sets stamped, time_us, tag and caller. */
void oom_prefix_strip(struct oom_line *line);

/* Where in text another message with its own prefix begins, not at 0; text.length: nowhere. */
size_t oom_prefix_next(struct text text);

#endif
