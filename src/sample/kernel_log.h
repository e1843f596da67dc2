/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel's log says about memory that ended, as it was read at one moment. */
#ifndef MEMTOP_SAMPLE_KERNEL_LOG_H
#define MEMTOP_SAMPLE_KERNEL_LOG_H

#include <stdbool.h>

#include "base/status.h"
#include "parse/oom/report.h"

struct kernel_log_reading {
	enum status status; /* STATUS_OK also where there is no report */
	bool partly; /* it was cut off at its beginning, by its size or by the time it took */
	struct oom_reports reports; /* oom_reports_free() */
	char *text;                 /* the log itself, if it was asked for; free() */
	size_t length;
};

#endif
