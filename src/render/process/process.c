/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/process/process.h"

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
