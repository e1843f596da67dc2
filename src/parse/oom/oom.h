/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds what kernels and killers in user space said about memory that ended, in any text: dmesg,
 * journal, syslog, /dev/kmsg, a mail, a bug report.
 */
#ifndef MEMTOP_PARSE_OOM_OOM_H
#define MEMTOP_PARSE_OOM_OOM_H

#include "base/status.h"
#include "parse/oom/report.h"

/*
 * The reports of a text in their order.  STATUS_OK where there is at least one, STATUS_MALFORMED
 * where there is none, STATUS_NO_MEMORY.  Free with oom_reports_free() in any case.  One pass; text
 * that is no report is only searched.
 */
enum status oom_parse(struct oom_reports *reports, const char *text, size_t length);

#endif
