/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/views.h"

#include "base/i18n.h"

const struct view_row view_rows[VIEW_COUNT] = {
	[VIEW_OVERVIEW] = { "overview", N_("Overview"), NULL,
		N_("where the memory is, and whose it is (the default)"), 0, 0 },
};
