/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside out/: what the forms of the view explain share. */
#ifndef MEMTOP_RENDER_EXPLAIN_PARTS_H
#define MEMTOP_RENDER_EXPLAIN_PARTS_H

#include "render/explain/explain.h"

/* A string as JSON has it, quotes included: valid UTF-8, control characters escaped. */
void explain_json_string(struct sink *sink, const char *string);

/* The kernel's name or guess; empty if nothing is known. */
void explain_kernel(char *out, size_t size, const struct explained *explained, bool translated);

/* A finding, a heading: text of the user's language with figures is in UTF-8 already. */
void explain_heading(struct sink *sink, const char *heading);

/* What changed from the first meminfo of a text to the one explained; in JSON a member ",...". */
void explain_series_text(struct sink *sink, const struct explained *first,
	const struct explained *last, const struct explain_style *style);
void explain_series_json(struct sink *sink, const struct explained *first,
	const struct explained *last);

/* A field as it stands in the text. */
struct explain_reading {
	const char *name;
	bool is_bytes;
	struct value value; /* missing: the line is there, its value could not be read */
};

/* The first line of that field; false if there is none. */
bool explain_read(struct explain_reading *reading, const struct meminfo *meminfo,
	enum meminfo_field field);

#endif
