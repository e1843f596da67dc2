/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/system/processors.h"

void processors_read(struct system_sample *system, const struct kernel_root *root,
	struct file_buffer *buffer)
{
	enum status status = file_read(buffer, root->proc, "stat");

	if (status == STATUS_OK)
		status = stat_parse(&system->processors, buffer->text, buffer->length);
	if (status != STATUS_OK)
		system->processors = (struct processor_times){ .count = 0 };
	status = file_read(buffer, root->proc, "loadavg");
	if (status == STATUS_OK)
		status = loadavg_parse(&system->load, buffer->text, buffer->length);
	if (status != STATUS_OK)
		values_fill(&system->load, sizeof(system->load), value_state_of(status));
}
