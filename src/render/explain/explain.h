/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view explain, printed: what each line of a meminfo means, the balance, and the verdict. */
#ifndef MEMTOP_RENDER_EXPLAIN_EXPLAIN_H
#define MEMTOP_RENDER_EXPLAIN_EXPLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"
#include "derive/machine/evidence.h"
#include "render/sink.h"

/* One meminfo and all that is known about it. */
struct explained {
	const char *source; /* the file as given, "-", or "live" */
	const char *kernel; /* what the running kernel calls itself; NULL: guess from the fields */
	uint64_t lines_before; /* lines of the file in front of the text that was parsed */
	const struct evidence *evidence;
	const struct explained *before; /* the first of the same text, to compare with, or NULL */
};

/* How people want it; machines get bytes. */
struct explain_style {
	enum scale scale;
	bool ascii; /* the terminal's character set is not UTF-8 */
};

void explain_text(struct sink *sink, const struct explained *explained,
	const struct explain_style *style);

/* One object on a line.  Never translated. */
void explain_json(struct sink *sink, const struct explained *explained);

/* "name,bytes,count", a line a field. */
void explain_csv(struct sink *sink, const struct explained *explained);

/* What changed from one to the other, and where the memory went. */
void explain_compare_text(struct sink *sink, const struct explained *before,
	const struct explained *after, const struct explain_style *style);
void explain_compare_json(struct sink *sink, const struct explained *before,
	const struct explained *after);

#endif
