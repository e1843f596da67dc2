/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of tasks (dump_tasks()) and of unreclaimable slabs (dump_unreclaimable_slab()). */
#include <string.h>

#include "base/macros.h"
#include "parse/oom/parser.h"

bool oom_take_task_state(struct oom_parser *parser)
{
	struct oom_report *report;

	if (!oom_words_skip(&parser->words, "Tasks state"))
		return false;
	report = oom_parser_need(parser, OOM_SEEN_TASKS | OOM_SEEN_CONSTRAINT | OOM_SEEN_KILL);
	if (report)
		report->tasks_printed = true;
	parser->now->section = OOM_SECTION_NONE;
	return true;
}

static enum oom_column column_of(struct text word)
{
	static const struct {
		const char *name;
		enum oom_column column;
	} rows[] = {
		{ "uid", OOM_COLUMN_UID },
		{ "total_vm", OOM_COLUMN_TOTAL_VM },
		{ "rss", OOM_COLUMN_RSS },
		{ "rss_anon", OOM_COLUMN_RSS_ANON },
		{ "rss_file", OOM_COLUMN_RSS_FILE },
		{ "rss_shmem", OOM_COLUMN_RSS_SHMEM },
		{ "pgtables_bytes", OOM_COLUMN_PGTABLES_BYTES },
		{ "nr_ptes", OOM_COLUMN_NR_PTES },
		{ "swapents", OOM_COLUMN_SWAPENTS },
		{ "oom_score_adj", OOM_COLUMN_SCORE_ADJ },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (text_equals(word, rows[i].name))
			return rows[i].column;
	return OOM_COLUMN_OTHER;
}

/* "[ pid ]   uid  tgid total_vm      rss ... name" */
static bool take_header(struct oom_parser *parser)
{
	struct oom_words words = parser->words;
	struct oom_report *report;
	struct oom_context *now;

	if (!oom_words_skip(&words, "[ pid ]") && !oom_words_skip(&words, "[pid]"))
		return false;
	report = oom_parser_need(parser, OOM_SEEN_TASKS | OOM_SEEN_CONSTRAINT | OOM_SEEN_KILL);
	if (!report)
		return true;
	now = parser->now;
	now->column_count = 0;
	parser->words = words;
	while (now->column_count < OOM_COLUMNS) {
		struct text word = oom_words_take(&parser->words);

		if (word.length == 0 || text_equals(word, "name"))
			break;
		now->columns[now->column_count++] = column_of(word);
	}
	report->tasks_printed = true;
	now->seen |= OOM_SEEN_TASKS;
	now->section = OOM_SECTION_NONE;
	return true;
}

/* "[  123]", "[123]": the number, and the words behind it. */
static bool read_pid(struct oom_words *words, uint64_t *pid)
{
	struct text word = oom_words_take(words);

	if (text_equals(word, "["))
		word = oom_words_take(words);
	else if (word.length > 1 && word.at[0] == '[')
		word = text_of(word.at + 1, word.length - 1);
	return word.length > 1 && word.at[word.length - 1] == ']' &&
	       text_to_number(text_of(word.at, word.length - 1), pid);
}

static bool read_column(struct oom_task *task, enum oom_column column, struct text word)
{
	bool negative = column == OOM_COLUMN_SCORE_ADJ && word.length > 0 && word.at[0] == '-';
	uint64_t n;

	if (negative)
		word = text_of(word.at + 1, word.length - 1);
	/* Other columns (oom_adj) may be negative. */
	if (column == OOM_COLUMN_OTHER && word.length > 1 && word.at[0] == '-')
		return true;
	if (!text_to_number(word, &n) || n > OOM_COUNT_MAX)
		return false;
	struct value *const values[] = {
		[OOM_COLUMN_TOTAL_VM] = &task->total_vm,
		[OOM_COLUMN_RSS] = &task->rss,
		[OOM_COLUMN_RSS_ANON] = &task->rss_anon,
		[OOM_COLUMN_RSS_FILE] = &task->rss_file,
		[OOM_COLUMN_RSS_SHMEM] = &task->rss_shmem,
		[OOM_COLUMN_PGTABLES_BYTES] = &task->page_tables,
		[OOM_COLUMN_NR_PTES] = &task->page_table_pages,
		[OOM_COLUMN_SWAPENTS] = &task->swap,
		[OOM_COLUMN_SCORE_ADJ] = NULL,
	};
	if (column == OOM_COLUMN_UID) {
		task->uid = n;
	} else if (column == OOM_COLUMN_SCORE_ADJ) {
		if (n > 1000)
			return false;
		task->has_score_adj = true;
		task->score_adj = negative ? -(int)n : (int)n;
	} else if (values[column]) {
		*values[column] = value_of(n);
	}
	return true;
}

/* Rows without their head line (cut off): the columns that this many numbers stand for. */
static void guess_columns(struct oom_parser *parser, struct oom_words words)
{
	static const enum oom_column from_4_15[] = { OOM_COLUMN_UID, OOM_COLUMN_OTHER,
		OOM_COLUMN_TOTAL_VM, OOM_COLUMN_RSS, OOM_COLUMN_PGTABLES_BYTES, OOM_COLUMN_SWAPENTS,
		OOM_COLUMN_SCORE_ADJ };
	static const enum oom_column from_6_8[] = { OOM_COLUMN_UID, OOM_COLUMN_OTHER,
		OOM_COLUMN_TOTAL_VM, OOM_COLUMN_RSS, OOM_COLUMN_RSS_ANON, OOM_COLUMN_RSS_FILE,
		OOM_COLUMN_RSS_SHMEM, OOM_COLUMN_PGTABLES_BYTES, OOM_COLUMN_SWAPENTS,
		OOM_COLUMN_SCORE_ADJ };
	struct text rest = oom_words_rest_of_line(&words), word;
	size_t numbers = 0;

	while ((word = text_next_word(&rest)).length > 0) {
		uint64_t n;

		if (!text_to_number(
			    word.at[0] == '-' ? text_of(word.at + 1, word.length - 1) : word, &n))
			break;
		numbers++;
	}
	if (numbers != 7 && numbers != 10)
		return;
	parser->now->column_count = numbers;
	memcpy(parser->now->columns, numbers == 7 ? from_4_15 : from_6_8,
		numbers * sizeof(from_4_15[0]));
}

/* "[    246]     0   246    16404       66   159744      303          -250 systemd-journal" */
bool oom_take_task(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);
	struct oom_task task = { .pid = 0 }, *grown;
	struct oom_words words = parser->words;

	if (take_header(parser))
		return true;
	if (!report || !read_pid(&words, &task.pid))
		return false;
	if (parser->now->column_count == 0)
		guess_columns(parser, words);
	if (parser->now->column_count == 0)
		return false;
	OOM_ABSENT(&task, total_vm, page_table_pages);
	for (size_t i = 0; i < parser->now->column_count; i++)
		if (!read_column(&task, parser->now->columns[i], oom_words_take(&words)))
			return false;
	task.name = oom_words_take_line(&words);
	grown = oom_parser_grow(parser, report->tasks, &report->task_room, report->task_count,
		sizeof(*grown));
	if (!grown)
		return true;
	report->tasks = grown;
	report->tasks[report->task_count++] = task;
	report->tasks_printed = true;
	parser->words = words;
	parser->now->seen |= OOM_SEEN_TASKS;
	return true;
}

bool oom_take_slab_info(struct oom_parser *parser)
{
	if (!oom_parser_report(parser) ||
		!oom_words_skip(&parser->words, "Unreclaimable slab info:"))
		return false;
	oom_words_skip(&parser->words, "Name Used Total");
	parser->now->section = OOM_SECTION_SLABS;
	return true;
}

/* "kmalloc-2048           59164KB      59164KB" */
bool oom_take_slab(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);
	struct oom_words words = parser->words;
	struct oom_slab slab, *grown;

	if (!report || parser->now->section != OOM_SECTION_SLABS)
		return false;
	slab.name = oom_words_take(&words);
	if (!oom_word_kilobytes(oom_words_take(&words), &slab.used) ||
		!oom_word_kilobytes(oom_words_take(&words), &slab.total))
		return false;
	grown = oom_parser_grow(parser, report->slabs, &report->slab_room, report->slab_count,
		sizeof(*grown));
	if (!grown)
		return true;
	report->slabs = grown;
	report->slabs[report->slab_count++] = slab;
	parser->words = words;
	return true;
}
