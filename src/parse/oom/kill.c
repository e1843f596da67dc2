/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who was killed, and the account of the cgroup whose limit was reached. */
#include <string.h>

#include "base/macros.h"
#include "parse/oom/parser.h"

/* Kills that follow one another so closely belong to one report (memory.oom.group, shared mm). */
#define GROUP_US 500000

/* A limit from here on is none: PAGE_COUNTER_MAX of any kernel in bytes. */
#define NO_LIMIT (UINT64_C(1) << 60)

/* "(name) total-vm:..", ", UID 48, (name) ..": a name may have blanks and brackets in it. */
static struct text name_in_brackets(struct text rest)
{
	size_t length = 0;

	for (int i = 0; i < 24 && rest.length > 0 && rest.at[0] != '('; i++)
		rest = text_of(rest.at + 1, rest.length - 1);
	if (rest.length < 2 || rest.at[0] != '(')
		return text_of("", 0);
	for (length = 1; length < rest.length; length++) {
		char next = length + 1 < rest.length ? rest.at[length + 1] : ' ';

		if (rest.at[length] == ')' && strchr(" ,.", next))
			break;
	}
	return text_of(rest.at + 1, length - 1);
}

static bool closely_behind(struct oom_parser *parser, const struct oom_report *report)
{
	const struct oom_line *line = oom_lines_at(&parser->lines, parser->words.line);

	if (!line || !value_known(line->time_us) || !value_known(report->time_us))
		return true;
	return line->time_us.n - report->time_us.n < GROUP_US;
}

/* The report that a kill belongs to. */
static struct oom_report *report_of_kill(struct oom_parser *parser, bool done)
{
	struct oom_report *report = oom_parser_report(parser);

	if (report && (parser->now->seen & OOM_SEEN_KILL)) {
		bool whole = report->mem_info || report->request.known ||
			     parser->now->seen & OOM_SEEN_USAGE;

		if (whole || (done && closely_behind(parser, report)))
			return report;
		return oom_parser_open(parser);
	}
	return oom_parser_need(parser, 0);
}

/* "Killed process 5740 (pause) total-vm:..", "Kill process 5740 (pause) score 0 or sacrifice child" */
bool oom_take_kill(struct oom_parser *parser)
{
	struct oom_words words = parser->words;
	bool done = text_equals(oom_words_take(&words), "Killed");
	struct oom_report *report;
	uint64_t pid;

	if (!text_equals(oom_words_take(&words), "process") ||
		!text_to_number(oom_text_between(oom_words_take(&words), "", ":,"), &pid))
		return false;
	report = report_of_kill(parser, done);
	if (!report)
		return true;
	if (report->form == OOM_FORM_REPORT)
		report->form = OOM_FORM_OOM;
	if (done && (parser->now->seen & OOM_SEEN_KILL)) {
		report->victim.others++;
		parser->now->section = OOM_SECTION_NONE;
	} else {
		report->victim = (struct oom_victim){ .known = true,
			.pid = pid,
			.name = name_in_brackets(oom_words_rest_of_line(&words)) };
		OOM_ABSENT(&report->victim, total_vm, rss_shmem);
		parser->now->section = OOM_SECTION_KILL;
	}
	if (done)
		parser->now->seen |= OOM_SEEN_KILL;
	parser->words = words;
	return true;
}

/* "total-vm:30290680kB," and its like behind the name */
bool oom_take_victim_word(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);
	struct text word = oom_words_peek(&parser->words);
	uint64_t bytes;

	if (!report || parser->now->section != OOM_SECTION_KILL)
		return false;
	const struct {
		const char *name;
		struct value *value;
	} rows[] = {
		{ "total-vm:", &report->victim.total_vm },
		{ "vsz:", &report->victim.total_vm },
		{ "anon-rss:", &report->victim.rss_anon },
		{ "file-rss:", &report->victim.rss_file },
		{ "shmem-rss:", &report->victim.rss_shmem },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (oom_word_kilobytes(oom_text_between(word, rows[i].name, ","), &bytes))
			oom_parser_set(report, rows[i].value, bytes);
	oom_words_take(&parser->words);
	return true;
}

static bool take_no_killable(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_need(parser, OOM_SEEN_KILL);

	if (report) {
		report->no_killable = true;
		report->form = report->sysrq ? OOM_FORM_SYSRQ : OOM_FORM_OOM;
	}
	return true;
}

/* "Out of memory: Kill..." and "Memory cgroup out of memory: Kill...": what the kill was for */
bool oom_take_out_of_memory(struct oom_parser *parser)
{
	struct text line = oom_words_line(&parser->words);
	bool cgroup = oom_text_find(line, "emory cgroup out of memory") < line.length ||
		      oom_text_find(line, "emory cgroup stats") < line.length;
	struct oom_words words = parser->words, after;
	struct oom_report *report;

	oom_words_take(&words);
	if (!oom_words_skip(&words, "of memory:") && !oom_words_skip(&words, "of Memory:")) {
		if (!oom_words_skip(&words, "of memory and no killable processes..."))
			return false;
		parser->words = words;
		return take_no_killable(parser);
	}
	after = words;
	parser->words = words;
	if (!oom_take_kill(parser)) {
		parser->words = after;
		return false;
	}
	report = oom_parser_report(parser);
	if (report && report->constraint == OOM_CONSTRAINT_UNKNOWN)
		report->constraint = cgroup ? OOM_CONSTRAINT_CGROUP : OOM_CONSTRAINT_NONE;
	return true;
}

/* "No available memory (MPOL_BIND): kill process", "No available memory in cpuset: kill process" */
bool oom_take_no_memory(struct oom_parser *parser)
{
	struct text line = oom_words_rest_of_line(&parser->words);
	struct oom_report *report;
	bool cpuset = oom_text_find(line, "in cpuset") < line.length;

	if (!text_starts(line, "No available memory"))
		return false;
	report = oom_parser_need(parser, OOM_SEEN_KILL);
	if (report)
		report->constraint = cpuset ? OOM_CONSTRAINT_CPUSET : OOM_CONSTRAINT_MEMORY_POLICY;
	oom_words_take(&parser->words);
	return true;
}

bool oom_take_panic(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);

	if (!report || !oom_words_skip(&parser->words, "Kernel panic"))
		return false;
	report->panic = true;
	return true;
}

bool oom_take_reaper(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);

	if (!report)
		return false;
	report->reaped = true;
	/* What is left of it, on this line or wrapped to the next, is none of the victim's figures. */
	parser->now->section = OOM_SECTION_NONE;
	oom_words_take_line(&parser->words);
	return true;
}

static bool read_account(struct oom_words *words, struct oom_account *account)
{
	uint64_t usage, limit;

	if (!oom_words_skip(words, "usage") ||
		!oom_word_kilobytes(oom_text_between(oom_words_take(words), "", ","), &usage) ||
		!oom_words_skip(words, "limit") ||
		!oom_word_kilobytes(oom_text_between(oom_words_take(words), "", ","), &limit))
		return false;
	*account = (struct oom_account){ value_of(usage), value_missing(VALUE_ABSENT) };
	if (limit < NO_LIMIT)
		account->limit = value_of(limit);
	return true;
}

/* "memory: usage 10240kB, limit 10240kB, failcnt 7" */
bool oom_take_usage(struct oom_parser *parser)
{
	struct oom_words words = parser->words;
	struct text name = oom_words_take(&words);
	struct oom_account account, *to;
	struct oom_report *report;

	if (!read_account(&words, &account))
		return false;
	if (text_equals(name, "memory:"))
		report = oom_parser_need(parser,
			OOM_SEEN_USAGE | OOM_SEEN_KILL | OOM_SEEN_MEM_INFO | OOM_SEEN_ZONES);
	else
		report = oom_parser_need(parser, OOM_SEEN_KILL);
	if (!report)
		return true;
	to = &report->memory_cgroup.memory;
	if (text_equals(name, "memory+swap:"))
		to = &report->memory_cgroup.memory_swap;
	else if (text_equals(name, "kmem:"))
		to = &report->memory_cgroup.kernel;
	else if (text_equals(name, "swap:"))
		to = &report->memory_cgroup.swap;
	*to = account;
	if (report->constraint == OOM_CONSTRAINT_UNKNOWN)
		report->constraint = OOM_CONSTRAINT_CGROUP;
	report->form = OOM_FORM_OOM;
	parser->now->seen |= OOM_SEEN_USAGE;
	parser->words = words;
	return true;
}

/* "Task in /a/b killed as a result of limit of /a" */
bool oom_take_limit_of(struct oom_parser *parser)
{
	struct text before = oom_words_line(&parser->words);
	struct oom_words words = parser->words;
	struct oom_report *report;

	if (!oom_words_skip(&words, "killed as a result of limit of"))
		return false;
	report = oom_parser_need(parser, OOM_SEEN_KILL);
	if (!report)
		return true;
	report->constraint = OOM_CONSTRAINT_CGROUP;
	report->form = OOM_FORM_OOM;
	report->task_cgroup = oom_text_between(before, "Task in ", " ");
	report->cgroup = oom_words_take(&words);
	parser->words = words;
	return true;
}

/* "Memory cgroup stats for /a:", with figures behind it (to 4.18) or below it */
bool oom_take_cgroup_stats(struct oom_parser *parser)
{
	struct oom_words words = parser->words;
	struct oom_report *report;
	struct text path;

	if (!oom_words_skip(&words, "Memory cgroup stats"))
		return false;
	report = oom_parser_need(parser, OOM_SEEN_KILL);
	if (!report)
		return true;
	if (oom_words_skip(&words, "for")) {
		path = oom_words_take(&words);
		while (path.length > 0 && path.at[path.length - 1] == ':')
			path.length--;
		if (report->cgroup.length == 0)
			report->cgroup = path;
	}
	if (report->constraint == OOM_CONSTRAINT_UNKNOWN)
		report->constraint = OOM_CONSTRAINT_CGROUP;
	report->memory_cgroup.stats = true;
	parser->words = words;
	parser->now->section = OOM_SECTION_CGROUP;
	return true;
}

/* "anon 31154200576": bytes, from 4.19 in v2 and 5.3 in v1 */
bool oom_take_stat(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);
	struct oom_words words = parser->words;
	uint64_t n;
	int key;

	if (!report || parser->now->section != OOM_SECTION_CGROUP)
		return false;
	key = oom_key_find(oom_words_take(&words));
	if (key < 0 || !text_to_number(oom_words_take(&words), &n))
		return false;
	/* total_cache and its like, of the cgroup and all below it, replace cache. */
	report->memory_cgroup.stat[key] = value_of(n);
	parser->words = words;
	return true;
}
