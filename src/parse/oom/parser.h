/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside parse/oom: what is known while a report is read.  Each kind of line has a function that
 * is called with its first word not yet taken; it takes what is its own and says true, or takes
 * nothing and says false.
 */
#ifndef MEMTOP_PARSE_OOM_PARSER_H
#define MEMTOP_PARSE_OOM_PARSER_H

#include "parse/oom/words.h"
#include "parse/oom/report.h"

enum oom_section {
	OOM_SECTION_NONE,
	OOM_SECTION_REQUEST,  /* the words behind "invoked oom-killer:" and its like */
	OOM_SECTION_COUNTERS, /* pages, of all zones */
	OOM_SECTION_NODE,
	OOM_SECTION_ZONE,
	OOM_SECTION_CGROUP,
	OOM_SECTION_SLABS,
	OOM_SECTION_KILL,
};

/* What a report has so far: decides whether a line belongs to it or begins another. */
enum oom_seen {
	OOM_SEEN_REQUEST = 1 << 0,
	OOM_SEEN_MEM_INFO = 1 << 1,
	OOM_SEEN_COUNTERS = 1 << 2,
	OOM_SEEN_ZONES = 1 << 3,
	OOM_SEEN_TOTALS = 1 << 4,
	OOM_SEEN_USAGE = 1 << 5,
	OOM_SEEN_TASKS = 1 << 6,
	OOM_SEEN_CONSTRAINT = 1 << 7,
	OOM_SEEN_KILL = 1 << 8,
	OOM_SEEN_USERSPACE = 1 << 9,
	OOM_SEEN_SYSRQ = 1 << 10,
};
#define OOM_SEEN_LATE (OOM_SEEN_TOTALS | OOM_SEEN_TASKS | OOM_SEEN_CONSTRAINT | OOM_SEEN_KILL)

enum oom_column {
	OOM_COLUMN_OTHER,
	OOM_COLUMN_UID,
	OOM_COLUMN_TOTAL_VM,
	OOM_COLUMN_RSS,
	OOM_COLUMN_RSS_ANON,
	OOM_COLUMN_RSS_FILE,
	OOM_COLUMN_RSS_SHMEM,
	OOM_COLUMN_PGTABLES_BYTES,
	OOM_COLUMN_NR_PTES,
	OOM_COLUMN_SWAPENTS,
	OOM_COLUMN_SCORE_ADJ,
};
#define OOM_COLUMNS 14

/* Where one task that prints (printk.caller), or all of them, are. */
struct oom_context {
	struct text caller;
	bool open;
	size_t report; /* index */
	unsigned seen;
	enum oom_section section;
	size_t zone; /* index into the report's, in OOM_SECTION_ZONE */
	enum oom_column columns[OOM_COLUMNS];
	size_t column_count;
};

#define OOM_CONTEXTS 8
#define OOM_STARTERS 96 /* more than there are */

struct oom_parser {
	struct oom_lines lines;
	struct oom_words words;
	struct oom_reports *reports;
	struct oom_context contexts[OOM_CONTEXTS];
	struct oom_context *now;
	size_t recent;    /* index of the last line that belonged to a report */
	size_t traced;    /* index behind the last line of a call trace; 0: none */
	unsigned evicted; /* the context that is given up next */
	/* Words that begin a line or stand in one, by their first byte: numbers from 1, 0 ends it. */
	uint8_t first[256], next[OOM_STARTERS];
	bool no_memory;
};

/* The report that is being read; NULL without memory.  Any call may move it. */
struct oom_report *oom_parser_report(struct oom_parser *parser);

/* The same, but another one if there is none, or if it has seen one of these already. */
struct oom_report *oom_parser_need(struct oom_parser *parser, unsigned unless_seen);

/* Begins another report at the next word. */
struct oom_report *oom_parser_open(struct oom_parser *parser);

/* Room for one more item in one of a report's arrays; NULL without memory. */
void *oom_parser_grow(struct oom_parser *parser, void *items, size_t *room, size_t count,
	size_t size);

/* Sets a figure that is printed once; counts a contradiction where it has another value already. */
void oom_parser_set(struct oom_report *report, struct value *value, uint64_t n);

/* The next word, but empty where it begins a message of its own. */
struct text oom_parser_same(struct oom_parser *parser);

bool oom_take_invoked(struct oom_parser *parser);
bool oom_take_oom_killer(struct oom_parser *parser);
bool oom_take_failure(struct oom_parser *parser);
bool oom_take_vmalloc(struct oom_parser *parser);
bool oom_take_show_memory(struct oom_parser *parser);
bool oom_take_request_word(struct oom_parser *parser);
bool oom_take_constraint(struct oom_parser *parser);
bool oom_take_version(struct oom_parser *parser);
bool oom_take_pid(struct oom_parser *parser);
bool oom_take_x86(struct oom_parser *parser);

bool oom_take_mem_info(struct oom_parser *parser);
bool oom_take_figure(struct oom_parser *parser);
bool oom_take_node(struct oom_parser *parser);
bool oom_take_zone(struct oom_parser *parser);
bool oom_take_unreclaimable(struct oom_parser *parser);
bool oom_take_reserve(struct oom_parser *parser);
bool oom_take_total(struct oom_parser *parser);
bool oom_take_swap(struct oom_parser *parser);
bool oom_take_hugepages(struct oom_parser *parser);

bool oom_take_task_state(struct oom_parser *parser);
bool oom_take_task(struct oom_parser *parser);
bool oom_take_slab_info(struct oom_parser *parser);
bool oom_take_slab(struct oom_parser *parser);

bool oom_take_kill(struct oom_parser *parser);
bool oom_take_victim_word(struct oom_parser *parser);
bool oom_take_out_of_memory(struct oom_parser *parser);
bool oom_take_no_memory(struct oom_parser *parser);
bool oom_take_panic(struct oom_parser *parser);
bool oom_take_reaper(struct oom_parser *parser);
bool oom_take_usage(struct oom_parser *parser);
bool oom_take_limit_of(struct oom_parser *parser);
bool oom_take_cgroup_stats(struct oom_parser *parser);
bool oom_take_stat(struct oom_parser *parser);

bool oom_take_oomd(struct oom_parser *parser);
bool oom_take_earlyoom(struct oom_parser *parser);

#endif
