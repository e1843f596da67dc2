/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which processes to show.  An expression is a list of terms that must all hold, separated by
 * blanks: conditions such as rss>1G, swap>=10M, user=www, state!=S, pss>100M, pid<1000,
 * cgroup="/a b", which holds for the cgroups below it, too; anything
 * else is an extended regular expression looked for in the command, case ignored unless it has a
 * capital letter.  One whole expression that is no condition is one regular expression, blanks included.
 */
#ifndef MEMTOP_DERIVE_PROCESS_FILTER_H
#define MEMTOP_DERIVE_PROCESS_FILTER_H

#include <stdbool.h>

#include "base/status.h"
#include "derive/process/columns.h"
#include "sample/sample.h"

struct filter;

/* filter_free() it.  STATUS_MALFORMED: message says which term and why. */
enum status filter_parse(struct filter **filter, const char *expression, struct message *message);

/* Those in the cgroup of that path, any bytes, as /proc/PID/cgroup has it, or below it. */
enum status filter_of_cgroup(struct filter **filter, const char *path);

void filter_free(struct filter *filter);

/* What must be read to decide: enum cost, or'ed. */
unsigned filter_cost(const struct filter *filter);

/* A condition on a figure that is not known does not hold.  NULL matches everything. */
bool filter_matches(const struct filter *filter, const struct row *row,
	const struct sample *sample);

#endif
