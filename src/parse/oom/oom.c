/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parse/oom/oom.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "parse/oom/parser.h"

/*
 * A report ends where so many lines follow that say nothing of it: call traces are shorter.  Behind its
 * last line hardly anything of it comes.
 */
#define IDLE_LINES        250
#define IDLE_LINES_BEHIND 40

struct oom_report *oom_parser_report(struct oom_parser *parser)
{
	return parser->now->open ? &parser->reports->items[parser->now->report] : NULL;
}

struct oom_report *oom_parser_open(struct oom_parser *parser)
{
	struct oom_reports *reports = parser->reports;
	struct oom_report *grown;
	const struct oom_line *line;

	oom_words_peek(&parser->words);
	line = oom_lines_at(&parser->lines, parser->words.line);
	if (!line && parser->lines.count > 0 && !parser->lines.no_memory)
		line = &parser->lines.items[parser->lines.count - 1]; /* it ends the text */
	grown = line ? array_reserve(reports->items, &reports->room, reports->count + 1,
			       sizeof(*reports->items))
		     : NULL;
	if (!grown) {
		parser->no_memory = true;
		return NULL;
	}
	reports->items = grown;
	oom_report_clear(&reports->items[reports->count]);
	reports->items[reports->count].line = line->number;
	reports->items[reports->count].line_count = 1;
	reports->items[reports->count].headless = true;
	if (value_known(line->time_us))
		reports->items[reports->count].time_us = line->time_us;
	/* The line may be a wrapped one, without the caller that the one in front of it has. */
	*parser->now = (struct oom_context){ .caller = parser->now->caller,
		.open = true,
		.report = reports->count };
	return &reports->items[reports->count++];
}

struct oom_report *oom_parser_need(struct oom_parser *parser, unsigned unless_seen)
{
	if (!parser->now->open || (parser->now->seen & (unless_seen | OOM_SEEN_USERSPACE)))
		return oom_parser_open(parser);
	return oom_parser_report(parser);
}

void *oom_parser_grow(struct oom_parser *parser, void *items, size_t *room, size_t count,
	size_t size)
{
	void *grown = array_reserve(items, room, count + 1, size);

	if (!grown)
		parser->no_memory = true;
	return grown;
}

void oom_parser_set(struct oom_report *report, struct value *value, uint64_t n)
{
	if (value_known(*value))
		report->contradictions += value_or(*value, 0) != n;
	else
		*value = value_of(n);
}

struct text oom_parser_same(struct oom_parser *parser)
{
	struct oom_words next = parser->words;
	struct text word = oom_words_peek(&next);
	const struct oom_line *line = oom_lines_at(&parser->lines, next.line);

	if (word.length == 0 || !line)
		return text_of("", 0);
	if (next.line != parser->words.line && line->stamped)
		return text_of("", 0);
	return word;
}

/* What begins a line or stands in one, by its first word; a '*' ends a beginning. */
static const struct starter {
	const char *word;
	bool (*take)(struct oom_parser *parser);
} starters[] = {
	{ "invoked", oom_take_invoked },
	{ "oom-killer:", oom_take_oom_killer },
	{ "page", oom_take_failure },
	{ "vmalloc:", oom_take_vmalloc },
	{ "vmalloc", oom_take_vmalloc },
	{ "vmap", oom_take_vmalloc },
	{ "Show", oom_take_show_memory },
	{ "gfp_mask=*", oom_take_request_word },
	{ "mode:*", oom_take_request_word },
	{ "order=*", oom_take_request_word },
	{ "order:*", oom_take_request_word },
	{ "nodemask=*", oom_take_request_word },
	{ "cpuset=*", oom_take_request_word },
	{ "mems_allowed=*", oom_take_request_word },
	{ "oom-kill:constraint=*", oom_take_constraint },
	{ "tainted", oom_take_version },
	{ "Tainted:", oom_take_version },
	{ "PID:", oom_take_pid },
	{ "Pid:", oom_take_pid },
	{ "RIP:", oom_take_x86 },
	{ "EIP:", oom_take_x86 },
	{ "Mem-Info*", oom_take_mem_info },
	{ "Mem-info*", oom_take_mem_info },
	{ "Node", oom_take_node },
	{ "DMA*", oom_take_zone },
	{ "Normal*", oom_take_zone },
	{ "HighMem*", oom_take_zone },
	{ "Movable*", oom_take_zone },
	{ "Device*", oom_take_zone },
	{ "all_unreclaimable?", oom_take_unreclaimable },
	{ "lowmem_reserve[]:*", oom_take_reserve },
	{ "protections[]:*", oom_take_reserve },
	{ "Free", oom_take_swap },
	{ "Total", oom_take_swap },
	{ "hugepages_total=*", oom_take_hugepages },
	{ "Tasks", oom_take_task_state },
	{ "[*", oom_take_task },
	{ "Unreclaimable", oom_take_slab_info },
	{ "Killed", oom_take_oomd },
	{ "Killed", oom_take_kill },
	{ "Kill", oom_take_kill },
	{ "kill", oom_take_kill },
	{ "killed", oom_take_limit_of },
	{ "total-vm:*", oom_take_victim_word },
	{ "vsz:*", oom_take_victim_word },
	{ "anon-rss:*", oom_take_victim_word },
	{ "file-rss:*", oom_take_victim_word },
	{ "shmem-rss:*", oom_take_victim_word },
	{ "Out", oom_take_out_of_memory },
	{ "out", oom_take_out_of_memory },
	{ "No", oom_take_no_memory },
	{ "Kernel", oom_take_panic },
	{ "oom_reaper:", oom_take_reaper },
	{ "memory:", oom_take_usage },
	{ "memory+swap:", oom_take_usage },
	{ "kmem:", oom_take_usage },
	{ "swap:", oom_take_usage },
	{ "Memory", oom_take_cgroup_stats },
	{ "Path:", oom_take_oomd },
	{ "Current", oom_take_oomd },
	{ "Pressure:", oom_take_oomd },
	{ "Considered", oom_take_oomd },
	{ "mem", oom_take_earlyoom },
	{ "sending", oom_take_earlyoom },
	{ "Killing", oom_take_earlyoom },
	{ "SIGKILL", oom_take_earlyoom },
	{ "low", oom_take_earlyoom },
};

static bool is_started_by(struct text word, const char *pattern)
{
	size_t length;

	if (word.at[0] != pattern[0])
		return false;
	length = strlen(pattern);
	if (pattern[length - 1] != '*')
		return word.length == length && memcmp(word.at, pattern, length) == 0;
	return word.length >= length - 1 && memcmp(word.at, pattern, length - 1) == 0;
}

/* Chains the starters by their first byte, in their order. */
static void chain_starters(struct oom_parser *parser)
{
	_Static_assert(COUNT_OF(starters) < OOM_STARTERS, "their chain has room");
	for (size_t i = COUNT_OF(starters); i > 0; i--) {
		uint8_t *first = &parser->first[(unsigned char)starters[i - 1].word[0]];

		parser->next[i] = *first;
		*first = (uint8_t)i;
	}
}

static bool take_started(struct oom_parser *parser, struct text word)
{
	for (size_t i = parser->first[(unsigned char)word.at[0]]; i > 0; i = parser->next[i])
		if (is_started_by(word, starters[i - 1].word) && starters[i - 1].take(parser))
			return true;
	if (word.at[0] >= '0' && word.at[0] <= '9')
		return oom_take_total(parser);
	return oom_take_figure(parser) || oom_take_stat(parser) || oom_take_slab(parser);
}

static bool same_text(struct text a, struct text b)
{
	return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

/* Goes on with the report of the task or processor that printed the line. */
static void switch_context(struct oom_parser *parser, struct text caller)
{
	if (caller.length == 0 || same_text(parser->now->caller, caller))
		return;
	/* The head of a report that lost its prefix: the task that goes on with it is the one that began it. */
	if (parser->now->open && parser->now->caller.length == 0) {
		parser->now->caller = caller;
		return;
	}
	for (size_t i = 0; i < OOM_CONTEXTS; i++) {
		if (same_text(parser->contexts[i].caller, caller)) {
			parser->now = &parser->contexts[i];
			return;
		}
	}
	parser->evicted = (parser->evicted + 1) % OOM_CONTEXTS;
	parser->now = &parser->contexts[parser->evicted];
	*parser->now = (struct oom_context){ .caller = caller };
}

/* A line that says nothing: of a call trace, or the subject of a mail about a report. */
static bool is_idle(struct oom_parser *parser)
{
	struct text line;

	if (!oom_words_at_line_start(&parser->words))
		return false;
	line = oom_words_line(&parser->words);
	if (oom_text_find(line, "+0x") == line.length)
		return text_starts(line, "Subject:");
	parser->traced = parser->words.line + 1;
	return true;
}

/* One word, with what belongs to it. */
static void take_word(struct oom_parser *parser, struct text word)
{
	const struct oom_line *line = oom_lines_at(&parser->lines, parser->words.line);

	switch_context(parser, line->caller);
	if (is_idle(parser)) {
		oom_words_take_line(&parser->words);
		return;
	}
	if (!take_started(parser, word)) {
		oom_words_take(&parser->words);
		return;
	}
	parser->recent = parser->words.line;
	line = oom_lines_at(&parser->lines, parser->recent);
	if (line && parser->now->open) {
		struct oom_report *report = oom_parser_report(parser);

		if (line->number >= report->line)
			report->line_count = line->number - report->line + 1;
	}
}

static void close_all(struct oom_parser *parser)
{
	for (size_t i = 0; i < OOM_CONTEXTS; i++)
		parser->contexts[i] = (struct oom_context){ .open = false };
	parser->now = &parser->contexts[0];
}

/* The first of the lines that are taken apart but not looked at yet which has a landmark. */
static bool find_ahead(struct oom_parser *parser)
{
	struct oom_lines *lines = &parser->lines;

	for (size_t i = parser->words.line; i < lines->count; i++) {
		struct text line = lines->items[i].text;

		oom_words_go(&parser->words, i);
		if (oom_landmarks_find(&lines->landmarks, line) < line.length)
			return true;
	}
	return false;
}

/* Goes to the next landmark and behind all lines that were already looked at. */
static bool skip(struct oom_parser *parser)
{
	if (find_ahead(parser)) {
		close_all(parser);
		parser->recent = parser->words.line;
		return true;
	}
	if (!oom_lines_skip(&parser->lines))
		return false;
	close_all(parser);
	parser->traced = parser->lines.traced ? parser->lines.count + 1 : 0;
	oom_words_go(&parser->words, parser->lines.count);
	parser->recent = parser->words.line;
	return true;
}

/* How many lines without a word of a report end it. */
static size_t idle_lines(const struct oom_parser *parser)
{
	const struct oom_context *now = parser->now;
	unsigned last = OOM_SEEN_KILL | OOM_SEEN_USERSPACE;

	if (!now->open)
		return IDLE_LINES_BEHIND;
	if (parser->reports->items[now->report].form == OOM_FORM_ALLOCATION_FAILURE)
		last |= OOM_SEEN_TOTALS;
	return now->seen & last ? IDLE_LINES_BEHIND : IDLE_LINES;
}

static void parse_all(struct oom_parser *parser)
{
	while (skip(parser)) {
		struct text word;

		while ((word = oom_words_peek(&parser->words)).length > 0) {
			if (parser->words.line > parser->recent + idle_lines(parser))
				break;
			take_word(parser, word);
		}
		if (word.length == 0 || parser->no_memory)
			break;
	}
}

/* Whether a report says more than that there was one. */
static bool has_substance(const struct oom_report *report)
{
	return report->request.known || report->mem_info || report->zone_count > 0 ||
	       report->victim.known || report->no_killable || report->sysrq ||
	       value_known(report->memory_cgroup.memory.usage) ||
	       report->constraint != OOM_CONSTRAINT_UNKNOWN ||
	       report->userspace.killer != OOM_KILLER_NONE;
}

/*
 * Whether a report is no more than its head line: a sentence that quotes it, a console that was cut.
 */
static bool is_mention(const struct oom_report *report)
{
	const struct oom_request *request = &report->request;

	return request->known && !value_known(request->vmalloc) && !value_known(request->pid) &&
	       report->kernel_major == 0 && !report->mem_info && report->zone_count == 0 &&
	       report->mems_allowed.length == 0 && !report->victim.known && !report->no_killable &&
	       !value_known(report->memory_cgroup.memory.usage) && !report->tasks_printed &&
	       report->constraint == OOM_CONSTRAINT_UNKNOWN;
}

static void drop_empty(struct oom_reports *reports)
{
	bool mentions_only = true;
	size_t kept = 0;

	for (size_t i = 0; i < reports->count; i++) {
		struct oom_report *report = &reports->items[i];
		bool nothing_asked = report->form == OOM_FORM_ALLOCATION_FAILURE &&
				     !value_known(report->request.order) && is_mention(report);

		/* Only an OOM prints the tasks; its head line may have been cut off. */
		if (report->form == OOM_FORM_REPORT && report->tasks_printed)
			report->form = OOM_FORM_OOM;
		if (!has_substance(report) || nothing_asked) {
			oom_report_free(report);
			continue;
		}
		/* What only mentions a report does not stand in front of the report itself. */
		if (mentions_only && !is_mention(report)) {
			while (kept > 0)
				oom_report_free(&reports->items[--kept]);
			mentions_only = false;
		}
		reports->items[kept++] = *report;
	}
	reports->count = kept;
}

enum status oom_parse(struct oom_reports *reports, const char *text, size_t length)
{
	struct oom_parser *parser = calloc(1, sizeof(*parser));
	bool no_memory;

	*reports = (struct oom_reports){ .text = malloc(length + 1) };
	if (!parser || !reports->text) {
		free(parser);
		return STATUS_NO_MEMORY;
	}
	parser->reports = reports;
	parser->now = &parser->contexts[0];
	oom_lines_begin(&parser->lines, text, length, reports->text);
	parser->words.lines = &parser->lines;
	chain_starters(parser);
	parse_all(parser);
	no_memory = parser->no_memory || parser->lines.no_memory;
	oom_lines_end(&parser->lines);
	free(parser);
	drop_empty(reports);
	if (no_memory)
		return STATUS_NO_MEMORY;
	return reports->count > 0 ? STATUS_OK : STATUS_MALFORMED;
}
