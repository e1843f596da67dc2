/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/explain/parts.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

static void json_character(struct sink *sink, uint32_t code, const char *at, size_t length)
{
	if (code == UINT32_MAX)
		sink_string(sink, "\\ufffd");
	else if (code == '"' || code == '\\')
		sink_format(sink, "\\%c", (char)code);
	else if (code < 0x20 || (code >= 0x7f && code < 0xa0))
		sink_format(sink, "\\u%04x", (unsigned)code);
	else
		sink_bytes(sink, at, length);
}

void explain_json_string(struct sink *sink, const char *string)
{
	size_t left = strlen(string);

	sink_bytes(sink, "\"", 1);
	while (left > 0) {
		uint32_t code;
		size_t length = utf8_decode(string, left, &code);

		json_character(sink, code, string, length);
		string += length;
		left -= length;
	}
	sink_bytes(sink, "\"", 1);
}

void explain_kernel(char *out, size_t size, const struct explained *explained, bool translated)
{
	if (explained->kernel)
		snprintf(out, size, "%s", explained->kernel);
	else
		origin_kernel(out, size, &explained->evidence->origin, translated);
}

void explain_heading(struct sink *sink, const char *heading)
{
	sink_format(sink, "\n%s\n", heading);
}

bool explain_read(struct explain_reading *reading, const struct meminfo *meminfo,
	enum meminfo_field field)
{
	for (size_t i = 0; i < meminfo->entry_count; i++) {
		const struct meminfo_entry *entry = &meminfo->entries[i];

		if (entry->field != (int)field)
			continue;
		*reading = (struct explain_reading){ meminfo->names + entry->name,
			entry->unit == MEMINFO_KB || entry->unit == MEMINFO_BYTES,
			value_of(entry->n) };
		return true;
	}
	*reading = (struct explain_reading){ meminfo_field_name(field),
		meminfo_field_is_bytes(field), value_missing(VALUE_DENIED) };
	for (size_t i = 0; i < meminfo->malformed_count; i++)
		if (meminfo->malformed[i].field == (int)field)
			return true;
	return false;
}
