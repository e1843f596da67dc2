/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CSV after RFC 4180, lines ended by LF: the keys of the JSON rows as header, the time of the
 * sample in the first column, one line a process and sample.  What is not known is empty.
 */
#include <string.h>

#include "render/format.h"

static bool needs_quotes(const char *at, size_t length)
{
	return memchr(at, ',', length) || memchr(at, '"', length) ||
	       (length && (at[0] == ' ' || at[length - 1] == ' '));
}

static size_t count_quotes(const char *at, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += at[i] == '"';
	return count;
}

/* Puts the last length bytes of the sink in quotes, and doubles those inside, from the back. */
static void quote(struct sink *sink, size_t length)
{
	size_t start = sink->length - length;
	size_t growth = 2 + count_quotes(sink->at + start, length);
	char *from, *to;

	if (!sink_reserve(sink, growth))
		return;
	from = sink->at + start + length;
	to = from + growth;
	*--to = '"';
	while (from > sink->at + start) {
		*--to = *--from;
		if (*to == '"')
			*--to = '"';
	}
	*--to = '"';
	sink_grew(sink, growth);
}

/*
 * RFC 4180 allows line breaks in quotes, but raw control characters must not reach a terminal,
 * and a line a process is kinder to other tools: they are escaped as on screen.
 */
void format_csv_text(struct sink *sink, struct text text)
{
	size_t start = sink->length, length;

	format_printable(sink, text, false);
	if (sink->status != STATUS_OK)
		return;
	length = sink->length - start;
	if (needs_quotes(sink->at + start, length))
		quote(sink, length);
}

static void cell(struct sink *sink, enum column_id id, const struct arranged *arranged,
	const struct line *line)
{
	char buffer[8];
	struct value value;

	if (columns[id].label.unit == UNIT_TEXT) {
		format_csv_text(sink, column_text(id, line->row, buffer));
		return;
	}
	value = line_value(arranged, line, id);
	if (value_known(value))
		format_figure(sink, &columns[id], value);
}

static void header(struct sink *sink, const struct column_list *list)
{
	sink_string(sink, "time");
	for (size_t i = 0; i < list->count; i++) {
		sink_bytes(sink, ",", 1);
		sink_string(sink, columns[list->ids[i]].label.key);
	}
	sink_bytes(sink, "\n", 1);
}

/* Seconds since 1970 with milliseconds, the same on each line of a sample. */
static size_t print_time(char out[static 32], int64_t wall_ns)
{
	int64_t ms = wall_ns / 1000000;

	return (size_t)snprintf(out, 32, "%lld.%03d", (long long)(ms / 1000), (int)(ms % 1000));
}

void format_csv(struct output *output, const struct arranged *arranged)
{
	const struct column_list *list = &output->batch->columns;
	struct sink *sink = &output->sink;
	char time[32];
	size_t time_length = print_time(time, arranged->sample->wall_ns);

	if (output->printed == 0)
		header(sink, list);
	for (size_t i = 0; i < arranged->count; i++) {
		sink_bytes(sink, time, time_length);
		for (size_t c = 0; c < list->count; c++) {
			sink_bytes(sink, ",", 1);
			cell(sink, list->ids[c], arranged, &arranged->lines[i]);
		}
		sink_bytes(sink, "\n", 1);
		sink_drain(sink);
	}
}
