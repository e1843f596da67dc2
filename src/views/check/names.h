/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a condition may name: the figures of the overview, by their path in its JSON or the end of it,
 * with or without their unit ("memory.available_bytes", "available"), and a few that check makes itself.
 */
#ifndef MEMTOP_VIEWS_CHECK_NAMES_H
#define MEMTOP_VIEWS_CHECK_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/label.h"
#include "base/status.h"
#include "document/document.h"

/* What check makes of samples itself. */
enum own_figure { OWN_TIME_TO_FULL, OWN_OOM_KILLS, OWN_FIGURE_COUNT };
extern const struct label own_figures[OWN_FIGURE_COUNT];

struct check_name {
	char *path;
	const struct label *label;
	char *whole; /* the path of what {figure%} is a share of, or NULL */
	int own;     /* enum own_figure, or -1 */
};

struct check_names {
	struct check_name *rows;
	size_t count, capacity;
};

/* check_names_free() it in any case.  STATUS_NO_MEMORY. */
enum status check_names_load(struct check_names *names);
void check_names_free(struct check_names *names);

/* The figure that is meant, or NULL: message says that there is none, or that there are several. */
const struct check_name *check_names_find(const struct check_names *names, struct text name,
	struct message *message);

/* The shortest name that means it: the end of its path, without its unit. */
void check_name_shorten(char *out, size_t size, const struct check_names *names,
	const struct check_name *name);

/* The figure of that path in a document of the overview; absent where it has none. */
struct value check_read(const struct document *overview, const char *path);

/* The rules on the machine, its processes or its cgroups, one after the other; NULL: there are no more. */
const char *check_rule(size_t i);

/* Whether there is a rule of that name on the machine, its processes or its cgroups; or message says not. */
bool check_is_rule(struct text name, struct message *message);

#endif
