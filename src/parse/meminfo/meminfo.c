/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/meminfo/meminfo.h"

#include <stdlib.h>

#include "parse/meminfo/header.h"
#include "parse/meminfo/scan.h"
#include "parse/meminfo/store.h"

/*
 * A line as the kernel prints it takes the short way, take_plain_line().  For all others the
 * question is what of them is a field.  A name that only meminfo has, with a number, is one
 * wherever it stands.  A name that is not known, or that other files have, too, is one only next
 * to a line that is: with the same text before the name, and with a unit, or as the neighbours are
 * aligned.
 */

/* Not more lines of unknown names than these may stand before the first known one. */
#define PENDING_MAX 4

/* More bytes than a signed number holds are a counter that fell below 0. */
#define BYTES_MAX ((uint64_t)INT64_MAX)

/* The kernel's numbers end here or later, counted from the beginning of the name. */
#define NUMBER_END_MIN 22

/* Something that is of a meminfo only if the next line is. */
struct pending {
	struct meminfo_candidate candidate;
	uint32_t line, shape;
	bool cut_off; /* the end of a field that lacks its beginning */
};

struct parser {
	struct meminfo_store store;
	struct meminfo_table table;
	struct pending pending[PENDING_MAX];
	size_t pending_count;        /* also those that found no room */
	size_t pending_lines;        /* on how many lines they stand */
	enum meminfo_field expected; /* what comes next if a kernel printed this */
	bool evidence;               /* a field was seen that only meminfo has */
	uint32_t line;
	int first;        /* the field that this meminfo begins with, -1: none yet */
	bool begins;      /* the line is the first of the text */
	bool open_end;    /* the line is the last and has no newline */
	const char *next; /* where another meminfo begins; NULL: not yet */

	/* The last line of fields. */
	uint32_t shape; /* what stood before the name */
	size_t number_end;
	size_t alignment;   /* the least of all number_end: the kernel aligns them */
	size_t blanks, gap; /* blank lines since then, and between it and the one before */
	bool adjacent;      /* nothing else than blank lines came since, gap at most */

	/* This line. */
	bool accepted;         /* something of it was of a meminfo */
	bool pending_on_line;  /* something of it is pending */
	const char *taken_end; /* of the last that is either */
	uint32_t taken_shape;  /* what stood before the first */
};

#define SHAPE_LENGTH_MAX 256
#define SHAPE_OF_NOTHING 2166136261u /* FNV-1a begins with it */

/* Text before the name, so that that of one log line equals that of the next: "0:0:0 host kernel:".
 */
static uint32_t shape_of(struct text prefix)
{
	uint32_t hash = SHAPE_OF_NOTHING;
	char last = '\0';

	if (prefix.length > SHAPE_LENGTH_MAX)
		prefix = text_of(prefix.at + prefix.length - SHAPE_LENGTH_MAX, SHAPE_LENGTH_MAX);
	prefix = text_trim(prefix);
	for (size_t i = 0; i < prefix.length; i++) {
		char c = prefix.at[i];

		if (c >= '0' && c <= '9')
			c = '0';
		else if (c == '\t')
			c = ' ';
		if (c == last && (c == '0' || c == ' '))
			continue;
		hash = (hash ^ (unsigned char)c) * 16777619u;
		last = c;
	}
	return hash;
}

/* --- What a candidate is --- */

/* These stand in smaps and status, too. */
static bool is_shared_name(int field)
{
	return field == MEMINFO_Locked || field == MEMINFO_LazyFree ||
	       field == MEMINFO_AnonHugePages || field == MEMINFO_ShmemPmdMapped ||
	       field == MEMINFO_FilePmdMapped;
}

/* MemTotal and Inact_dirty are no words; Active and Buffers are. */
static bool is_distinctive(struct text name)
{
	for (size_t i = 1; i < name.length; i++) {
		char c = name.at[i];

		if ((c >= 'A' && c <= 'Z') || c == '_' || c == '(')
			return true;
	}
	return false;
}

static bool is_known(const struct meminfo_candidate *candidate)
{
	return candidate->field >= 0 && !is_shared_name(candidate->field);
}

static enum meminfo_unit unit_of(const struct meminfo_candidate *candidate)
{
	switch (candidate->unit) {
	case UNIT_WORD_KB:
		return MEMINFO_KB;
	case UNIT_WORD_PAGES:
		return MEMINFO_PAGES;
	case UNIT_WORD_BYTES:
		return MEMINFO_BYTES;
	default:
		break;
	}
	if (candidate->field >= 0 && meminfo_field_is_bytes((enum meminfo_field)candidate->field))
		return MEMINFO_KB;
	return MEMINFO_COUNT;
}

/* Whether the line and text end where the field still lacks something. */
static bool is_cut_at_end(const struct parser *parser, const struct meminfo_candidate *candidate)
{
	if (!parser->open_end || !candidate->last)
		return false;
	if (candidate->number == NUMBER_MISSING)
		return text_trim(candidate->value).length == 0;
	if (candidate->unit == UNIT_WORD_PARTIAL)
		return true;
	if (candidate->unit != UNIT_WORD_NONE)
		return false;
	if (candidate->field < 0 || unit_of(candidate) != MEMINFO_COUNT)
		return true;
	return candidate->number_end < parser->alignment;
}

static bool ends_with(struct text text, const char *end)
{
	size_t length = strlen(end);

	return length < text.length && memcmp(text.at + text.length - length, end, length) == 0;
}

static bool is_end_of_name(struct text name)
{
	for (unsigned field = 0; field < MEMINFO_FIELD_COUNT; field++) {
		const char *whole = meminfo_field_name((enum meminfo_field)field);
		size_t length = strlen(whole);

		if (name.length < length &&
			memcmp(whole + length - name.length, name.at, name.length) == 0)
			return true;
	}
	return false;
}

/* "Cached:" may be all that is left of "SwapCached:" where the text begins. */
static bool is_cut_at_start(const struct parser *parser, const struct meminfo_candidate *candidate)
{
	if (!parser->begins || candidate->prefix.length > 0 || !is_end_of_name(candidate->name))
		return false;
	return candidate->field < 0 ||
	       (candidate->padded && candidate->number_end < NUMBER_END_MIN);
}

/* Whether nothing stands between it and what was taken of the line before it. */
static bool follows(const struct parser *parser, const struct meminfo_candidate *candidate)
{
	size_t between = (size_t)(candidate->name.at - parser->taken_end);

	return meminfo_scan_is_filler(text_of(parser->taken_end, between));
}

/* The shape of the text before it, or before the fields to which it is glued. */
static uint32_t shape_before(const struct parser *parser, const struct meminfo_candidate *candidate)
{
	bool taken = parser->accepted || parser->pending_on_line;

	return taken && follows(parser, candidate) ? parser->taken_shape
						   : shape_of(candidate->prefix);
}

/* Whether it continues the fields before it. */
static bool fits(const struct parser *parser, const struct meminfo_candidate *candidate)
{
	if (parser->accepted)
		return follows(parser, candidate);
	return parser->adjacent && shape_of(candidate->prefix) == parser->shape;
}

enum line_class { LINE_OTHER_TEXT, LINE_FIELD, LINE_PENDING, LINE_MALFORMED };

static enum line_class judge_number(const struct parser *parser,
	const struct meminfo_candidate *candidate, bool fitting)
{
	bool has_unit = candidate->unit != UNIT_WORD_NONE && candidate->unit != UNIT_WORD_OTHER;

	if (is_known(candidate) && (has_unit || is_distinctive(candidate->name)))
		return LINE_FIELD;
	if (fitting && (has_unit || is_known(candidate) || parser->accepted ||
			       candidate->number_end == parser->number_end))
		return LINE_FIELD;
	return (fitting || has_unit) && !parser->accepted ? LINE_PENDING : LINE_OTHER_TEXT;
}

/* Whether what is no field was meant to be one. */
static bool looks_like_field(const struct meminfo_candidate *candidate, bool fitting)
{
	struct text value = text_trim(candidate->value);
	bool in_kb = candidate->unit == UNIT_WORD_KB || ends_with(value, "kB");

	if (candidate->field < 0)
		return fitting && (in_kb || candidate->number == NUMBER_TOO_LARGE);
	if (fitting || in_kb || candidate->number == NUMBER_TOO_LARGE)
		return true;
	if (!is_distinctive(candidate->name))
		return false;
	/* An explanation in a text about meminfo is none, but "MemTotal: unknown" is. */
	if (value.length == 0 || memchr("0123456789+-?.", value.at[0], 14))
		return true;
	return text_next_word(&value).length <= 16 && value.length == 0;
}

static bool has_wrong_unit(const struct meminfo_candidate *candidate)
{
	if (candidate->unit == UNIT_WORD_PARTIAL)
		return true;
	return candidate->unit == UNIT_WORD_OTHER &&
	       (candidate->field < 0 || unit_of(candidate) != MEMINFO_COUNT);
}

static enum line_class judge(const struct parser *parser, const struct meminfo_candidate *candidate,
	enum meminfo_fault *fault)
{
	bool fitting = fits(parser, candidate);

	if (is_cut_at_end(parser, candidate)) {
		*fault = MEMINFO_CUT_OFF;
		return fitting || (is_known(candidate) && is_distinctive(candidate->name))
			       ? LINE_MALFORMED
			       : LINE_OTHER_TEXT;
	}
	if (candidate->number == NUMBER_MISSING)
		*fault = MEMINFO_NO_NUMBER;
	else if (candidate->number == NUMBER_TOO_LARGE)
		*fault = MEMINFO_TOO_LARGE;
	else if (has_wrong_unit(candidate))
		*fault = MEMINFO_WRONG_UNIT;
	else if (candidate->n > (unit_of(candidate) == MEMINFO_KB ? BYTES_MAX >> 10 : BYTES_MAX))
		*fault = MEMINFO_TOO_LARGE;
	else if (is_cut_at_start(parser, candidate))
		return LINE_PENDING;
	else
		return judge_number(parser, candidate, fitting);
	return looks_like_field(candidate, fitting) ? LINE_MALFORMED : LINE_OTHER_TEXT;
}

/* --- What is done with it --- */

static void drop_pending(struct parser *parser)
{
	parser->store.meminfo->extras_count += parser->pending_lines;
	parser->pending_count = parser->pending_lines = 0;
}

static uint64_t bytes_or_count(const struct meminfo_candidate *candidate)
{
	return unit_of(candidate) == MEMINFO_KB ? candidate->n << 10 : candidate->n;
}

static void store_field(struct parser *parser, const struct meminfo_candidate *candidate,
	uint32_t line)
{
	struct meminfo_entry entry = {
		.field = candidate->field,
		.unit = unit_of(candidate),
		.n = bytes_or_count(candidate),
		.line = line,
	};

	if (parser->first < 0)
		parser->first = candidate->field;
	meminfo_store_entry(&parser->store, entry, candidate->name);
}

static void store_malformed(struct parser *parser, int field, enum meminfo_fault fault,
	uint32_t line, struct text text)
{
	struct meminfo_malformed malformed = { .field = field, .fault = fault, .line = line };

	meminfo_store_malformed(&parser->store, malformed, text);
	if (fault == MEMINFO_CUT_OFF)
		parser->store.meminfo->cut_off = true;
}

static void store_pending(struct parser *parser, const struct pending *pending)
{
	if (pending->cut_off)
		store_malformed(parser, -1, MEMINFO_CUT_OFF, pending->line,
			pending->candidate.whole);
	else
		store_field(parser, &pending->candidate, pending->line);
}

/*
 * Whether the field is of another meminfo than those before: it was there, and has another value or
 * is the one that this meminfo began with.  n is in bytes, or a count.
 */
static bool begins_another(const struct parser *parser, int field, uint64_t n)
{
	struct value before;

	if (field < 0 || !parser->store.seen[field])
		return false;
	before = parser->store.meminfo->field[field];
	return field == parser->first || (value_known(before) && value_or(before, 0) != n);
}

/* Where the line begins, unless a field before it is on the same line. */
static void end_before(struct parser *parser, const struct meminfo_candidate *candidate)
{
	parser->next = parser->accepted ? candidate->name.at : candidate->prefix.at;
}

/* The lines before a field of that shape turn out to be of the same meminfo, or not. */
static void classify_pending(struct parser *parser, uint32_t shape, int field)
{
	size_t count = parser->pending_count;

	/* A meminfo begins with MemTotal: what stands before it is not of it. */
	if (count > PENDING_MAX || field == MEMINFO_MemTotal || field == MEMINFO_Mem_row) {
		drop_pending(parser);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const struct pending *pending = &parser->pending[i];

		if (pending->shape == shape)
			store_pending(parser, pending);
		else if (i == 0 || pending[-1].line != pending->line)
			parser->store.meminfo->extras_count++;
	}
	parser->pending_count = parser->pending_lines = 0;
}

static void add_pending(struct parser *parser, const struct meminfo_candidate *candidate,
	uint32_t shape, bool cut_off)
{
	if (parser->pending_count < PENDING_MAX)
		parser->pending[parser->pending_count] = (struct pending){
			.candidate = *candidate,
			.line = parser->line,
			.shape = shape,
			.cut_off = cut_off,
		};
	parser->pending_count++;
	if (!parser->pending_on_line)
		parser->pending_lines++;
	parser->pending_on_line = true;
	parser->taken_shape = shape;
}

/* This line is one of fields: what comes next is judged by it. */
static void note_accepted(struct parser *parser, uint32_t shape, size_t number_end)
{
	if (!parser->accepted) {
		parser->shape = shape;
		parser->gap = parser->blanks;
		parser->blanks = 0;
	}
	parser->number_end = number_end;
	if (number_end > 0 && number_end < parser->alignment)
		parser->alignment = number_end;
	parser->accepted = true;
	parser->taken_shape = shape;
}

static void expect_after(struct parser *parser, int field)
{
	if (field >= 0)
		parser->expected = (enum meminfo_field)(field + 1);
	if (field >= 0 && !is_shared_name(field))
		parser->evidence = true;
}

/* The last number of the text may lack digits: no one can tell. */
static struct text without_last_word(struct text line)
{
	while (line.length > 0 && line.at[line.length - 1] != ' ' &&
		line.at[line.length - 1] != '\t')
		line.length--;
	return line;
}

/* "Mem:" and "Swap:" of 2.4.  False if it is not such a row. */
static bool take_row(struct parser *parser, const struct meminfo_candidate *candidate)
{
	struct meminfo *meminfo = parser->store.meminfo;
	enum meminfo_field field = (enum meminfo_field)candidate->field;
	struct meminfo_header *header = &meminfo->header;
	struct text value = candidate->value;
	struct value total;

	if (parser->store.seen[field])
		return false;
	if (parser->open_end) {
		value = without_last_word(value);
		meminfo->cut_off = true;
	}
	if (!meminfo_table_row(&parser->table, header, field, value))
		return false;
	total = field == MEMINFO_Mem_row ? header->total : header->swap_total;
	meminfo_store_entry(&parser->store,
		(struct meminfo_entry){
			.field = candidate->field,
			.unit = MEMINFO_BYTES,
			.n = value_or(total, 0),
			.line = parser->line,
		},
		candidate->name);
	parser->evidence = true;
	return true;
}

/* Three numbers and nothing else: a row of the table, but of no heading. */
static bool is_bare_row(struct text value)
{
	size_t count = 0;
	struct text word;
	uint64_t n;

	while ((word = text_next_word(&value)).length > 0) {
		if (!text_to_number(word, &n))
			return false;
		count++;
	}
	return count >= 3;
}

/* "Node 0 MemTotal:" is of the meminfo of a NUMA node, not of the machine. */
static bool is_of_node(struct text prefix)
{
	static const char node[] = "Node";
	size_t end;

	prefix = text_trim(prefix);
	end = prefix.length;
	while (end > 0 && prefix.at[end - 1] >= '0' && prefix.at[end - 1] <= '9')
		end--;
	if (end == prefix.length)
		return false;
	prefix = text_trim(text_of(prefix.at, end));
	return prefix.length >= sizeof(node) - 1 &&
	       memcmp(prefix.at + prefix.length - (sizeof(node) - 1), node, sizeof(node) - 1) == 0;
}

/* Takes one candidate, if it is of a meminfo or may be; false if it is not. */
static bool take_candidate(struct parser *parser, struct meminfo_candidate *candidate)
{
	enum meminfo_fault fault = MEMINFO_NO_HEADING;
	enum line_class class;
	uint32_t shape;

	if (is_of_node(candidate->prefix))
		return false;
	if (candidate->field == MEMINFO_Mem_row || candidate->field == MEMINFO_Swap_row) {
		if (take_row(parser, candidate)) {
			drop_pending(parser);
			note_accepted(parser, shape_before(parser, candidate), 0);
			return true;
		}
		if (parser->open_end && parser->table.column_count > 0)
			fault = MEMINFO_CUT_OFF;
		class = fault == MEMINFO_CUT_OFF || is_bare_row(candidate->value) ? LINE_MALFORMED
										  : LINE_OTHER_TEXT;
	} else {
		class = judge(parser, candidate, &fault);
	}
	if (class == LINE_OTHER_TEXT)
		return false;
	shape = shape_before(parser, candidate);
	if (class == LINE_PENDING) {
		if (parser->pending_on_line && !follows(parser, candidate))
			return false;
		add_pending(parser, candidate, shape, is_cut_at_start(parser, candidate));
		return true;
	}
	if (class == LINE_FIELD &&
		begins_another(parser, candidate->field, bytes_or_count(candidate))) {
		end_before(parser, candidate);
		return true;
	}
	classify_pending(parser, shape, candidate->field);
	if (class == LINE_FIELD) {
		store_field(parser, candidate, parser->line);
		expect_after(parser, candidate->field);
	} else {
		store_malformed(parser, candidate->field, fault, parser->line, candidate->whole);
	}
	note_accepted(parser, shape, candidate->number_end);
	return true;
}

/* --- Lines --- */

static bool is_beginning_of_name(struct text text)
{
	for (unsigned field = 0; field < MEMINFO_FIELD_COUNT; field++) {
		const char *whole = meminfo_field_name((enum meminfo_field)field);

		if (strlen(whole) >= text.length && memcmp(whole, text.at, text.length) == 0)
			return true;
	}
	return false;
}

/* "SUnrec", "HugePages_" or "Committed A" at the end of the text, behind other fields. */
static bool is_name_cut_at_end(const struct parser *parser, struct text line)
{
	struct text name = meminfo_scan_last_name(line);
	size_t before = (size_t)(name.at - line.at);

	if (!parser->open_end || !parser->adjacent)
		return false;
	if (parser->shape == SHAPE_OF_NOTHING && is_beginning_of_name(line))
		return true;
	return name.length > 0 && parser->shape == shape_of(text_of(line.at, before)) &&
	       is_beginning_of_name(text_of(name.at, line.length - before));
}

/* "   12345 kB" at the beginning of the text. */
static bool is_value_cut_at_start(const struct parser *parser, struct text line)
{
	if (!parser->begins || !ends_with(line, "kB"))
		return false;
	for (size_t i = 0; i < line.length - 2; i++) {
		if (!memchr(": \t0123456789", line.at[i], 13))
			return false;
	}
	return true;
}

/* A line without any field: the end of one, or other text. */
static void take_other_line(struct parser *parser, struct text line)
{
	if (is_name_cut_at_end(parser, line)) {
		store_malformed(parser, -1, MEMINFO_CUT_OFF, parser->line, line);
		return;
	}
	drop_pending(parser);
	if (is_value_cut_at_start(parser, line)) {
		struct meminfo_candidate rest = { .prefix = text_of(line.at, 0), .whole = line };

		add_pending(parser, &rest, shape_of(rest.prefix), true);
		return;
	}
	parser->store.meminfo->extras_count++;
	parser->adjacent = false;
}

/* A line that is not as a kernel prints it. */
static void take_odd_line(struct parser *parser, struct text line)
{
	struct meminfo_candidate candidate;
	size_t at = 0;

	if (text_trim(line).length == 0) {
		parser->blanks++;
		parser->adjacent = parser->adjacent && parser->blanks <= parser->gap;
		return;
	}
	if (parser->store.seen[MEMINFO_Mem_row] && memmem(line.at, line.length, "total:", 6)) {
		parser->next = line.at;
		return;
	}
	if (meminfo_table_take(&parser->table, parser->open_end ? without_last_word(line) : line)) {
		drop_pending(parser);
		parser->adjacent = false;
		return;
	}
	while (!parser->next && meminfo_scan(&candidate, line, &at, parser->expected)) {
		if (take_candidate(parser, &candidate))
			parser->taken_end = line.at + at;
	}
	if (parser->accepted || parser->next)
		parser->adjacent = true;
	else if (!parser->pending_on_line)
		take_other_line(parser, line);
}

static bool is_name_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '(' || c == ')';
}

/* A line as a kernel prints it, of a field that only meminfo has.  False for any other. */
static bool take_plain_line(struct parser *parser, struct text line)
{
	struct meminfo_candidate candidate = { .prefix = text_of(line.at, 0) };
	size_t end = 0;

	while (end < line.length && is_name_character(line.at[end]))
		end++;
	if (end == 0 || end == line.length || line.at[end] != ':')
		return false;
	candidate.name = text_of(line.at, end);
	candidate.field = meminfo_field_find_from(parser->expected, line.at, end);
	if (candidate.field <= MEMINFO_Swap_row ||
		(is_shared_name(candidate.field) && !fits(parser, &candidate)))
		return false;
	line = text_of(line.at + end + 1, line.length - end - 1);
	if (!text_next_number(&line, &candidate.n) || candidate.n > BYTES_MAX >> 10)
		return false;
	candidate.number_end = (size_t)(line.at - candidate.name.at);
	if (text_equals(line, " kB"))
		candidate.unit = UNIT_WORD_KB;
	else if (line.length > 0 || unit_of(&candidate) != MEMINFO_COUNT)
		return false;
	if (begins_another(parser, candidate.field, bytes_or_count(&candidate))) {
		end_before(parser, &candidate);
		return true;
	}
	classify_pending(parser, SHAPE_OF_NOTHING, candidate.field);
	store_field(parser, &candidate, parser->line);
	expect_after(parser, candidate.field);
	note_accepted(parser, SHAPE_OF_NOTHING, candidate.number_end);
	parser->adjacent = true;
	parser->table.heading_open = parser->table.row_open = false;
	return true;
}

static void take_line(struct parser *parser, struct text line)
{
	parser->line++;
	parser->accepted = parser->pending_on_line = false;
	/* The first line and the last may be cut off. */
	if (parser->begins || parser->open_end || !take_plain_line(parser, line))
		take_odd_line(parser, line);
	parser->begins = false;
}

enum status meminfo_parse_next(struct meminfo *meminfo, const char *text, size_t length,
	struct meminfo_place *place)
{
	struct text rest = text_of(text + place->at, length - place->at), line;
	struct parser parser = { .alignment = SIZE_MAX,
		.first = -1,
		.line = place->line,
		.begins = place->at == 0 };

	meminfo_store_begin(&parser.store, meminfo);
	while (!parser.store.no_memory && !parser.next && text_next_line(&rest, &line)) {
		parser.open_end = rest.length == 0 && text[length - 1] != '\n';
		take_line(&parser, line);
	}
	place->at = parser.next ? (size_t)(parser.next - text) : length;
	place->line = parser.line - (parser.next ? 1 : 0);
	drop_pending(&parser);
	meminfo->complete = parser.evidence && meminfo_store_complete(&parser.store);
	if (parser.store.no_memory)
		return STATUS_NO_MEMORY;
	return parser.evidence ? STATUS_OK : STATUS_MALFORMED;
}

enum status meminfo_parse(struct meminfo *meminfo, const char *text, size_t length)
{
	struct meminfo_place start = { 0 };

	return meminfo_parse_next(meminfo, text, length, &start);
}

void meminfo_free(struct meminfo *meminfo)
{
	free(meminfo->entries);
	free(meminfo->malformed);
	string_pool_free(&meminfo->names);
	*meminfo = (struct meminfo){ 0 };
}
