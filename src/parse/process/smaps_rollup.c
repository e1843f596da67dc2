/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/process/smaps_rollup.h"

#include "base/macros.h"
#include "parse/keyed.h"
#include "parse/process/smaps_keys.h"

/* In the order in which fs/proc/task_mmu.c prints them: 3,000 of these are read a refresh. */
#define ROLLUP_ROWS(ROW)                                                                           \
	ROW(rss, "Rss")                                                                            \
	ROW(pss, "Pss")                                                                            \
	ROW(pss_dirty, "Pss_Dirty")                                                                \
	ROW(pss_anon, "Pss_Anon")                                                                  \
	ROW(pss_file, "Pss_File")                                                                  \
	ROW(pss_shmem, "Pss_Shmem")                                                                \
	SMAPS_COMMON_ROWS(ROW)

#define KEY_ROW(member, key) { key, false },
static const struct keyed_row rows[] = { ROLLUP_ROWS(KEY_ROW) };

enum status smaps_rollup_parse(struct smaps_rollup *rollup, const char *text, size_t length)
{
	struct value values[COUNT_OF(rows)];
	enum status status = keyed_parse(values, rows, COUNT_OF(rows), text, length);
	size_t row = 0;

#define TAKE_VALUE(member, key) rollup->member = values[row++];
	ROLLUP_ROWS(TAKE_VALUE)
	rollup->uss = value_add(rollup->private_clean, rollup->private_dirty);
	if (value_known(rollup->private_hugetlb))
		rollup->uss = value_add(rollup->uss, rollup->private_hugetlb);
	return status;
}
