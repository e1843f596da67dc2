/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/leaks/leaks.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "findings/put.h"

static struct datum word_or_none(const char *word)
{
	return word && *word ? datum_of_string(word) : datum_none();
}

static void put_who(struct document *document, const struct leak_evidence *evidence)
{
	static const struct label pid = { "pid", NULL, N_("The process."), UNIT_NONE };
	static const struct label name = { "name", NULL, N_("The name of its program (comm)."),
		UNIT_TEXT };
	static const struct label status = { "status", NULL,
		N_("ok, unsure, or refused where the heap could not be read."), UNIT_TEXT };
	static const struct label reason = { "reason", NULL,
		N_("Why it is unsure or refused; null: it is neither."), UNIT_TEXT };
	static const struct label allocator = { "allocator", NULL, N_("Whose heap it is."),
		UNIT_TEXT };
	const struct leak_report *report = evidence->report;

	document_schema(document);
	document_read_from(document, "mem+maps+pagemap");
	document_figure(document, &pid, value_of(evidence->pid));
	document_datum(document, &name, word_or_none(evidence->name));
	document_datum(document, &status, word_or_none(heap_confidence_name(report->confidence)));
	document_datum(document, &reason, word_or_none(heap_reason_name(report->reason)));
	document_datum(document, &allocator, word_or_none(heap_allocator_name(report->allocator)));
}

/* ---- figures ---- */

static struct value known(const struct leak_report *report, uint64_t n)
{
	return report->confidence == HEAP_REFUSED ? value_missing(VALUE_ABSENT) : value_of(n);
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
		N_("Lost even if registers hold as many of the largest groups as they can."),
		UNIT_BYTES, ALWAYS),
	FIGURE(probable_bytes, N_("probable"),
		N_("What registers could hold, if it were in all of them."), UNIT_BYTES, ALWAYS),
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
	FIGURE(encoded_found, NULL, N_("So many of them were found."), UNIT_COUNT, FOR_PROGRAMS),
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
	static const struct label looks = { "looks", N_("looks"), N_("How often it was looked."),
		UNIT_COUNT };
	static const struct label settled = { "settled", NULL,
		N_("Whether the last looks took nothing away any more."), UNIT_BOOL };
	static const struct label seconds = { "look_seconds", NULL, N_("What the last look took."),
		UNIT_INTERVAL };
	static const struct label span = { "span_seconds", NULL,
		N_("From the first look to the last."), UNIT_INTERVAL };
	static const struct label since = { "growth_seconds", NULL,
		N_("The time that growth is over."), UNIT_DURATION };

	document_place(document, ALWAYS, &looks, datum_of(known(report, report->looks)));
	document_figure(document, &settled, known(report, report->settled));
	document_figure(document, &seconds, value_of(clock_ns_of(report->seconds)));
	document_figure(document, &span, value_of(clock_ns_of(report->span_seconds)));
	document_figure(document, &since, report->since_seconds);
}

static void put_limits(struct document *document, const struct leak_report *report)
{
	static const struct label reason = { "unseen_reason", NULL,
		N_("Why that was not seen: swapped or unread; null: all was."), UNIT_TEXT };
	static const struct label threads = { "threads", N_("threads"),
		N_("Threads, whose registers may hold pointers."), UNIT_COUNT };
	static const struct label running = { "running_threads", NULL,
		N_("Those that ran, and whose registers nobody saw."), UNIT_COUNT };
	static const struct label sampled = { "sampled_threads", NULL,
		N_("Those that ran, and whose registers were sampled."), UNIT_COUNT };
	static const struct label hideable = { "register_components", NULL,
		N_("Groups that registers could hold: the largest of them count as probable alone."),
		UNIT_COUNT };
	static const struct label mapped = { "mapped_exact", NULL,
		N_("Whether all large chunks with a mapping of their own were found; else what is in them counts as reachable."),
		UNIT_BOOL };

	document_datum(document, &reason, word_or_none(leak_unseen_name(report->unseen)));
	document_figure(document, &threads, known(report, report->threads));
	document_figure(document, &running, known(report, report->running));
	document_figure(document, &sampled, known(report, report->sampled));
	document_figure(document, &hideable, known(report, report->register_limit));
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

void leaks_put(struct document *document, const struct leak_evidence *evidence)
{
	struct findings findings;

	leak_judge(&findings, evidence);
	findings_put(document, &findings, true);
	document_open(document, "leaks", NULL);
	put_figures(document, evidence->report);
	document_close(document);
}

struct document *leaks_document(const struct leak_evidence *evidence)
{
	struct document *document = document_new();

	if (!document)
		return NULL;
	put_who(document, evidence);
	document_line(document, EMPHASIS_STRONG,
		document_format(document, _("process %d  leaks"), (int)evidence->pid));
	leaks_put(document, evidence);
	return document;
}

struct document *leaks_specimen(void)
{
	static const struct leak_report nothing;

	return leaks_document(&(struct leak_evidence){ .report = &nothing });
}
