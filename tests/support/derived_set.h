/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a test says follows from a row without another holder. */
#ifndef MEMTOP_TESTS_SUPPORT_DERIVED_SET_H
#define MEMTOP_TESTS_SUPPORT_DERIVED_SET_H

#include "derive/process/derived_row.h"

static inline void derived_set(struct row *row, enum derived_figure figure, struct value value)
{
	derived_change(&row, figure, value);
}

#endif
