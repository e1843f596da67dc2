/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Something that sentences name with its size, kept apart from the report that it is from. */
#ifndef MEMTOP_FINDINGS_NAMED_H
#define MEMTOP_FINDINGS_NAMED_H

#include <stdio.h>
#include <string.h>

#include "base/value.h"
#include "findings/finding.h"

struct named_bytes {
	char name[256];     /* "": there is none, or nothing names it */
	struct value bytes; /* absent: there is none */
};

static inline struct named_bytes named_nothing(void)
{
	return (struct named_bytes){ "", value_missing(VALUE_ABSENT) };
}

/* Of a name that is too long the end stays, behind "...". */
static inline void named_set(struct named_bytes *named, const char *name, struct value bytes)
{
	size_t length = strlen(name), most = sizeof(named->name) - 1;

	named->bytes = bytes;
	if (length <= most)
		memcpy(named->name, name, length + 1);
	else
		snprintf(named->name, sizeof(named->name), "...%s", name + length - (most - 3));
}

static inline const char *named_name(const struct named_bytes *named)
{
	return named->name[0] ? named->name : NULL;
}

/* Two figures: the name of what is named, and its size. */
#define NAMED_FIGURE(function, named)                                                              \
	static const char *function(const struct facts *facts)                                     \
	{                                                                                          \
		return named_name(&(named));                                                       \
	}                                                                                          \
	static struct value function##_size(const struct facts *facts)                             \
	{                                                                                          \
		return (named).bytes;                                                              \
	}

#endif
