/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MEMTOP_CLI_RECORD_DAMAGE_H
#define MEMTOP_CLI_RECORD_DAMAGE_H

#include "store/reader.h"

/* Says on standard error what is missing, if what was read so far was damaged; NULL is allowed. */
void report_damage(struct record *record);

#endif
