/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which name a growing kind of mappings grows under: "[anon:session cache]", "/memfd:pool". */
#ifndef MEMTOP_DERIVE_PROCESS_GROWN_NAME_H
#define MEMTOP_DERIVE_PROCESS_GROWN_NAME_H

#include "sample/process_detail.h"

/*
 * Of a kind's mappings those of one name belong together, however many they are.  The name whose
 * resident and swapped memory grew most since an earlier look; NULL if those without a name grew
 * more, nothing grew, or without memory.  Points into now.
 */
const char *grown_name(const struct process_detail *now, const struct process_detail *earlier,
	enum detail_kind kind);

#endif
