/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view growth in batch. */
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "cli/commands.h"
#include "derive/trend.h"

/* Without a number of samples in the command line the last of so many is printed: they tell something. */
static uint64_t samples_to_tell(double delay)
{
	double samples = 1 + ceil(TREND_SECONDS_SURE / delay);

	samples = max_double(samples, TREND_POINTS_LEAST + 2);
	return (uint64_t)min_double(samples, TREND_POINTS_SURE);
}

/* One sample says nothing of growth, so "print once" means to watch for a while first. */
static struct batch_count watch_of(const struct options *options, const struct batch *batch)
{
	uint64_t samples = samples_to_tell(batch->delay);

	if (options->iterations || options->batch)
		return (struct batch_count){ .printed = batch->iterations };
	if (isatty(STDERR_FILENO))
		fprintf(stderr,
			_("memtop: growth: watching for %g s; -n says how many samples to print\n"),
			batch->delay * (double)(samples - 1));
	return (struct batch_count){ .silent = samples - 1, .printed = 1 };
}

int run_growth(const struct options *options, const struct batch *batch)
{
	return run_samples(&view_rows[VIEW_GROWTH], batch, watch_of(options, batch));
}
