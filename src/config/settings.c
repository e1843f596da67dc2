/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config/settings.h"

const struct settings settings_default = {
	.delay = 1.5,
	.columns = COLUMN_LIST_DEFAULT,
	.sort = COLUMN_RSS,
	.descending = true,
	.shape = SHAPE_LIST,
	.system_scale = SCALE_AUTO,
	.process_scale = SCALE_AUTO,
	.color = true,
	.mouse = false,
	.budget_percent = 10,
};
