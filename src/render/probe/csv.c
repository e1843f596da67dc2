/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "render/probe/probe.h"

static void number(FILE *out, struct value value)
{
	fputc(',', out);
	if (value_known(value))
		fprintf(out, "%" PRIu64, value.n);
}

static void row(FILE *out, const struct probe_sample *sample)
{
	fprintf(out, "%" PRIu32, sample->at_ms);
	number(out, value_of(sample->free));
	number(out, value_of(sample->available));
	number(out, value_of(sample->cache));
	number(out, value_of(sample->balloon));
	number(out, sample->swap_used);
	number(out, sample->pressure_full_us);
	fputc('\n', out);
}

enum status probe_csv_report(FILE *out, const struct probe_report *report)
{
	fputs("milliseconds,free_bytes,available_bytes,cache_bytes,balloon_bytes,swap_used_bytes,"
	      "pressure_full_microseconds\n",
		out);
	for (size_t i = 0; i < report->sample_count; i++)
		row(out, &report->samples[i]);
	return ferror(out) ? STATUS_FAILED : STATUS_OK;
}
