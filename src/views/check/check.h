/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What check says: of each condition whether it holds. */
#ifndef MEMTOP_VIEWS_CHECK_CHECK_H
#define MEMTOP_VIEWS_CHECK_CHECK_H

#include "document/document.h"
#include "views/check/judge.h"

/* Refers to the check, which must not change as long as it lives.  NULL: no memory. */
struct document *check_document(const struct check *check);

/* Of nothing, with every figure: see struct view_row.  NULL: no memory. */
struct document *check_specimen(void);

/*
 * The same in one line as Nagios, Icinga and Zabbix read it, with performance data behind a "|"; never
 * translated.  Belongs to the document.  NULL: no memory.
 */
const char *check_plugin_line(struct document *document, const struct check *check);

/* What a monitoring plugin exits with: 0 OK, 1 warning, 2 critical, 3 unknown. */
int check_plugin_status(const struct check *check);

/*
 * What has changed since this was asked before, a line a condition, never translated:
 * "2026-11-28T14:05:10+0100 critical holds available<5% for 1m: 1.10G (4.6%)".  Without a line if nothing
 * has.  NULL: no memory.
 */
struct document *check_changes(struct check *check, size_t *count);

/* What a term found, such as "2.10G (8.9%)"; returns the length. */
size_t check_found(char *out, size_t size, const struct check_condition *condition,
	const struct check_result *result);

#endif
