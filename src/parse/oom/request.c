/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was asked for, by which task, and what bound it: dump_header(), warn_alloc(), SysRq. */
#include <string.h>

#include "base/macros.h"
#include "parse/oom/parser.h"

/* "name" of "name invoked oom-killer:": what stands on the line in front of the next word. */
static struct text name_before(struct oom_parser *parser)
{
	struct text line = oom_words_line(&parser->words);
	struct text word = oom_words_peek(&parser->words);
	struct text name = text_trim(text_of(line.at, (size_t)(word.at - line.at)));

	while (name.length > 0 &&
		(name.at[name.length - 1] == ':' || name.at[name.length - 1] == ' '))
		name.length--;
	return name;
}

/* A report with a request; one that so far only knows of SysRq or vmalloc becomes it. */
static struct oom_report *open_request(struct oom_parser *parser)
{
	bool begun = parser->now->open && (parser->now->seen & ~(unsigned)OOM_SEEN_SYSRQ) == 0;
	struct oom_report *report = begun ? oom_parser_report(parser) : oom_parser_open(parser);

	if (!report)
		return NULL;
	report->request.known = true;
	parser->now->section = OOM_SECTION_REQUEST;
	return report;
}

static bool take_killer(struct oom_parser *parser, struct text name)
{
	struct oom_report *report = open_request(parser);

	if (report) {
		report->form = OOM_FORM_OOM;
		report->request.requester = name;
		parser->now->seen |= OOM_SEEN_REQUEST;
	}
	return true;
}

bool oom_take_invoked(struct oom_parser *parser)
{
	struct text name = name_before(parser);
	struct oom_words before = parser->words;

	if (!oom_words_skip(&parser->words, "invoked oom-killer:"))
		return false;
	before.lines = parser->words.lines;
	if (!take_killer(parser, name))
		parser->words = before;
	return true;
}

/* "oom-killer: gfp_mask=0xd0, order=0": to 2.6.18 without a name. */
bool oom_take_oom_killer(struct oom_parser *parser)
{
	oom_words_take(&parser->words);
	return take_killer(parser, text_of("", 0));
}

/* "NAME: page allocation failure: order:4, ..."; "page allocation stalls for 10000ms, order:0" */
bool oom_take_failure(struct oom_parser *parser)
{
	struct text name = name_before(parser), time;
	bool stalls = oom_words_skip(&parser->words, "page allocation stalls for");
	struct oom_report *report;
	uint64_t ms;

	if (!stalls && !oom_words_skip(&parser->words, "page allocation failure:") &&
		!oom_words_skip(&parser->words, "page allocation failure.") &&
		!oom_words_skip(&parser->words, "page allocation failure"))
		return false;
	report = open_request(parser);
	if (!report)
		return true;
	report->form = OOM_FORM_ALLOCATION_FAILURE;
	report->request.requester = name;
	parser->now->seen |= OOM_SEEN_REQUEST;
	if (stalls) {
		time = oom_text_between(oom_words_take(&parser->words), "", "m");
		if (text_to_number(time, &ms))
			report->request.stalled_ms = value_of(ms);
	}
	return true;
}

/* Numbers of a message of vmalloc's, wherever its lines were wrapped. */
struct vmalloc_numbers {
	bool failed;
	uint64_t size, order;
	bool has_size, has_order;
};

static void read_vmalloc_word(struct vmalloc_numbers *numbers, struct text before, struct text word)
{
	struct text number = oom_text_between(word, "", ",:");

	if (text_starts(word, "failure") || text_starts(word, "error") ||
		text_starts(word, "failed"))
		numbers->failed = true;
	else if (text_equals(before, "order"))
		numbers->has_order = text_to_number(number, &numbers->order);
	else if (text_equals(before, "size") || text_equals(before, "of") ||
		 text_equals(before, "failure:"))
		numbers->has_size = numbers->has_size || text_to_number(number, &numbers->size);
}

/*
 * "vmalloc: allocation failure: N bytes", "... allocated A of N bytes", "vmalloc error: size N, page
 * order K, failed to allocate pages", "vmap allocation for size N failed"
 */
bool oom_take_vmalloc(struct oom_parser *parser)
{
	struct text name = name_before(parser), before = text_of("", 0);
	struct vmalloc_numbers numbers = { .failed = false };
	struct oom_words words = parser->words;
	struct oom_report *report;

	for (int i = 0; i < 14; i++) {
		struct text word = oom_words_take(&words);

		read_vmalloc_word(&numbers, before, word);
		before = word;
	}
	report = numbers.failed && numbers.has_size ? oom_parser_open(parser) : NULL;
	if (!report)
		return false;
	report->form = OOM_FORM_ALLOCATION_FAILURE;
	report->request.known = true;
	report->request.requester = name;
	if (numbers.size > 0)
		report->request.vmalloc = value_of(numbers.size);
	/* Pages were short then, of that order, and not addresses. */
	if (numbers.has_order && numbers.order < 32)
		report->request.order = value_of(numbers.order);
	parser->now->section = OOM_SECTION_REQUEST;
	oom_words_take(&parser->words);
	return true;
}

bool oom_take_show_memory(struct oom_parser *parser)
{
	struct oom_report *report;

	if (!oom_words_skip(&parser->words, "Show Memory"))
		return false;
	report = oom_parser_open(parser);
	if (report) {
		report->form = OOM_FORM_SYSRQ;
		report->sysrq = true;
		parser->now->seen |= OOM_SEEN_SYSRQ;
	}
	return true;
}

/* "0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP)," */
static void read_mask(struct oom_report *report, struct text text)
{
	uint64_t mask = 0;
	size_t at = 2;

	if (!text_starts(text, "0x"))
		return;
	for (; at < text.length && at < 18; at++) {
		char c = text.at[at];
		int digit = c >= '0' && c <= '9'   ? c - '0'
			    : c >= 'a' && c <= 'f' ? c - 'a' + 10
						   : -1;

		if (digit < 0)
			break;
		mask = mask << 4 | (uint64_t)digit;
	}
	report->request.mask = value_of(mask);
	text = text_of(text.at + at, text.length - at);
	report->request.gfp = oom_text_between(text, "(", "), ");
}

static void read_order(struct oom_report *report, struct text text)
{
	uint64_t order;

	if (text_starts(text, "-1"))
		report->request.by_hand = true;
	else if (text_to_number(oom_text_between(text, "", ",)"), &order) && order < 32)
		report->request.order = value_of(order);
}

/* One "name=value" of the request and of "oom-kill:"; a value may have commas in it. */
static void read_pair(struct oom_report *report, struct text name, struct text value)
{
	static const struct {
		const char *name;
		enum oom_constraint constraint;
	} constraints[] = {
		{ "CONSTRAINT_NONE", OOM_CONSTRAINT_NONE },
		{ "CONSTRAINT_CPUSET", OOM_CONSTRAINT_CPUSET },
		{ "CONSTRAINT_MEMORY_POLICY", OOM_CONSTRAINT_MEMORY_POLICY },
		{ "CONSTRAINT_MEMCG", OOM_CONSTRAINT_CGROUP },
	};
	uint64_t pid;

	if (text_equals(name, "nodemask"))
		report->nodemask = text_equals(value, "(null)") ? text_of("", 0) : value;
	else if (text_equals(name, "cpuset"))
		report->cpuset = value;
	else if (text_equals(name, "mems_allowed"))
		report->mems_allowed = value;
	else if (text_equals(name, "oom_memcg"))
		report->cgroup = value;
	else if (text_equals(name, "task_memcg"))
		report->task_cgroup = value;
	else if (text_equals(name, "task") && !report->victim.known)
		report->victim.name = value;
	else if (text_equals(name, "pid") && !report->victim.known && text_to_number(value, &pid))
		report->victim.pid = pid;
	else if (text_equals(name, "oom-kill:constraint"))
		for (size_t i = 0; i < COUNT_OF(constraints); i++)
			if (text_equals(value, constraints[i].name))
				report->constraint = constraints[i].constraint;
}

static bool is_pair(struct text field)
{
	return field.length > 0 && field.at[0] >= 'a' &&
	       memchr(field.at, '=', field.length) != NULL;
}

/* "nodemask=(null),cpuset=/,mems_allowed=0,2,task=x" */
static void read_pairs(struct oom_report *report, struct text rest)
{
	while (rest.length > 0) {
		struct text field = text_next_field(&rest, ','), name, value = field;

		name = text_next_field(&value, '=');
		while (rest.length > 0 && !is_pair(rest)) {
			struct text more = text_next_field(&rest, ',');

			if (more.length == 0)
				continue;
			value.length = (size_t)(more.at + more.length - value.at);
		}
		read_pair(report, name, value);
	}
}

bool oom_take_request_word(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);
	struct text word = oom_words_peek(&parser->words), name, value;

	if (!report || parser->now->section != OOM_SECTION_REQUEST)
		return false;
	oom_words_take(&parser->words);
	name = oom_text_between(word, "", "=:");
	value = text_of(word.at + name.length + 1, word.length - name.length - 1);
	if (value.length == 0)
		value = oom_words_take(&parser->words);
	if (text_equals(name, "gfp_mask") || text_equals(name, "mode")) {
		if (!value_known(report->request.mask))
			read_mask(report, value);
	} else if (text_equals(name, "order")) {
		if (!value_known(report->request.order))
			read_order(report, value);
	} else {
		read_pairs(report, word);
	}
	return true;
}

/* "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),...,task=x,pid=1,uid=0": one line, from 5.0 */
bool oom_take_constraint(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_need(parser, OOM_SEEN_CONSTRAINT | OOM_SEEN_KILL);

	if (!report)
		return true;
	report->form = OOM_FORM_OOM;
	parser->now->seen |= OOM_SEEN_CONSTRAINT;
	parser->now->section = OOM_SECTION_NONE;
	read_pairs(report, oom_words_take_line(&parser->words));
	return true;
}

static bool is_version(struct text word)
{
	return word.length >= 3 && word.at[0] >= '2' && word.at[0] <= '9' &&
	       memchr(word.at, '.', word.length) != NULL;
}

static void read_version(struct oom_report *report, struct text word)
{
	static const char *const other_pages[] = { "ppc64", "aarch64", "arm64", "ia64", "loong" };
	struct text rest = word;
	uint64_t major, minor;

	if (text_to_number(text_next_field(&rest, '.'), &major) &&
		text_next_number(&rest, &minor)) {
		report->kernel_major = (unsigned)major;
		report->kernel_minor = (unsigned)minor;
	}
	if (report->kernel_major == 2) { /* 2.6.28: the third number counts */
		text_next_field(&rest, '.');
		report->kernel_minor = text_next_number(&rest, &minor) ? (unsigned)minor : 0;
	}
	for (size_t i = 0; i < COUNT_OF(other_pages); i++)
		if (oom_text_find(word, other_pages[i]) < word.length)
			report->other_page_size = true;
	if (oom_text_find(word, "x86_64") < word.length ||
		oom_text_find(word, "amd64") < word.length)
		report->x86 = true;
}

/* "Not tainted 4.18.0-477.13.1.el8_8.x86_64 #1", "Tainted: G        W I E     5.8.2-0.g71b519a" */
bool oom_take_version(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);
	struct oom_words words = parser->words;

	if (!report || !report->request.known || report->mem_info || report->kernel_major > 0)
		return false;
	oom_words_take(&words);
	for (int i = 0; i < 16; i++) {
		struct text word = oom_words_take(&words);

		if (is_version(word)) {
			read_version(report, word);
			break;
		}
	}
	oom_words_take(&parser->words);
	return true;
}

/* "PID: 1978 Comm: x", "Pid: 1978, comm: x": of the task that prints, which is the one that asked. */
bool oom_take_pid(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);
	struct oom_words words = parser->words;
	uint64_t pid;

	if (!report || !report->request.known || value_known(report->request.pid))
		return false;
	oom_words_take(&words);
	if (!text_to_number(oom_text_between(oom_words_take(&words), "", ","), &pid))
		return false;
	report->request.pid = value_of(pid);
	parser->words = words;
	return true;
}

bool oom_take_x86(struct oom_parser *parser)
{
	struct oom_report *report = oom_parser_report(parser);

	if (report)
		report->x86 = true;
	return false;
}
