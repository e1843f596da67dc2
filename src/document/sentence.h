/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sentence with figures: "{Shmem} ({Shmem%}) is shared memory".  The owner of the figures lends them
 * by name, so that one filler serves whatever is said.
 */
#ifndef MEMTOP_DOCUMENT_SENTENCE_H
#define MEMTOP_DOCUMENT_SENTENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "base/units.h"
#include "base/value.h"

/* One figure: a value in its unit, or a text. */
struct figure_value {
	struct value value;
	enum unit unit;
	bool exact;         /* a share that was set, not measured: "4%" rather than "4.0%" */
	struct value whole; /* {name%} is value's share of it; absent: of nothing */
	const char *text;   /* of UNIT_TEXT; any bytes, made printable here; or NULL */
	bool words;         /* text is N_() */
	const char *key; /* what machines call it, where name and unit do not make that; or NULL */
};

struct figure_source {
	const void *context;
	/* The figure of that name, without the % of a share.  False if the name is not known. */
	bool (*get)(const void *context, struct text name, struct figure_value *out);
};

/* Whom a text is for: programs read English without a locale, people their own language. */
enum audience { FOR_MACHINES, FOR_PEOPLE };

struct sentence {
	const char *text;   /* N_(); with a plural both are NP_() */
	const char *plural; /* the form for other counts than one, or NULL */
	const char *count;  /* the name of the figure that chooses between them */
};

/*
 * The sentence, each {name} in it replaced.  A figure that is not known is its placeholder, such as
 * "-"; a name that is not known stays as it is.  Returns the length that the whole needs, as
 * snprintf does.
 */
size_t sentence_fill(char *out, size_t size, const struct sentence *sentence,
	const struct figure_source *source, enum audience audience);

/* The figure of that name, {name%} included: a share in hundredths of a per cent.  Absent if none. */
struct value sentence_figure(const struct figure_source *source, struct text name);

/* Whether all figures that the sentence names are known, and all texts there. */
bool sentence_is_known(const struct sentence *sentence, const struct figure_source *source);

/* Takes what stands before the next {name} off rest into before; false where no name follows. */
bool sentence_next_name(struct text *rest, struct text *before, struct text *name);

#endif
