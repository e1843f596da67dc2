/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/process/process.h"

#include <stdlib.h>

#include "render/process/formats.h"

void process_print(struct sink *sink, const struct process_evidence *evidence,
	const struct batch *batch)
{
	if (batch->format == FORMAT_JSON)
		process_json(sink, evidence);
	else if (batch->format == FORMAT_CSV)
		process_csv(sink, evidence->detail);
	else
		process_text(sink, evidence, batch);
}

void growth_print(struct sink *sink, struct sample *sample, const struct batch *batch, bool first)
{
	struct grower *growers;
	size_t count;
	enum status status = growth_rank(&growers, &count, sample, &batch->arrangement);

	if (status != STATUS_OK)
		sink_fail(sink, status);
	else if (batch->format == FORMAT_JSON)
		growth_json(sink, sample, growers, count);
	else if (batch->format == FORMAT_CSV)
		growth_csv(sink, sample, growers, count, first);
	else
		growth_text(sink, sample, growers, count, batch);
	free(growers);
}
