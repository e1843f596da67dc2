/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mem-Info: show_mem(), before 4.x show_free_areas(). */
#include <string.h>

#include "base/macros.h"
#include "parse/oom/parser.h"

/* So many lines, of registers and the like, stand between a call trace and Mem-Info. */
#define TRACE_LINES 25

/* What is behind these in a report begins another one. */
#define LATE OOM_SEEN_LATE

bool oom_take_mem_info(struct oom_parser *parser)
{
	/* To 3.6 that of the machine follows the account of a cgroup, too. */
	struct oom_report *report = oom_parser_need(parser,
		OOM_SEEN_MEM_INFO | OOM_SEEN_COUNTERS | OOM_SEEN_ZONES | LATE);

	if (!report)
		return true;
	/* A call trace in front of it is one of the task that wanted memory. */
	if (parser->now->seen == 0 &&
		(parser->traced == 0 || parser->words.line > parser->traced + TRACE_LINES))
		report->headless = false;
	oom_words_take(&parser->words);
	report->mem_info = true;
	parser->now->seen |= OOM_SEEN_MEM_INFO;
	parser->now->section = OOM_SECTION_COUNTERS;
	return true;
}

/* Begins the counters where "Mem-Info:" was lost. */
static bool begin_counters(struct oom_parser *parser, enum oom_key key)
{
	struct oom_report *report;

	if (parser->now->section == OOM_SECTION_COUNTERS && parser->now->open)
		return true;
	if (key != OOM_active_anon && key != OOM_active)
		return false;
	report = oom_parser_need(parser, OOM_SEEN_COUNTERS | OOM_SEEN_ZONES | LATE);
	if (!report)
		return false;
	report->mem_info = true;
	parser->now->section = OOM_SECTION_COUNTERS;
	return true;
}

static struct value *figure_of(struct oom_parser *parser, enum oom_key key, bool bytes)
{
	struct oom_report *report;

	if (!bytes && key != OOM_pages_scanned) {
		if (!begin_counters(parser, key))
			return NULL;
		parser->now->seen |= OOM_SEEN_COUNTERS;
		return &oom_parser_report(parser)->counter[key];
	}
	report = oom_parser_report(parser);
	if (!report)
		return NULL;
	switch (parser->now->section) {
	case OOM_SECTION_NODE:
		return &report->nodes[report->node_count - 1].key[key];
	case OOM_SECTION_ZONE:
		return &report->zones[parser->now->zone].key[key];
	default:
		return NULL;
	}
}

/* "cache:0KB rss:1024KB" of a cgroup and of each below it, to 4.18: their sum. */
static bool add_stat(struct oom_parser *parser, enum oom_key key, uint64_t bytes)
{
	struct value *stat = &oom_parser_report(parser)->memory_cgroup.stat[key];

	*stat = value_of(value_or(*stat, 0) + bytes);
	return true;
}

/* "name:123kB", "name:123", "name: 123kB" */
bool oom_take_figure(struct oom_parser *parser)
{
	struct oom_words words = parser->words;
	struct value *value;
	enum oom_word_form form;
	enum oom_key key;
	uint64_t n;

	form = oom_word_figure(oom_words_take(&words), &key, &n);
	if (form == OOM_WORD_NAME) {
		if (!oom_word_kilobytes(oom_words_take(&words), &n))
			return false;
		form = OOM_WORD_BYTES;
	}
	if (form == OOM_WORD_OTHER)
		return false;
	if (parser->now->section == OOM_SECTION_CGROUP) {
		if (form != OOM_WORD_BYTES || !add_stat(parser, key, n))
			return false;
	} else {
		value = figure_of(parser, key, form == OOM_WORD_BYTES);
		if (!value)
			return false;
		oom_parser_set(oom_parser_report(parser), value, n);
	}
	parser->words = words;
	return true;
}

static int kind_of(struct text name)
{
	for (int kind = 0; kind < OOM_ZONE_COUNT; kind++)
		if (text_equals(name, oom_zone_name((enum oom_zone_kind)kind)))
			return kind;
	return -1;
}

/* The zone of the report, which is made if it is not there yet; false without memory. */
static bool find_zone(struct oom_parser *parser, struct oom_report *report, int node,
	enum oom_zone_kind kind, size_t *index)
{
	struct oom_zone *grown;

	for (size_t i = report->zone_count; i > 0; i--) {
		if (report->zones[i - 1].node == node && report->zones[i - 1].kind == kind) {
			*index = i - 1;
			return true;
		}
	}
	grown = oom_parser_grow(parser, report->zones, &report->zone_room, report->zone_count,
		sizeof(*grown));
	if (!grown)
		return false;
	report->zones = grown;
	*index = report->zone_count;
	report->zones[report->zone_count] = (struct oom_zone){ .node = node, .kind = kind };
	OOM_ABSENT(&report->zones[report->zone_count], key, key);
	report->zones[report->zone_count].blocks.sum = value_missing(VALUE_ABSENT);
	report->zone_count++;
	return true;
}

static unsigned block_types(struct text letters)
{
	static const char names[] = "UMEHCI";
	unsigned types = 0;

	for (size_t i = 0; i < letters.length; i++) {
		const char *found = strchr(names, letters.at[i]);

		if (found && letters.at[i])
			types |= 1u << (found - names);
	}
	return types;
}

/* "4*4kB (UM) 0*8kB ... = 13312kB", from its first number on */
static void read_blocks(struct oom_parser *parser, struct oom_report *report,
	struct oom_blocks *blocks)
{
	struct text word;
	uint64_t n;

	while ((word = oom_parser_same(parser)).length > 0) {
		uint64_t count, size;

		if (oom_word_blocks(word, &count, &size) && blocks->count < OOM_ORDERS) {
			blocks->order[blocks->count].count = count;
			blocks->order[blocks->count++].size = size;
		} else if (word.at[0] == '(' && blocks->count > 0) {
			blocks->order[blocks->count - 1].types = block_types(word);
		} else {
			break;
		}
		oom_words_take(&parser->words);
	}
	if (oom_words_skip(&parser->words, "=") &&
		oom_word_kilobytes(oom_parser_same(parser), &n)) {
		oom_words_take(&parser->words);
		blocks->sum = value_of(n);
	} else {
		report->broken++;
	}
}

/* Behind "DMA:" or "Node 0 DMA:"; words are behind the colon. */
static bool take_blocks(struct oom_parser *parser, struct oom_words words, int node,
	enum oom_zone_kind kind)
{
	struct oom_report *report;
	uint64_t count, size;
	size_t index;

	if (!oom_word_blocks(oom_words_peek(&words), &count, &size))
		return false;
	report = oom_parser_need(parser, LATE);
	if (!report || !find_zone(parser, report, node, kind, &index))
		return true;
	parser->words = words;
	parser->now->section = OOM_SECTION_NONE;
	if (report->zones[index].blocks.count > 0)
		report->contradictions++;
	else
		read_blocks(parser, report, &report->zones[index].blocks);
	return true;
}

/* Behind "DMA" or "Node 0 DMA", where "free:..." follows. */
static bool take_zone_line(struct oom_parser *parser, struct oom_words words, int node,
	enum oom_zone_kind kind)
{
	struct oom_report *report;
	size_t index;

	if (!text_starts(oom_words_peek(&words), "free:"))
		return false;
	report = oom_parser_need(parser, LATE);
	if (!report || !find_zone(parser, report, node, kind, &index))
		return true;
	parser->words = words;
	parser->now->section = OOM_SECTION_ZONE;
	parser->now->zone = index;
	parser->now->seen |= OOM_SEEN_ZONES;
	return true;
}

static bool take_zone_of(struct oom_parser *parser, struct oom_words words, int node)
{
	struct text word = oom_words_take(&words), name = oom_text_between(word, "", ":");
	int kind = kind_of(name);

	if (kind < 0)
		return false;
	if (name.length < word.length)
		return take_blocks(parser, words, node, (enum oom_zone_kind)kind);
	return take_zone_line(parser, words, node, (enum oom_zone_kind)kind);
}

bool oom_take_zone(struct oom_parser *parser)
{
	return take_zone_of(parser, parser->words, OOM_NO_NODE);
}

/* "Node 0 active_anon:5653768kB ..." */
static bool take_node_line(struct oom_parser *parser, struct oom_words words, int node)
{
	struct oom_report *report;
	struct oom_node *grown;

	if (!text_starts(oom_words_peek(&words), "active_anon:"))
		return false;
	report = oom_parser_need(parser, LATE);
	grown = report ? oom_parser_grow(parser, report->nodes, &report->node_room,
				 report->node_count, sizeof(*grown))
		       : NULL;
	if (!grown)
		return true;
	report->nodes = grown;
	report->nodes[report->node_count] = (struct oom_node){ .node = node };
	OOM_ABSENT(&report->nodes[report->node_count], key, key);
	report->node_count++;
	parser->words = words;
	parser->now->section = OOM_SECTION_NODE;
	return true;
}

static bool take_node_hugepages(struct oom_parser *parser, struct oom_words words, int node)
{
	struct oom_report *report;

	if (!text_starts(oom_words_peek(&words), "hugepages_total="))
		return false;
	parser->words = words;
	report = oom_parser_report(parser);
	oom_take_hugepages(parser);
	if (report && report->hugepages_count > 0)
		report->hugepages[report->hugepages_count - 1].node = node;
	return true;
}

/* "Node 0" in front of a node's own figures, of a zone's, of blocks and of huge pages */
bool oom_take_node(struct oom_parser *parser)
{
	struct oom_words words = parser->words;
	uint64_t node;

	oom_words_take(&words);
	if (!text_to_number(oom_words_take(&words), &node) || node > 65535)
		return false;
	return take_node_line(parser, words, (int)node) || take_zone_of(parser, words, (int)node) ||
	       take_node_hugepages(parser, words, (int)node);
}

bool oom_take_unreclaimable(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);

	oom_words_take(&parser->words);
	if (report && parser->now->section == OOM_SECTION_NODE)
		report->nodes[report->node_count - 1].all_unreclaimable =
			text_equals(oom_words_peek(&parser->words), "yes");
	return true;
}

/* "lowmem_reserve[]: 0 3191 15659": of the zone in front of it */
bool oom_take_reserve(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);
	struct oom_zone *zone;
	uint64_t n;

	oom_words_take(&parser->words);
	if (!report || parser->now->section != OOM_SECTION_ZONE)
		return false;
	zone = &report->zones[parser->now->zone];
	if (zone->reserve_count > 0)
		return false;
	while (zone->reserve_count < OOM_RESERVES && text_to_number(oom_parser_same(parser), &n) &&
		n <= OOM_COUNT_MAX) {
		zone->reserve[zone->reserve_count++] = n;
		oom_words_take(&parser->words);
	}
	return true;
}

/* "2096239 pages RAM" and its like */
bool oom_take_total(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);
	struct oom_words words = parser->words;
	uint64_t n;

	if (!report || !text_to_number(oom_words_take(&words), &n) || n > OOM_COUNT_MAX)
		return false;
	const struct {
		const char *phrase;
		struct value *value;
	} rows[] = {
		{ "pages RAM", &report->ram },
		{ "pages of RAM", &report->ram },
		{ "pages HighMem", &report->highmem },
		{ "pages HighMem/MovableOnly", &report->highmem },
		{ "pages of HIGHMEM", &report->highmem },
		{ "pages reserved", &report->reserved },
		{ "reserved pages", &report->reserved },
		{ "pages cma reserved", &report->cma_reserved },
		{ "total pagecache pages", &report->page_cache },
		{ "pages in swap cache", &report->swap_cache },
		{ "pages swap cached", &report->swap_cache },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (!oom_words_skip(&words, rows[i].phrase))
			continue;
		oom_parser_set(report, rows[i].value, n);
		parser->words = words;
		parser->now->seen |= OOM_SEEN_TOTALS;
		parser->now->section = OOM_SECTION_NONE;
		return true;
	}
	return false;
}

/* "Free swap  = 84kB", "Free swap: 84kB", "Total swap = 25165820kB" */
bool oom_take_swap(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);
	struct oom_words words = parser->words;
	bool is_free =
		oom_words_skip(&words, "Free swap =") || oom_words_skip(&words, "Free swap:");
	uint64_t n;

	if (!report || (!is_free && !oom_words_skip(&words, "Total swap =")) ||
		!oom_word_kilobytes(oom_words_take(&words), &n))
		return false;
	oom_parser_set(report, is_free ? &report->swap_free : &report->swap_total, n);
	parser->words = words;
	parser->now->seen |= OOM_SEEN_TOTALS;
	parser->now->section = OOM_SECTION_NONE;
	return true;
}

static bool next_setting(struct oom_parser *parser, const char *name, uint64_t *n)
{
	struct text value = oom_text_between(oom_parser_same(parser), name, "");

	if (value.length == 0 || !(oom_word_kilobytes(value, n) || text_to_number(value, n)))
		return false;
	oom_words_take(&parser->words);
	return true;
}

/* "hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB", also without Node */
bool oom_take_hugepages(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);
	struct oom_hugepages pages = { .node = OOM_NO_NODE }, *grown;

	if (!report || !next_setting(parser, "hugepages_total=", &pages.total))
		return false;
	if (!next_setting(parser, "hugepages_free=", &pages.free) ||
		!next_setting(parser, "hugepages_surp=", &pages.surplus) ||
		!next_setting(parser, "hugepages_size=", &pages.size)) {
		report->broken++;
		return true;
	}
	grown = oom_parser_grow(parser, report->hugepages, &report->hugepages_room,
		report->hugepages_count, sizeof(*grown));
	if (!grown)
		return true;
	report->hugepages = grown;
	report->hugepages[report->hugepages_count++] = pages;
	return true;
}
