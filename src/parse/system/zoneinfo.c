/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/system/zoneinfo.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "base/text.h"

/* Stands for managed until its line was seen. */
#define NOT_PRINTED UINT64_MAX

/* The lines of a zone that are of interest, by what they begin with (after blanks). */
struct zone_row {
	const char *key;
	size_t offset; /* of a uint64_t in struct zone */
	bool sum;      /* occurs once a CPU */
};

/*
 * Names with a colon stand behind the pagesets, those without before them: so the watermark
 * "high" and a pageset's "high:" do not mix.  "count:" occurs twice a CPU, for hot and cold pages,
 * in early 2.6 kernels.
 */
static const struct zone_row zone_rows[] = {
	{ "count:", offsetof(struct zone, per_cpu), true },
	{ "pages free ", offsetof(struct zone, free), false },
	{ "boost ", offsetof(struct zone, boost), false },
	{ "min ", offsetof(struct zone, min), false },
	{ "low ", offsetof(struct zone, low), false },
	{ "high ", offsetof(struct zone, high), false },
	{ "spanned ", offsetof(struct zone, spanned), false },
	{ "present ", offsetof(struct zone, present), false },
	{ "managed ", offsetof(struct zone, managed), false },
	{ "node_unreclaimable:", offsetof(struct zone, unreclaimable), false },
	{ "all_unreclaimable:", offsetof(struct zone, unreclaimable), false }, /* before 4.8 */
};

/* "Node 0, zone      DMA" */
static bool take_heading(struct zone *zone, struct text line)
{
	struct text name;
	uint64_t node;

	text_next_word(&line);
	if (!text_next_number(&line, &node) || node > UINT32_MAX)
		return false;
	text_next_word(&line); /* "," */
	if (!text_equals(text_next_word(&line), "zone"))
		return false;
	name = text_next_word(&line);
	if (name.length == 0)
		return false;
	*zone = (struct zone){ .node = (unsigned)node, .managed = NOT_PRINTED };
	if (name.length >= sizeof(zone->name))
		name.length = sizeof(zone->name) - 1;
	memcpy(zone->name, name.at, name.length);
	return true;
}

/* "protection: (0, 2902, 24018, 24018)" */
static void take_protection(struct zone *zone, struct text line)
{
	text_next_field(&line, '(');
	while (line.length > 0) {
		struct text field = text_next_field(&line, ',');
		uint64_t pages;

		if (text_next_number(&field, &pages) && pages > zone->protection_max)
			zone->protection_max = pages;
	}
}

static void take_line(struct zone *zone, struct text line)
{
	for (size_t i = 0; i < COUNT_OF(zone_rows); i++) {
		const struct zone_row *row = &zone_rows[i];
		uint64_t *target = (uint64_t *)(void *)((char *)zone + row->offset), n;
		size_t length;

		if (line.at[0] != row->key[0] || !text_starts(line, row->key))
			continue;
		length = strlen(row->key);
		line = text_of(line.at + length, line.length - length);
		if (text_next_number(&line, &n))
			*target = row->sum ? *target + n : n;
		return;
	}
	if (text_starts(line, "protection:"))
		take_protection(zone, line);
}

static struct zone *append_zone(struct zoneinfo *zoneinfo, size_t *capacity,
	const struct zone *zone)
{
	struct zone *zones =
		array_reserve(zoneinfo->zones, capacity, zoneinfo->count + 1, sizeof(*zones));

	if (!zones)
		return NULL;
	zoneinfo->zones = zones;
	zones[zoneinfo->count] = *zone;
	return &zones[zoneinfo->count++];
}

static void add_up(struct zoneinfo *zoneinfo)
{
	for (size_t i = 0; i < zoneinfo->count; i++) {
		struct zone *zone = &zoneinfo->zones[i];
		uint64_t high = zone->high > zone->boost ? zone->high - zone->boost : 0;
		uint64_t reserve = high <= UINT64_MAX - zone->protection_max
					   ? high + zone->protection_max
					   : UINT64_MAX;

		if (zone->managed == NOT_PRINTED)
			zone->managed = zone->present;
		zoneinfo->per_cpu_pages += zone->per_cpu;
		zoneinfo->low_pages += zone->low;
		zoneinfo->total_reserve_pages += min_u64(reserve, zone->managed);
	}
}

enum status zoneinfo_parse(struct zoneinfo *zoneinfo, const char *text, size_t length)
{
	struct text rest = text_of(text, length), line;
	struct zone *zone = NULL, next;
	size_t capacity = 0;

	*zoneinfo = (struct zoneinfo){ 0 };
	while (text_next_line(&rest, &line)) {
		while (line.length > 0 && line.at[0] == ' ')
			line = text_of(line.at + 1, line.length - 1);
		if (line.length < 4 || text_starts(line, "nr_"))
			continue;
		if (text_starts(line, "Node ") && take_heading(&next, line)) {
			zone = append_zone(zoneinfo, &capacity, &next);
			if (!zone)
				return STATUS_NO_MEMORY;
		} else if (zone) {
			take_line(zone, line);
		}
	}
	add_up(zoneinfo);
	return zoneinfo->count > 0 ? STATUS_OK : STATUS_MALFORMED;
}

void zoneinfo_free(struct zoneinfo *zoneinfo)
{
	free(zoneinfo->zones);
	*zoneinfo = (struct zoneinfo){ 0 };
}
