/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conditions of alarms, as users write them:
 *
 *	[SEVERITY:] TERM... [for SPAN]        "critical: full_avg10>20% swap_in>1M for 5m"
 *
 * All terms must hold.  A term is a figure (available<10%), a finding (finding:unnamed_memory, from a
 * note on; finding:pressure>=warning), the pace of a program's or a cgroup's memory
 * (growth(java)>100M/h, growth(/system.slice)>1G/d), or a filter that some process must match
 * (process(rss>4G user=www)).
 */
#ifndef MEMTOP_VIEWS_CHECK_CONDITION_H
#define MEMTOP_VIEWS_CHECK_CONDITION_H

#include "derive/comparison.h"
#include "derive/process/filter.h"
#include "findings/finding.h"
#include "views/check/names.h"

enum term_kind { CHECK_FIGURE, CHECK_FINDING, CHECK_GROWTH, CHECK_PROCESS };

struct check_term {
	enum term_kind kind;
	char *name;  /* the figure's path, the rule, the program or path of a cgroup, the filter */
	char *whole; /* of CHECK_FIGURE: its share of this is compared; or NULL */
	int own;     /* of CHECK_FIGURE: enum own_figure, or -1 */
	enum unit unit; /* of level */
	enum comparison comparison;
	int64_t level; /* of CHECK_FINDING: enum severity */
	struct filter *filter;
};

#define CHECK_TERMS_MOST 4

struct check_condition {
	enum severity severity;
	char *text; /* without severity, blanks trimmed */
	struct check_term terms[CHECK_TERMS_MOST];
	size_t term_count;
	uint64_t for_seconds; /* must hold for so long; 0: a moment is enough */
	bool built_in;        /* what cannot be known is no failure then */
};

/*
 * condition_free() it in any case.  STATUS_MALFORMED: message says where and why; STATUS_NO_MEMORY.
 */
enum status condition_parse(struct check_condition *condition, const char *words,
	const struct check_names *names, struct message *message);
void condition_free(struct check_condition *condition);

/* What must be read to judge it: enum cost, or'ed. */
unsigned condition_cost(const struct check_condition *condition);

/* Whether a term is about the growth of a cgroup, and not of a program. */
bool condition_term_of_cgroup(const struct check_term *term);

/* Whether it is about cgroups, which are in no record. */
bool condition_of_cgroups(const struct check_condition *condition);

/* The conditions where the user names none. */
extern const char *const conditions_built_in[];
extern const size_t conditions_built_in_count;

#endif
