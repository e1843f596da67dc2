/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/leaks/leaks.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/units.h"
#include "base/utf8.h"
#include "document/heap_figures.h"
#include "document/labels.h"
#include "findings/put.h"

static void put_who(struct document *document, const struct leak_evidence *evidence)
{
	const struct leak_report *report = evidence->report;

	document_schema(document);
	document_read_from(document, "mem+maps+pagemap");
	document_figure(document, &process_pid_label, value_of(evidence->pid));
	document_datum(document, &process_name_label, datum_if_any(evidence->name));
	document_heap_state(document, report->confidence, report->reason, report->allocator);
}

/* ---- figures ---- */

static struct value known(const struct leak_report *report, uint64_t n)
{
	return report->confidence == HEAP_REFUSED ? value_missing(heap_reason_state(report->reason))
						  : value_of(n);
}

struct leak_figure {
	struct label label;
	size_t offset;   /* of a uint64_t in struct leak_report */
	unsigned places; /* where it is shown */
};

#define FIGURE(member, title, explanation, unit, places)                                           \
	{                                                                                          \
		{ #member, title, explanation, unit }, offsetof(struct leak_report, member),       \
			places                                                                     \
	}
#define ALWAYS (FOR_PROGRAMS | IN_TEXT | ON_SCREEN)

static const struct leak_figure figures[] = {
	FIGURE(in_use_bytes, N_("in use"), N_("All chunks that the program holds, with headers."),
		UNIT_BYTES, ALWAYS),
	FIGURE(in_use_chunks, N_("chunks"), N_("How many those are."), UNIT_COUNT, ALWAYS),
	FIGURE(reachable_bytes, N_("reachable"),
		N_("Some root leads to it: a variable, a stack, thread-local or other memory."),
		UNIT_BYTES, ALWAYS),
	FIGURE(reachable_chunks, NULL, N_("How many chunks that is."), UNIT_COUNT, FOR_PROGRAMS),
	FIGURE(unreachable_bytes, N_("unreachable"),
		N_("No plain pointer led to it in any look, and it did not change: the sum of proven, probable, encoded and undecided."),
		UNIT_BYTES, ALWAYS),
	FIGURE(unreachable_chunks, N_("chunks"), N_("How many chunks that is."), UNIT_COUNT,
		ALWAYS),
	FIGURE(proven_bytes, N_("proven"),
		N_("Lost even if registers, and all that it ever wrote, hold as many of the largest groups as they can."),
		UNIT_BYTES, ALWAYS),
	FIGURE(probable_bytes, N_("probable"),
		N_("What registers could hold, if it were in all of them, and what it wrote to files, pipes and sockets could, if that were pointers."),
		UNIT_BYTES, ALWAYS),
	FIGURE(register_bytes, NULL, N_("The part of it that registers could hold."), UNIT_BYTES,
		FOR_PROGRAMS),
	FIGURE(outside_bytes, NULL,
		N_("The part of it that nothing but what it wrote could hold: no look at memory tells."),
		UNIT_BYTES, FOR_PROGRAMS),
	FIGURE(encoded_bytes, N_("encoded"),
		N_("No plain pointer leads to it but packed, tagged, compressed or combined ones do: not lost."),
		UNIT_BYTES, ALWAYS),
	FIGURE(undecided_bytes, N_("undecided"),
		N_("Not all that speaks against it is known: looks that do not settle, memory in swap, a walk that did not add up."),
		UNIT_BYTES, ALWAYS),
	FIGURE(components, N_("groups"),
		N_("Unreachable chunks that pointers connect, in whichever direction, are a group: one hidden pointer holds one of them at most."),
		UNIT_COUNT, ALWAYS),
	FIGURE(heads, N_("heads"), N_("Unreachable chunks that no other one points to."),
		UNIT_COUNT, ALWAYS),
	FIGURE(largest_component_bytes, NULL, N_("The largest group."), UNIT_BYTES, FOR_PROGRAMS),
	FIGURE(encoded_tried, NULL,
		N_("Heads, or one chunk of a ring, that other forms of pointers were looked for."),
		UNIT_COUNT, FOR_PROGRAMS),
	FIGURE(encoded_found, NULL, N_("How many of them were found."), UNIT_COUNT, FOR_PROGRAMS),
	FIGURE(unseen_bytes, N_("not seen"),
		N_("Memory of the process that may hold pointers and could not be read."),
		UNIT_BYTES, ALWAYS),
	FIGURE(changed_between_looks, NULL,
		N_("Chunks that were unreachable in one look, and in a later one were not or had changed."),
		UNIT_COUNT, FOR_PROGRAMS),
	FIGURE(mapped_chunks, NULL,
		N_("Large chunks with a mapping of their own, among those in use."), UNIT_COUNT,
		FOR_PROGRAMS),
	FIGURE(sampled_chunks, NULL, N_("Chunks by which the types are told."), UNIT_COUNT,
		FOR_PROGRAMS),
};

static void put_looks(struct document *document, const struct leak_report *report)
{
	static const struct label looks = { "looks", N_("looks"),
		N_("How many looks were "
		   "taken."),
		UNIT_COUNT };
	static const struct label settled = { "settled", NULL,
		N_("Whether the last looks found nothing more that is reachable."), UNIT_BOOL };
	static const struct label seconds = { "look_seconds", NULL, N_("What the last look took."),
		UNIT_INTERVAL };
	static const struct label span = { "span_seconds", NULL,
		N_("From the first look to the last."), UNIT_INTERVAL };
	static const struct label since = { "growth_seconds", NULL,
		N_("The time that growth is over."), UNIT_INTERVAL };

	document_place(document, ALWAYS, &looks, datum_of(known(report, report->looks)));
	document_figure(document, &settled, known(report, report->settled));
	document_figure(document, &seconds, value_of(clock_ns_of(report->seconds)));
	document_figure(document, &span, value_of(clock_ns_of(report->span_seconds)));
	document_figure(document, &since, report->since_ns);
}

static void put_limits(struct document *document, const struct leak_report *report)
{
	static const struct label reason = { "unseen_reason", NULL,
		N_("Why that was not seen: swapped or unread; null: all was."), UNIT_TEXT };
	static const struct label threads = { "threads", N_("threads"),
		N_("Threads, whose registers may hold pointers."), UNIT_COUNT };
	static const struct label running = { "running_threads", NULL,
		N_("Threads that ran, and whose registers were not seen."), UNIT_COUNT };
	static const struct label sampled = { "sampled_threads", NULL,
		N_("Threads that ran, and whose registers were sampled."), UNIT_COUNT };
	static const struct label written = { "written_bytes", N_("written"),
		N_("What it ever wrote to files, pipes and sockets: a pointer may lie in every four bytes of that."),
		UNIT_BYTES };
	static const struct label hideable = { "register_components", NULL,
		N_("Groups that registers could hold: the largest of them count as probable alone."),
		UNIT_COUNT };
	static const struct label under = { "under_class_bytes", NULL,
		N_("What objects of C++ classes take, with all without a class that they lead to; null: no such object was seen, or the looks did not settle."),
		UNIT_BYTES };
	static const struct label mapped = { "mapped_exact", NULL,
		N_("Whether all large chunks with a mapping of their own were found; else what is in them counts as reachable."),
		UNIT_BOOL };

	document_datum(document, &reason, datum_if_any(leak_unseen_name(report->unseen)));
	document_figure(document, &threads, known(report, report->threads));
	document_figure(document, &running, known(report, report->running));
	document_figure(document, &sampled, known(report, report->sampled));
	document_figure(document, &written,
		report->confidence == HEAP_REFUSED
			? value_missing(heap_reason_state(report->reason))
			: report->written_bytes);
	document_figure(document, &hideable, known(report, report->register_limit));
	document_figure(document, &under,
		report->looks == 0 ? known(report, 0) : report->under_class_bytes);
	document_figure(document, &mapped, known(report, report->mapped_exact));
}

static void put_figures(struct document *document, const struct leak_report *report)
{
	put_looks(document, report);
	for (size_t i = 0; i < COUNT_OF(figures); i++) {
		const char *at = (const char *)report + figures[i].offset;

		document_place(document, figures[i].places, &figures[i].label,
			datum_of(known(report, *(const uint64_t *)(const void *)at)));
	}
	put_limits(document, report);
}

/* ---- what it is ---- */

enum {
	TYPE_PID,
	TYPE_NAME,
	TYPE_KIND,
	TYPE_CERTAIN,
	TYPE_BYTES,
	TYPE_CHUNKS,
	TYPE_LOST,
	TYPE_GROWTH,
	TYPE_UNDER
};

static const struct label type_labels[] = {
	[TYPE_NAME] = { "name", N_("WHAT"), N_("What the chunks are, as far as that can be told."),
		UNIT_TEXT },
	[TYPE_KIND] = { "kind", N_("KIND"),
		N_("class (of C++, by its vtable), container (a node, by its pattern), python, text, pointers or data."),
		UNIT_TEXT },
	[TYPE_CERTAIN] = { "confidence", NULL,
		N_("certain where the program itself names it, else guessed."), UNIT_TEXT },
	[TYPE_BYTES] = { "bytes", N_("BYTES"), N_("All of that type in use, by the sample."),
		UNIT_BYTES },
	[TYPE_CHUNKS] = { "chunks", N_("CHUNKS"), N_("How many chunks that is."), UNIT_COUNT },
	[TYPE_LOST] = { "unreachable_bytes", N_("LOST?"), N_("How much of it is unreachable."),
		UNIT_BYTES },
	[TYPE_GROWTH] = { "growth_bytes", N_("GREW"),
		N_("By how much it grew from the first look, or the mark, to the last."),
		UNIT_SIGNED },
	[TYPE_UNDER] = { "under_bytes", N_("UNDER"),
		N_("Of a class: its objects, and all without a class that they lead to, over others without one; the first object that leads to a chunk has it. Counted, not sampled."),
		UNIT_BYTES },
};

static const struct document_column type_columns[] = {
	{ &process_pid_label, IN_CSV, 0, TYPE_PID },
	{ &type_labels[TYPE_BYTES], SHOWN, 8, TYPE_BYTES },
	{ &type_labels[TYPE_CHUNKS], SHOWN | DISPENSABLE(4), 10, TYPE_CHUNKS },
	{ &type_labels[TYPE_GROWTH], SHOWN | DISPENSABLE(2), 8, TYPE_GROWTH },
	{ &type_labels[TYPE_LOST], SHOWN | DISPENSABLE(1), 8, TYPE_LOST },
	{ &type_labels[TYPE_UNDER], SHOWN | DISPENSABLE(5), 8, TYPE_UNDER },
	{ &type_labels[TYPE_KIND], SHOWN | DISPENSABLE(3), 9, TYPE_KIND },
	{ &type_labels[TYPE_NAME], EVERYWHERE, 30, TYPE_NAME },
	{ &type_labels[TYPE_KIND], FOR_PROGRAMS, 10, TYPE_KIND },
	{ &type_labels[TYPE_CERTAIN], FOR_PROGRAMS, 8, TYPE_CERTAIN },
	{ &type_labels[TYPE_BYTES], FOR_PROGRAMS, 8, TYPE_BYTES },
	{ &type_labels[TYPE_CHUNKS], FOR_PROGRAMS, 10, TYPE_CHUNKS },
	{ &type_labels[TYPE_LOST], FOR_PROGRAMS, 8, TYPE_LOST },
	{ &type_labels[TYPE_GROWTH], FOR_PROGRAMS, 8, TYPE_GROWTH },
	{ &type_labels[TYPE_UNDER], FOR_PROGRAMS, 8, TYPE_UNDER },
};

static void set_kind(struct datum *out, enum leak_type_kind kind)
{
	static const char *const titles[LEAK_TYPE_KINDS] = { [LEAK_TYPE_CLASS] = N_("class"),
		[LEAK_TYPE_CONTAINER] = N_("container"),
		[LEAK_TYPE_PYTHON] = N_("Python"),
		[LEAK_TYPE_TEXT] = N_("text"),
		[LEAK_TYPE_POINTERS] = N_("pointers"),
		[LEAK_TYPE_DATA] = N_("data") };

	datum_set_word(out, leak_type_kind_name(kind), titles[kind]);
}

static void type_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct leak_evidence *evidence = context;
	const struct leak_type *type = &evidence->report->types[row];
	const struct value values[] = { [TYPE_PID] = value_of(evidence->pid),
		[TYPE_BYTES] = value_of(type->bytes),
		[TYPE_CHUNKS] = value_of(type->chunks),
		[TYPE_LOST] = value_of(type->unreachable_bytes),
		[TYPE_GROWTH] = type->growth_bytes,
		[TYPE_UNDER] = type->under_bytes };

	if (id == TYPE_NAME && type->kind >= LEAK_TYPE_TEXT)
		datum_set_word(out, type->name, type->name);
	else if (id == TYPE_NAME)
		datum_set_bytes(out, text_of_string(type->name));
	else if (id == TYPE_KIND)
		set_kind(out, type->kind);
	else if (id == TYPE_CERTAIN)
		datum_set_word(out, type->certain ? "certain" : "guessed", NULL);
	else
		out->value = values[id];
}

static uint64_t type_key(const void *context, size_t row)
{
	const struct leak_type *type = &((const struct leak_evidence *)context)->report->types[row];
	uint64_t key = UINT64_C(14695981039346656037) ^ type->kind;

	for (const char *at = type->name; *at; at++)
		key = (key ^ (unsigned char)*at) * UINT64_C(1099511628211);
	return key;
}

/* ---- holders ---- */

enum {
	HOLDER_NAME,
	HOLDER_OBJECT,
	HOLDER_SYMBOL,
	HOLDER_THREAD,
	HOLDER_TID,
	HOLDER_OFFSET,
	HOLDER_KIND,
	HOLDER_BYTES,
	HOLDER_CHUNKS,
	HOLDER_EXCLUSIVE,
	HOLDER_GROWTH,
	HOLDER_TYPE,
	HOLDER_SAID /* the name as people read it */
};

static const struct label holder_labels[] = {
	[HOLDER_NAME] = { "name", N_("HELD BY"), N_("Who leads to it."), UNIT_TEXT },
	[HOLDER_OBJECT] = { "object", NULL,
		N_("The program, library or file that it is in; null: none."), UNIT_TEXT },
	[HOLDER_SYMBOL] = { "symbol", NULL, N_("The variable; null: it has no symbol."),
		UNIT_TEXT },
	[HOLDER_THREAD] = { "thread", NULL, N_("The name of the thread; null: none."), UNIT_TEXT },
	[HOLDER_TID] = { "tid", NULL, N_("The thread."), UNIT_NONE },
	[HOLDER_OFFSET] = { "offset", NULL,
		N_("Where it is in the object, where there is no symbol; of other memory its address."),
		UNIT_ADDRESS },
	[HOLDER_KIND] = { "kind", N_("KIND"),
		N_("data (a variable), memory (mapped, not malloc's), kernel (an epoll set), heap (not malloc's), tls, stack or call (an argument of a system call, a register)."),
		UNIT_TEXT },
	[HOLDER_BYTES] = { "bytes", N_("BYTES"), N_("All that it leads to, alone or with others."),
		UNIT_BYTES },
	[HOLDER_EXCLUSIVE] = { "exclusive", N_("ALONE"), N_("Bytes that nothing else leads to."),
		UNIT_BYTES },
	[HOLDER_TYPE] = { "type", N_("MOSTLY"), N_("What most of it is, by the sample."),
		UNIT_TEXT },
};

static const struct document_column holder_columns[] = {
	{ &holder_labels[HOLDER_BYTES], SHOWN, 8, HOLDER_BYTES },
	{ &type_labels[TYPE_CHUNKS], SHOWN | DISPENSABLE(3), 10, HOLDER_CHUNKS },
	{ &type_labels[TYPE_GROWTH], SHOWN | DISPENSABLE(1), 8, HOLDER_GROWTH },
	{ &holder_labels[HOLDER_EXCLUSIVE], SHOWN | DISPENSABLE(2), 8, HOLDER_EXCLUSIVE },
	{ &holder_labels[HOLDER_NAME], SHOWN, 36, HOLDER_SAID },
	{ &holder_labels[HOLDER_NAME], FOR_PROGRAMS, 36, HOLDER_NAME },
	{ &holder_labels[HOLDER_OBJECT], FOR_PROGRAMS, 10, HOLDER_OBJECT },
	{ &holder_labels[HOLDER_SYMBOL], FOR_PROGRAMS, 10, HOLDER_SYMBOL },
	{ &holder_labels[HOLDER_OFFSET], FOR_PROGRAMS, 10, HOLDER_OFFSET },
	{ &holder_labels[HOLDER_THREAD], FOR_PROGRAMS, 10, HOLDER_THREAD },
	{ &holder_labels[HOLDER_TID], FOR_PROGRAMS, 10, HOLDER_TID },
	{ &holder_labels[HOLDER_KIND], FOR_PROGRAMS, 8, HOLDER_KIND },
	{ &holder_labels[HOLDER_BYTES], FOR_PROGRAMS, 8, HOLDER_BYTES },
	{ &type_labels[TYPE_CHUNKS], FOR_PROGRAMS, 10, HOLDER_CHUNKS },
	{ &holder_labels[HOLDER_EXCLUSIVE], FOR_PROGRAMS, 8, HOLDER_EXCLUSIVE },
	{ &type_labels[TYPE_GROWTH], FOR_PROGRAMS, 8, HOLDER_GROWTH },
	{ &holder_labels[HOLDER_TYPE], EVERYWHERE, 20, HOLDER_TYPE },
};

/* Words that stand in place of a name, English; N_(). */
static const char *holder_words(const struct leak_holder *holder)
{
	static const char *const words[LEAK_HOLDER_KINDS] = {
		[LEAK_HOLDER_DATA] = N_("data"),
		[LEAK_HOLDER_MEMORY] = N_("other memory"),
		[LEAK_HOLDER_KERNEL] = N_("epoll sets"),
		[LEAK_HOLDER_HEAP] = N_("others' memory in the heap"),
		[LEAK_HOLDER_TLS] = N_("thread-local memory"),
		[LEAK_HOLDER_STACK] = N_("stack"),
		[LEAK_HOLDER_CALL] = N_("system call or registers"),
	};

	return words[holder->kind];
}

/* "`stats' in statsd", "stack of worker", "libfoo.so+4050". */
static const char *holder_name(struct document *document, const struct leak_holder *holder,
	bool for_people)
{
	const char *words = for_people ? _(holder_words(holder)) : holder_words(holder);

	if (holder->symbol)
		return document_format(document, for_people ? _("`%s' in %s") : "`%s' in %s",
			holder->symbol, holder->object ? holder->object : "?");
	if (holder->kind == LEAK_HOLDER_DATA && holder->object)
		return document_format(document, "%s+%llx", holder->object,
			(unsigned long long)value_or(holder->offset, 0));
	if (holder->thread)
		return document_format(document,
			for_people ? _("%s of thread %s (%d)") : "%s of thread %s (%d)", words,
			holder->thread, (int)value_or(holder->tid, 0));
	if (holder->object)
		return document_format(document, "%s: %s", words, holder->object);
	return words;
}

/* A holder with its name, and the report. */
struct holder_list {
	const struct leak_report *report;
	const char **names, **said; /* for machines, for people */
};

static void set_text(struct datum *out, const char *text)
{
	if (text)
		datum_set_bytes(out, text_of_string(text));
	else
		out->kind = DATUM_NONE;
}

static void set_type(struct datum *out, const struct leak_report *report,
	const struct leak_holder *holder)
{
	const struct leak_type *type =
		holder->type == LEAK_NO_TYPE ? NULL : &report->types[holder->type];

	if (type && type->kind >= LEAK_TYPE_TEXT)
		datum_set_word(out, type->name, type->name);
	else
		set_text(out, type ? type->name : NULL);
}

static void holder_text(const struct holder_list *list, size_t row, unsigned id, struct datum *out)
{
	const struct leak_holder *holder = &list->report->holders[row];

	switch (id) {
	case HOLDER_NAME:
		set_text(out, list->names[row]);
		break;
	case HOLDER_SAID:
		set_text(out, list->said[row]);
		break;
	case HOLDER_OBJECT:
		set_text(out, holder->object);
		break;
	case HOLDER_SYMBOL:
		set_text(out, holder->symbol);
		break;
	case HOLDER_THREAD:
		set_text(out, holder->thread);
		break;
	case HOLDER_KIND:
		datum_set_word(out, leak_holder_kind_name(holder->kind), NULL);
		break;
	default:
		set_type(out, list->report, holder);
	}
}

static void holder_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct holder_list *list = context;
	const struct leak_holder *holder = &list->report->holders[row];
	const struct value values[] = { [HOLDER_TID] = holder->tid,
		[HOLDER_OFFSET] = holder->offset,
		[HOLDER_BYTES] = value_of(holder->bytes),
		[HOLDER_CHUNKS] = value_of(holder->chunks),
		[HOLDER_EXCLUSIVE] = value_of(holder->exclusive_bytes),
		[HOLDER_GROWTH] = holder->growth_bytes };

	if (id == HOLDER_TID || id == HOLDER_OFFSET || (id >= HOLDER_BYTES && id <= HOLDER_GROWTH))
		out->value = values[id];
	else
		holder_text(list, row, id, out);
}

static void put_types(struct document *document, const struct leak_evidence *evidence)
{
	const struct leak_evidence *copy = document_copy(document, evidence, sizeof(*evidence));
	bool any = evidence->report->type_count > 0;

	if (!copy)
		return;
	document_open(document, NULL, any ? N_("What it is, by a sample") : NULL);
	document_table(document, &(struct document_table){ .key = "types",
					 .columns = type_columns,
					 .column_count = COUNT_OF(type_columns),
					 .context = copy,
					 .row_count = evidence->report->type_count,
					 .state = VALUE_OK,
					 .cell = type_cell,
					 .row_key = type_key,
					 .sorted = -1,
					 .is_main = true });
	document_close(document);
}

static struct holder_list *list_holders(struct document *document, const struct leak_report *report)
{
	size_t size = (report->holder_count + 1) * sizeof(const char *);
	struct holder_list list = { .report = report };
	const char **none = calloc(report->holder_count + 1, sizeof(*none));

	if (none) {
		list.names = document_copy(document, none, size);
		list.said = document_copy(document, none, size);
	}
	free(none);
	if (!list.names || !list.said)
		return NULL;
	for (size_t i = 0; i < report->holder_count; i++) {
		list.names[i] = holder_name(document, &report->holders[i], false);
		list.said[i] = holder_name(document, &report->holders[i], true);
	}
	return document_copy(document, &list, sizeof(list));
}

/* What the rows that are left out hold. */
static void say_rest(struct document *document, const struct leak_report *report, size_t shown)
{
	char bytes[UNITS_SIZE];
	uint64_t rest = 0;

	for (size_t i = shown; i < report->holder_count; i++)
		rest += report->holders[i].bytes;
	units_value(bytes, value_of((int64_t)rest), UNIT_BYTES, SCALE_AUTO);
	document_line(document, EMPHASIS_NONE,
		document_format(document, _("smaller holders: %zu, with %s in all"),
			report->holder_count - shown, bytes));
}

static void put_holders(struct document *document, const struct leak_report *report, size_t most)
{
	struct holder_list *list = list_holders(document, report);
	size_t shown = report->holder_count;

	if (!list) {
		document_fail(document);
		return;
	}
	if (most != 0)
		shown = min_size(shown, most);
	document_open(document, NULL, shown ? N_("Who holds it") : NULL);
	document_table(document,
		&(struct document_table){ .key = "holders",
			.columns = holder_columns,
			.column_count = COUNT_OF(holder_columns),
			.context = list,
			.row_count = shown,
			.state = report->holders_known || report->looks == 0 ? VALUE_OK
									     : VALUE_TOO_LARGE,
			.cell = holder_cell,
			.sorted = -1 });
	if (shown < report->holder_count)
		say_rest(document, report, shown);
	document_close(document);
}

void leaks_put(struct document *document, const struct leak_evidence *evidence, size_t holders_most)
{
	struct findings findings;

	leak_judge(&findings, evidence);
	findings_put(document, &findings, true);
	document_open(document, "leaks", NULL);
	put_figures(document, evidence->report);
	put_types(document, evidence);
	put_holders(document, evidence->report, holders_most);
	document_close(document);
}

struct document *leaks_document(const struct leak_evidence *evidence, size_t holders_most)
{
	struct document *document = document_new();

	if (!document)
		return NULL;
	put_who(document, evidence);
	document_line(document, EMPHASIS_STRONG,
		document_format(document, _("process %d  leaks"), (int)evidence->pid));
	leaks_put(document, evidence, holders_most);
	return document;
}

struct document *leaks_specimen(void)
{
	static const struct leak_report nothing;

	return leaks_document(&(struct leak_evidence){ .report = &nothing }, 0);
}
