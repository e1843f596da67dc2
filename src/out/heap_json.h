/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What malloc keeps, as one line of JSON. */
#ifndef MEMTOP_OUT_HEAP_JSON_H
#define MEMTOP_OUT_HEAP_JSON_H

#include <stdio.h>
#include <sys/types.h>

#include "base/status.h"
#include "model/heap_report.h"

/*
 * One object on a line of its own.  Figures of a refused report are null.  STATUS_NO_MEMORY;
 * STATUS_FAILED: out could not be written to.
 */
enum status heap_json_print(FILE *out, pid_t pid, const struct heap_report *report);

#endif
