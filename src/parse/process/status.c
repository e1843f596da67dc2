/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/status.h"

#include "base/macros.h"
#include "parse/keyed.h"

/* In the order of the file.  VmPMD was printed from 4.0 to 4.14 and is in VmPTE since. */
#define STATUS_ROWS(ROW)                                                                           \
	ROW(size_peak, "VmPeak")                                                                   \
	ROW(size, "VmSize")                                                                        \
	ROW(locked, "VmLck")                                                                       \
	ROW(pinned, "VmPin")                                                                       \
	ROW(rss_peak, "VmHWM")                                                                     \
	ROW(rss, "VmRSS")                                                                          \
	ROW(rss_anonymous, "RssAnon")                                                              \
	ROW(rss_file, "RssFile")                                                                   \
	ROW(rss_shared, "RssShmem")                                                                \
	ROW(data, "VmData")                                                                        \
	ROW(stack, "VmStk")                                                                        \
	ROW(code, "VmExe")                                                                         \
	ROW(libraries, "VmLib")                                                                    \
	ROW(page_tables, "VmPTE")                                                                  \
	ROW(page_tables, "VmPMD")                                                                  \
	ROW(swap, "VmSwap")                                                                        \
	ROW(hugetlb, "HugetlbPages")                                                               \
	ROW(threads, "Threads")

#define KEY_ROW(member, key) { key, false },
static const struct keyed_row rows[] = { STATUS_ROWS(KEY_ROW) };

/* A member may have two rows, which are summed. */
static void add_value(struct value *member, struct value value)
{
	if (value_known(value))
		*member = value_known(*member) ? value_add(*member, value) : value;
}

enum status process_status_parse(struct process_status *status, const char *text, size_t length)
{
	struct value values[COUNT_OF(rows)];
	enum status result = keyed_parse(values, rows, COUNT_OF(rows), text, length);
	size_t row = 0;

	values_fill(status, sizeof(*status), VALUE_ABSENT);
#define TAKE_VALUE(member, key) add_value(&status->member, values[row++]);
	STATUS_ROWS(TAKE_VALUE)
	return result;
}
