/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "base/clock.h"
#include "derive/trend.h"
#include "render/format.h"
#include "render/process/formats.h"
#include "sample/row.h"

static void put_known(struct sink *sink, struct value value)
{
	sink_string(sink, ",");
	if (value_known(value))
		sink_number(sink, value.n);
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

void growth_csv(struct sink *sink, const struct sample *sample, const struct grower *growers,
	size_t count, bool first)
{
	if (first)
		sink_string(sink, "time,pid,class,anonymous_bytes_per_minute,confidence,"
				  "seconds_to_limit,command\n");
	for (size_t i = 0; i < count; i++) {
		const struct row *row = growers[i].row;
		bool known = row->metric_state[METRIC_TREND] == VALUE_OK;

		sink_format(sink, "%" PRId64 ".%03d,%d,%s,", sample->wall_ns / NS_PER_SECOND,
			(int)(sample->wall_ns / 1000000 % 1000), (int)row->pid,
			trend_rows[known ? row->metric[METRIC_TREND] : TREND_TOO_SHORT].key);
		if (row->metric_state[METRIC_GROWTH] == VALUE_OK)
			sink_format(sink, "%" PRId64, (int64_t)row->metric[METRIC_GROWTH]);
		sink_string(sink, ",");
		sink_hundredths(sink, (uint64_t)((double)row->trend_confidence * 100));
		put_known(sink, growers[i].seconds_to_limit);
		sink_string(sink, ",");
		format_csv_text(sink,
			text_of(row->identity->command, row->identity->command_length));
		sink_string(sink, "\n");
		sink_drain(sink);
	}
}
