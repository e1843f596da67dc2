/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/format.h"
#include "render/process/formats.h"
#include "sample/row.h"

static void put_known(struct sink *sink, struct value value)
{
	sink_string(sink, ",");
	if (value_known(value))
		sink_signed(sink, value.n);
}

void process_csv(struct sink *sink, const struct process_detail *detail)
{
	sink_string(sink, "start,end,kind,permissions,offset,inode");
	for (int figure = 0; figure < MAPPING_FIGURE_COUNT; figure++)
		sink_format(sink, ",%s", figure_rows[figure].key);
	sink_string(sink, ",name\n");
	for (size_t i = 0; i < detail->mapping_count; i++) {
		const struct detail_mapping *mapping = &detail->mappings[i];

		sink_hex(sink, mapping->start);
		sink_string(sink, ",");
		sink_hex(sink, mapping->end);
		sink_format(sink, ",%s,%s,", kind_rows[mapping->kind].key, mapping->permissions);
		sink_number(sink, mapping->offset);
		sink_string(sink, ",");
		sink_number(sink, mapping->inode);
		for (int figure = 0; figure < MAPPING_FIGURE_COUNT; figure++)
			put_known(sink, mapping_figure(mapping, (enum mapping_figure)figure));
		sink_string(sink, ",");
		format_csv_text(sink, text_of_string(detail_string(detail, mapping->name)));
		sink_string(sink, "\n");
		sink_drain(sink);
	}
}
