/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>

#include "findings/machine_rules.h"
#include "render/explain/parts.h"
#include "render/findings_json.h"

#define SCHEMA 2

static bool is_bytes(const struct meminfo_entry *entry)
{
	return entry->unit == MEMINFO_KB || entry->unit == MEMINFO_BYTES;
}

static void json_field(struct sink *sink, const char *name, bool bytes, struct value value)
{
	sink_string(sink, "{\"name\":");
	explain_json_string(sink, name);
	sink_string(sink, bytes ? ",\"bytes\":" : ",\"count\":");
	if (value_known(value))
		sink_signed(sink, value.n);
	else
		sink_string(sink, "null");
	sink_bytes(sink, "}", 1);
}

/* The fields whose value could not be read, up to that line of the text: their value is null. */
static size_t json_unreadable(struct sink *sink, const struct meminfo *meminfo, size_t from,
	uint32_t line, bool *comma)
{
	for (; from < meminfo->malformed_count && meminfo->malformed[from].line <= line; from++) {
		enum meminfo_field field = (enum meminfo_field)meminfo->malformed[from].field;

		if (meminfo->malformed[from].field < 0)
			continue;
		sink_string(sink, *comma ? "," : "");
		json_field(sink, meminfo_field_name(field), meminfo_field_is_bytes(field),
			value_missing(VALUE_ABSENT));
		*comma = true;
	}
	return from;
}

/* Every line of the text, unknown and repeated ones too, in its order. */
static void json_fields(struct sink *sink, const struct meminfo *meminfo)
{
	size_t unreadable = 0;
	bool comma = false;

	sink_string(sink, ",\"fields\":[");
	for (size_t i = 0; i < meminfo->entry_count; i++) {
		const struct meminfo_entry *entry = &meminfo->entries[i];

		unreadable = json_unreadable(sink, meminfo, unreadable, entry->line, &comma);
		sink_string(sink, comma ? "," : "");
		json_field(sink, meminfo->names + entry->name, is_bytes(entry), value_of(entry->n));
		comma = true;
	}
	json_unreadable(sink, meminfo, unreadable, UINT32_MAX, &comma);
	sink_bytes(sink, "]", 1);
}

static void json_available(struct sink *sink, const struct evidence *evidence)
{
	const struct available *available = &evidence->available;

	sink_string(sink, ",\"available\":");
	if (!evidence->available_known) {
		sink_string(sink, "null");
		return;
	}
	sink_format(sink, "{\"bytes\":%" PRIu64 ",\"printed\":", available->bytes);
	if (value_known(available->printed))
		sink_signed(sink, available->printed.n);
	else
		sink_string(sink, "null");
	sink_format(sink, ",\"estimated\":%s,\"error_bytes\":%" PRIu64 ",\"method\":\"%s\"}",
		available_is_estimated(available) ? "true" : "false", available->error,
		available_method_name(available->method));
}

static void json_balance(struct sink *sink, const struct balance *balance)
{
	sink_string(sink, ",\"balance\":");
	if (balance->state != BALANCE_OK) {
		sink_string(sink, "null");
		return;
	}
	sink_bytes(sink, "[", 1);
	for (size_t i = 0; i < TERM_UNNAMED; i++)
		if (value_known(balance->term[i]))
			sink_format(sink, "{\"term\":\"%s\",\"bytes\":%" PRIu64 "},",
				term_rows[i].key, balance->term[i].n);
	sink_format(sink, "{\"term\":\"%s\",\"bytes\":%" PRId64 "}]", term_rows[TERM_UNNAMED].key,
		balance->unnamed);
}

static void json_malformed(struct sink *sink, const struct meminfo *meminfo)
{
	sink_string(sink, ",\"malformed_lines\":[");
	for (size_t i = 0; i < meminfo->malformed_count; i++) {
		if (i)
			sink_bytes(sink, ",", 1);
		explain_json_string(sink, meminfo->names + meminfo->malformed[i].text);
	}
	sink_bytes(sink, "]", 1);
}

static void json_kernel(struct sink *sink, const struct explained *explained)
{
	char kernel[96];

	explain_kernel(kernel, sizeof(kernel), explained, false);
	sink_string(sink, ",\"kernel_guess\":");
	if (*kernel)
		explain_json_string(sink, kernel);
	else
		sink_string(sink, "null");
}

/* Where it stands among the others of its text, and what it was taken from; a saved text only. */
static void json_place(struct sink *sink, const struct explained *explained)
{
	const struct evidence *evidence = explained->evidence;

	if (evidence->place.count == 0)
		return;
	sink_format(sink, ",\"kind\":\"%s\",\"meminfos\":%zu,\"meminfo\":%zu",
		pasted_rows[evidence->meminfo->tool].name, evidence->place.count,
		evidence->place.index + 1);
	if (explained->before)
		explain_series_json(sink, explained->before, explained);
}

void explain_json(struct sink *sink, const struct explained *explained)
{
	const struct evidence *evidence = explained->evidence;
	struct findings findings;

	machine_judge(&findings, evidence);
	sink_format(sink, "{\"schema\":%d,\"source\":", SCHEMA);
	explain_json_string(sink, explained->source);
	json_kernel(sink, explained);
	json_place(sink, explained);
	json_fields(sink, evidence->meminfo);
	json_available(sink, evidence);
	json_balance(sink, &evidence->balance);
	findings_json(sink, &findings);
	sink_format(sink, ",\"complete\":%s", evidence->origin.complete ? "true" : "false");
	json_malformed(sink, evidence->meminfo);
	sink_string(sink, "}\n");
}

/* A name never holds a comma or a quote: the parser's names are letters, digits, _, ( and ). */
void explain_csv(struct sink *sink, const struct explained *explained)
{
	const struct meminfo *meminfo = explained->evidence->meminfo;

	sink_string(sink, "name,bytes,count\n");
	for (size_t i = 0; i < meminfo->entry_count; i++) {
		const struct meminfo_entry *entry = &meminfo->entries[i];

		sink_string(sink, meminfo->names + entry->name);
		sink_string(sink, is_bytes(entry) ? "," : ",,");
		sink_number(sink, entry->n);
		sink_string(sink, is_bytes(entry) ? ",\n" : "\n");
	}
}
