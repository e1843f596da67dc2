/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings/leak_rules.h"

#include "base/i18n.h"
#include "findings/figure.h"
#include "findings/heap_rules.h"

#define NS_PER_SECOND 1000000000
#define GROWTH_WORTH  (64 << 10) /* bytes between two looks */

static bool examined(const struct facts *facts)
{
	const struct leak_report *report = facts->leaks->report;

	return report && report->confidence != HEAP_REFUSED;
}

/* ---- holders ---- */

bool leak_holder_grows(const struct leak_report *report, const struct leak_holder *holder)
{
	return value_or(report->since_ns, 0) > 0 && value_known(holder->growth_bytes) &&
	       holder->growth_bytes.n >= GROWTH_WORTH &&
	       (uint64_t)holder->growth_bytes.n > report->in_use_bytes / 10000;
}

const struct leak_holder *leak_main_holder(const struct leak_report *report)
{
	const struct leak_holder *found = NULL;

	for (size_t i = 0; i < report->holder_count; i++) {
		const struct leak_holder *holder = &report->holders[i];

		if (leak_holder_grows(report, holder) &&
			(!found || holder->growth_bytes.n > found->growth_bytes.n))
			found = holder;
	}
	return found || report->holder_count == 0 ? found : &report->holders[0];
}

static const struct leak_holder *holder_of(const struct facts *facts)
{
	return examined(facts) ? leak_main_holder(facts->leaks->report) : NULL;
}

/* What most of the holder's memory is, if that has a name. */
static const struct leak_type *type_of(const struct facts *facts)
{
	const struct leak_holder *holder = holder_of(facts);
	const struct leak_type *type;

	if (!holder || holder->type == LEAK_NO_TYPE)
		return NULL;
	type = &facts->leaks->report->types[holder->type];
	/* What would be said of the rest is no more than a guess. */
	return type->kind <= LEAK_TYPE_PYTHON && holder->type_bytes > holder->bytes / 2 ? type
											: NULL;
}

/* What most of the unreachable is, if that has a name. */
static const struct leak_type *lost_type(const struct facts *facts)
{
	const struct leak_report *report = facts->leaks->report;
	const struct leak_type *most = NULL;

	for (size_t i = 0; examined(facts) && i < report->type_count; i++)
		if (!most || report->types[i].unreachable_bytes > most->unreachable_bytes)
			most = &report->types[i];
	return most && most->kind <= LEAK_TYPE_PYTHON && most->unreachable_bytes > 0 ? most : NULL;
}

/* ---- figures ---- */

#define OF_REPORT(name, expression)                                                                \
	FIGURE_VALUE(name, const struct leak_report *report = facts->leaks->report,                \
		examined(facts), expression)
#define COUNTED(name, expression) OF_REPORT(name, value_of((int64_t)(expression)))
#define OF_HOLDER(name, expression)                                                                \
	FIGURE_VALUE(name, const struct leak_holder *holder = holder_of(facts), holder, expression)
COUNTED(in_use, report->in_use_bytes)
COUNTED(unreachable, report->unreachable_bytes)
COUNTED(lost, report->proven_bytes)
COUNTED(lost_groups, report->proven_components)
COUNTED(probable, report->probable_bytes - report->outside_bytes)
COUNTED(probable_groups,
	report->components - report->proven_components - report->outside_components)
COUNTED(outside, report->outside_bytes)
COUNTED(outside_groups, report->outside_components)
OF_REPORT(written, report->written_bytes)
COUNTED(encoded, report->encoded_bytes)
COUNTED(encoded_heads, report->encoded_found)
COUNTED(undecided, report->undecided_bytes)
COUNTED(unseen, report->unseen_bytes)
COUNTED(looks, report->looks)
COUNTED(threads, report->threads)
OF_HOLDER(holder_bytes, value_of(holder->bytes))
OF_HOLDER(holder_chunks, value_of(holder->chunks))
OF_HOLDER(type_chunks, value_of(holder->type_chunks))
OF_HOLDER(growth, holder->growth_bytes)
OF_HOLDER(offset, holder->offset)
OF_HOLDER(since, value_known(facts->leaks->report->since_ns)
			 ? value_of(facts->leaks->report->since_ns.n / NS_PER_SECOND)
			 : value_missing(VALUE_PENDING))
OF_HOLDER(pace, value_or(facts->leaks->report->since_ns, 0) > 0
			? value_of((int64_t)((double)holder->growth_bytes.n * 60e9 /
					     (double)facts->leaks->report->since_ns.n))
			: value_missing(VALUE_ABSENT))

static const char *holder_symbol(const struct facts *facts)
{
	const struct leak_holder *holder = holder_of(facts);

	return holder ? holder->symbol : NULL;
}

static const char *holder_object(const struct facts *facts)
{
	const struct leak_holder *holder = holder_of(facts);

	return holder ? holder->object : NULL;
}

static const char *holder_thread(const struct facts *facts)
{
	const struct leak_holder *holder = holder_of(facts);

	return holder ? holder->thread : NULL;
}

static const char *holder_type(const struct facts *facts)
{
	const struct leak_type *type = type_of(facts);

	return type ? type->name : NULL;
}

static const char *lost_name(const struct facts *facts)
{
	const struct leak_type *type = lost_type(facts);

	return type ? type->name : NULL;
}

static const char *reason(const struct facts *facts)
{
	return facts->leaks->report ? heap_reason_text(facts->leaks->report->reason) : NULL;
}

static const char *library(const struct facts *facts)
{
	const struct leak_report *report = facts->leaks->report;

	if (!report)
		return NULL;
	return report->library[0] ? report->library : heap_allocator_name(report->allocator);
}

static struct value pid(const struct facts *facts)
{
	return value_of(facts->leaks->pid);
}

#define MARKED N_("malloc's chunks, and the words of the process that lead to them")

static const struct rule_figure figures[] = {
	FIGURE(BYTES, in_use, MARKED, .key = "in_use_bytes"),
	FIGURE(BYTES, unreachable, MARKED, .whole = "in_use", .key = "unreachable_bytes"),
	FIGURE(BYTES, lost, MARKED, .whole = "in_use", .key = "proven_bytes"),
	FIGURE(COUNT, lost_groups, MARKED, .key = "proven_components"),
	FIGURE(BYTES, probable, MARKED, .whole = "in_use", .key = "register_bytes"),
	FIGURE(COUNT, probable_groups, MARKED, .key = "register_held_components"),
	FIGURE(BYTES, outside, MARKED, .whole = "in_use", .key = "outside_bytes"),
	FIGURE(COUNT, outside_groups, MARKED, .key = "outside_components"),
	FIGURE(BYTES, written, MARKED, .key = "written_bytes"),
	FIGURE(BYTES, encoded, MARKED, .whole = "in_use", .key = "encoded_bytes"),
	FIGURE(COUNT, encoded_heads, MARKED, .key = "encoded_found"),
	FIGURE(BYTES, undecided, MARKED, .whole = "in_use", .key = "undecided_bytes"),
	FIGURE(BYTES, unseen, MARKED, .key = "unseen_bytes"),
	FIGURE(COUNT, looks, MARKED, .key = "looks"),
	FIGURE(COUNT, threads, MARKED, .key = "threads"),
	FIGURE(BYTES, holder_bytes, MARKED, .whole = "in_use", .key = "holder_bytes"),
	FIGURE(COUNT, holder_chunks, MARKED, .key = "holder_chunks"),
	FIGURE(COUNT, type_chunks, MARKED, .key = "holder_type_chunks"),
	FIGURE_BY(BYTES, holder_growth, growth, MARKED, .key = "holder_growth_bytes"),
	FIGURE_BY(BYTES, holder_pace, pace, MARKED, .key = "holder_growth_bytes_per_minute"),
	FIGURE(DURATION, since, MARKED, .key = "since_seconds"),
	FIGURE(ADDRESS, offset, MARKED, .key = "holder_offset"),
	FIGURE_TEXT(symbol, holder_symbol, MARKED),
	FIGURE_TEXT(object, holder_object, MARKED),
	FIGURE_TEXT(thread, holder_thread, MARKED),
	FIGURE_TEXT(type, holder_type, MARKED),
	FIGURE_TEXT(lost_type, lost_name, MARKED),
	FIGURE_TEXT(library, library, MARKED),
	FIGURE_WORDS(heap_reason, reason, MARKED),
	FIGURE(NONE, pid, "status: Pid"),
	{ .name = NULL },
};

/* ---- rules ---- */

static struct judgement judge_refused(const struct question *question)
{
	const struct leak_report *report = question->facts->leaks->report;
	unsigned sentence = 2;

	if (report && report->reason == HEAP_REASON_OTHER_ALLOCATOR)
		sentence = 0;
	else if (report && report->reason == HEAP_REASON_NO_ARENA)
		sentence = 1;
	return (struct judgement){ report && report->confidence == HEAP_REFUSED ? SEVERITY_OK
										: SEVERITY_NONE,
		sentence };
}

/* The first of the sentences whose figures are all known. */
static struct judgement judge_known(const struct question *question)
{
	return (struct judgement){ question->level, rule_sentence(question, 0, 0) };
}

/* The last where it is not known how much it wrote. */
static struct judgement judge_outside(const struct question *question)
{
	const struct leak_report *report = question->facts->leaks->report;

	if (examined(question->facts) && !value_known(report->written_bytes))
		return (struct judgement){ question->level, 2 };
	return judge_known(question);
}

/* Why nothing is decided, in the order of the sentences. */
static struct judgement judge_undecided(const struct question *question)
{
	const struct leak_report *report = question->facts->leaks->report;
	unsigned sentence = 3;

	if (!examined(question->facts) || report->undecided_bytes == 0)
		return judged_nothing();
	if (!report->settled)
		sentence = report->looks > 1;
	else if (report->unseen_bytes > 0)
		sentence = 2;
	return (struct judgement){ SEVERITY_NOTE, sentence };
}

/* The second where part of the memory could not be seen. */
static struct judgement judge_none(const struct question *question)
{
	const struct leak_report *report = question->facts->leaks->report;

	if (!examined(question->facts) || report->unreachable_bytes > 0 || report->looks < 2)
		return judged_nothing();
	return (struct judgement){ SEVERITY_OK, report->unseen_bytes > 0 };
}

static struct judgement judge_unsure(const struct question *question)
{
	const struct leak_report *report = question->facts->leaks->report;

	return judged(report && report->confidence == HEAP_APPROXIMATE, SEVERITY_NOTE);
}

/* The sentence for a kind of holder, with the name of what it holds or without. */
static struct judgement judge_holder(const struct question *question, bool grows)
{
	static const unsigned sentences[LEAK_HOLDER_KINDS] = { [LEAK_HOLDER_DATA] = 4,
		[LEAK_HOLDER_MEMORY] = 6,
		[LEAK_HOLDER_KERNEL] = 6,
		[LEAK_HOLDER_HEAP] = 6,
		[LEAK_HOLDER_TLS] = 2,
		[LEAK_HOLDER_STACK] = 2,
		[LEAK_HOLDER_CALL] = 2 };
	const struct leak_holder *holder = holder_of(question->facts);
	unsigned sentence;

	if (!holder || leak_holder_grows(question->facts->leaks->report, holder) != grows)
		return judged_nothing();
	sentence = holder->symbol ? 0 : sentences[holder->kind];
	if (sentence == 2 && !holder->thread)
		sentence = 6;
	return (struct judgement){ SEVERITY_NOTE, sentence + !type_of(question->facts) };
}

static struct judgement judge_growing(const struct question *question)
{
	return judge_holder(question, true);
}

static struct judgement judge_largest(const struct question *question)
{
	const struct leak_holder *holder = holder_of(question->facts);
	struct judgement judgement = judge_holder(question, false);

	if (!holder || facts_below(question->facts, "holder_bytes", question->rule->limits[0]))
		return judged_nothing();
	/* What several lead to may belong to any of them. */
	if (judgement.severity != SEVERITY_NONE && holder->exclusive_bytes < holder->bytes / 2)
		judgement.sentence = holder->symbol ? 8 : 9;
	return judgement;
}

static const struct rule
	rules
		[] = {
			{ .name = "leaks_refused",
				.figures = { "heap_reason", "library" },
				.condition = N_("no heap of glibc's malloc could be read"),
				.judge = judge_refused,
				.sentences = { { .text = N_(
							 "Nothing can be said of lost memory: this process does not use glibc's malloc ({library} is loaded).") },
					{ .text = N_(
						  "Nothing can be said of lost memory: no heap of glibc's malloc is in use here.") },
					{ .text = N_(
						  "Nothing can be said of lost memory: {heap_reason}.") } } },
			{ .name = "leaks_lost",
				.measure = "lost",
				.figures = { "lost_groups", "in_use", "looks", "lost_type" },
				.note = BYTES(1),
				.warning = MEBIBYTES(1),
				.judge = judge_known,
				.sentences = { { NP_("Lost: {lost} in {lost_groups} group that no plain pointer leads to any more; mostly of type {lost_type}.",
							 "Lost: {lost} in {lost_groups} groups that no plain pointer leads to any more; mostly of type {lost_type}."),
						       "lost_groups" },
					{ NP_("Lost: {lost} in {lost_groups} group that no plain pointer leads to any more.",
						  "Lost: {lost} in {lost_groups} groups that no plain pointer leads to any more."),
						"lost_groups" } },
				.view = "leaks" },
			{ .name = "leaks_outside",
				.measure = "outside",
				.figures = { "outside_groups", "written", "lost_type" },
				.note = BYTES(1),
				.warning = MEBIBYTES(1),
				.judge = judge_outside,
				.sentences = { { NP_("Lost as far as its memory tells: {outside} in {outside_groups} group, mostly of type {lost_type}; only what it wrote, {written} in all, could still hold a pointer to that.",
							 "Lost as far as its memory tells: {outside} in {outside_groups} groups, mostly of type {lost_type}; only what it wrote, {written} in all, could still hold pointers to them."),
						       "outside_groups" },
					{ NP_("Lost as far as its memory tells: {outside} in {outside_groups} group; only what it wrote, {written} in all, could still hold a pointer to that.",
						  "Lost as far as its memory tells: {outside} in {outside_groups} groups; only what it wrote, {written} in all, could still hold pointers to them."),
						"outside_groups" },
					{ NP_("Lost as far as its memory tells: {outside} in {outside_groups} group; how much it wrote to files is not known, and a pointer may lie there.",
						  "Lost as far as its memory tells: {outside} in {outside_groups} groups; how much it wrote to files is not known, and pointers may lie there."),
						"outside_groups" } },
				.view = "leaks" },
			{ .name = "leaks_growing",
				.figures = { "holder_bytes", "type_chunks", "holder_growth",
					"since", "holder_pace", "type", "symbol", "object",
					"offset", "thread" },
				.condition = N_(
					"what one variable, stack or mapping holds grew between the looks"),
				.judge = judge_growing,
				.sentences = { { .text = N_(
							 "Not lost but kept: {holder_bytes} in {type_chunks} chunks ({type}), held by `{symbol}' in {object}; it grew by {holder_growth} in {since}, {holder_pace} a minute.") },
					{ .text = N_(
						  "Not lost but kept: {holder_bytes} held by `{symbol}' in {object}; it grew by {holder_growth} in {since}, {holder_pace} a minute.") },
					{ .text = N_("Not lost but kept: {holder_bytes} in {type_chunks} chunks ({type}), held by thread {thread}; it grew by {holder_growth} in {since}, {holder_pace} a minute.") }, { .text = N_("Not lost but kept: {holder_bytes} held by thread {thread}; it grew by {holder_growth} in {since}, {holder_pace} a minute.") }, { .text = N_("Not lost but kept: {holder_bytes} in {type_chunks} chunks ({type}), held by a variable at {offset} in {object}; it grew by {holder_growth} in {since}, {holder_pace} a minute.") },
					{ .text = N_(
						  "Not lost but kept: {holder_bytes} held by a variable at {offset} in {object}; it grew by {holder_growth} in {since}, {holder_pace} a minute.") },
					{ .text = N_(
						  "Not lost but kept: {holder_bytes} in {type_chunks} chunks ({type}), held from outside the heap; it grew by {holder_growth} in {since}, {holder_pace} a minute.") },
					{ .text = N_(
						  "Not lost but kept: {holder_bytes} held from outside the heap; it grew by {holder_growth} in {since}, {holder_pace} a minute.") } },
				.view = "leaks" },
			{ .name = "leaks_probable",
				.measure = "probable",
				.figures = { "probable_groups", "threads" },
				.note = BYTES(1),
				.sentences = { { NP_("{probable} more is unreachable in "
						     "{probable_groups} group; a register, which "
						     "cannot be seen from outside, could still "
						     "point to it.",
							 "{probable} more is unreachable in {probable_groups} groups; registers, which cannot be seen from outside, could still hold those."),
					"probable_groups" } },
				.view = "leaks" },
			{ .name = "leaks_encoded",
				.measure = "encoded",
				.figures = { "encoded_heads" },
				.note = BYTES(1),
				.sentences = { { .text = N_(
							 "{encoded} has no plain pointer but others lead to it: packed, tagged, compressed or combined ones. That is not lost.") } },
				.view = "leaks" },
			{ .name = "leaks_undecided",
				.figures = { "undecided", "looks", "unseen" },
				.condition = N_(
					"memory is unreachable, but not all that speaks against it is known"),
				.judge = judge_undecided,
				.sentences = { { .text = N_(
							 "{undecided} was unreachable in one look, "
							 "which says little about a running program: "
							 "look again.") },
					{ .text = N_(
						  "{undecided} was unreachable in all {looks} looks so far, but each look takes something away still: an upper bound.") },
					{ .text = N_(
						  "{undecided} is unreachable from what could be seen, but {unseen} could not: pages in swap, or not readable.") },
					{ .text = N_(
						  "{undecided} is unreachable as far as could be seen, but the look was not complete: an upper bound.") } },
				.view = "leaks" },
			{ .name = "leaks_unsure",
				.figures = { "heap_reason" },
				.condition = N_("something did not add up"),
				.judge = judge_unsure,
				.sentences = { { .text = N_(
							 "These figures are approximate: {heap_reason}.") } },
				.view = "leaks" },
			{ .name = "leaks_none",
				.figures = { "in_use", "unseen", "looks" },
				.condition = N_("every chunk in use was reached from somewhere"),
				.judge = judge_none,
				.sentences = { { .text = N_(
							 "Nothing of the {in_use} in use is "
							 "unreachable: plain pointers lead to all of "
							 "it. That says nothing about data that is "
							 "kept and never used again.") },
					{ .text = N_(
						  "Nothing of the {in_use} in use is unreachable; {unseen} was in swap or not readable, and not seen.") } },
				.view = "leaks" },
			{ .name = "leaks_held",
				.figures = { "holder_bytes", "in_use", "type_chunks", "type",
					"symbol", "object", "offset", "thread" },
				.limits = { MEBIBYTES(1) },
				.condition =
					N_("one variable, stack or mapping holds {limit} and more"),
				.judge = judge_largest,
				.sentences = { { .text = N_("The largest holder is `{symbol}' in {object}: {holder_bytes} of the {in_use} in use, {type_chunks} chunks of it {type}.") }, { .text = N_("The largest holder is `{symbol}' in {object}: {holder_bytes} of the {in_use} in use.") }, { .text = N_("The largest holder is thread {thread}: {holder_bytes} of the {in_use} in use, {type_chunks} chunks of it {type}.") }, { .text = N_("The largest holder is thread {thread}: {holder_bytes} of the {in_use} in use.") }, { .text = N_("The largest holder is a variable at {offset} in {object}: {holder_bytes} of the {in_use} in use, {type_chunks} chunks of it {type}.") },
					{ .text = N_(
						  "The largest holder is a variable at {offset} in {object}: {holder_bytes} of the {in_use} in use.") },
					{ .text = N_(
						  "The largest holder lies outside the heap: {holder_bytes} of the {in_use} in use, {type_chunks} chunks of it {type}.") },
					{ .text = N_(
						  "The largest holder lies outside the heap: {holder_bytes} of the {in_use} in use.") },
					{ .text = N_(
						  "{holder_bytes} of the {in_use} in use is held by several together, `{symbol}' in {object} among them.") },
					{ .text = N_(
						  "{holder_bytes} of the {in_use} in use is held by several variables, stacks or mappings together.") } },
				.view = "leaks" },
			{ .name = NULL },
		};

const struct subject leak_subject = { .name = "leaks", .rules = rules, .figures = figures };

void leak_judge(struct findings *findings, const struct leak_evidence *evidence)
{
	findings->count = 0;
	findings_judge(findings, &(struct facts){ &leak_subject, { .leaks = evidence } });
}

/* ---- a search of some time ago ---- */

#define OF_SEARCH(name, expression)                                                                \
	FIGURE_VALUE(name, const struct leak_search *search = facts->search->search, search,       \
		value_of((int64_t)(expression)))
OF_SEARCH(searched, search->in_use_bytes)
OF_SEARCH(search_lost, search->lost_bytes)
OF_SEARCH(search_groups, search->lost_components)
OF_SEARCH(search_unreachable, search->unreachable_bytes)
OF_SEARCH(search_age, (facts->search->now_ns - search->monotonic_ns) / NS_PER_SECOND)

#define SEARCHED N_("the last search of its heap for lost memory")

static const struct rule_figure search_figures[] = {
	FIGURE(BYTES, searched, SEARCHED, .key = "in_use_bytes"),
	FIGURE(BYTES, search_lost, SEARCHED, .whole = "searched", .key = "lost_bytes"),
	FIGURE(COUNT, search_groups, SEARCHED, .key = "lost_components"),
	FIGURE(BYTES, search_unreachable, SEARCHED, .whole = "searched",
		.key = "unreachable_bytes"),
	FIGURE(DURATION, search_age, SEARCHED, .key = "age_seconds"),
	{ .name = NULL },
};

static struct judgement judge_searched_unsure(const struct question *question)
{
	const struct leak_search *search = question->facts->search->search;

	return judged(search && search->lost_bytes == 0 && search->unreachable_bytes > 0,
		SEVERITY_NOTE);
}

static struct judgement judge_searched_none(const struct question *question)
{
	const struct leak_search *search = question->facts->search->search;

	return judged(search && search->unreachable_bytes == 0, SEVERITY_NOTE);
}

static const struct rule search_rules[] = {
	{ .name = "searched_lost",
		.measure = "search_lost",
		.figures = { "search_groups", "searched", "search_age" },
		.note = BYTES(1),
		.warning = MEBIBYTES(1),
		.sentences = { { NP_("A search {search_age} ago found {search_lost} of the {searched} in use of its heap lost, in {search_groups} group.",
					 "A search {search_age} ago found {search_lost} of the {searched} in use of its heap lost, in {search_groups} groups."),
			"search_groups" } },
		.view = "leaks",
		.action = "leaks" },
	{ .name = "searched_unsure",
		.figures = { "search_unreachable", "searched", "search_age" },
		.condition = N_("a search found memory unreachable, but none of it surely lost"),
		.judge = judge_searched_unsure,
		.sentences = { { .text = N_(
					 "A search {search_age} ago found {search_unreachable} of the {searched} in use of its heap unreachable, and none of it surely lost.") } },
		.view = "leaks",
		.action = "leaks",
		.late = true },
	{ .name = "searched_none",
		.figures = { "searched", "search_age" },
		.condition = N_("a search found nothing unreachable"),
		.judge = judge_searched_none,
		.sentences = { { .text = N_(
					 "A search {search_age} ago found nothing unreachable in the {searched} in use of its heap: what has grown there is still held.") } },
		.view = "leaks",
		.action = "leaks",
		.late = true },
	{ .name = NULL },
};

const struct subject search_subject = { .name = "search",
	.rules = search_rules,
	.figures = search_figures };
