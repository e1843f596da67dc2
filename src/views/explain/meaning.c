/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is to say of a line: in short for text, which has it of all lines, else everything. */
#include <stdarg.h>
#include <stdio.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "document/meminfo/fields.h"
#include "views/explain/parts.h"
#include "views/views.h"

/* Text that grows in a buffer of fixed size; what does not fit is left out. */
struct page {
	char *out;
	size_t size, length;
	bool brief;
};

static void say(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct page *page, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(page->out + page->length, page->size - page->length, format, arguments);
	va_end(arguments);
	if (length > 0)
		page->length += (size_t)length;
	if (page->length >= page->size)
		page->length = page->size - 1;
}

static void say_labelled(struct page *page, const char *label, const char *text)
{
	if (text)
		say(page, "%s%s\n", label, _(text));
}

static void say_since(struct page *page, const struct field *field)
{
	if (field->until)
		say(page, _("Linux %s to %s"), field->since, field->until);
	else
		say(page, _("since Linux %s"), field->since);
	if (field->only)
		say(page, " (%s)", _(field->only));
	say(page, "\n");
}

/* Only where there is room for it. */
static void describe_further(struct page *page, enum meminfo_field id)
{
	const struct field *field = &fields[id];
	int parent = field_parent(id);

	say(page, "%s%s\n", field->how ? _("; ") : "", field->how ? _(field->how) : "");
	say_labelled(page, _("Computed: "), field->computed);
	say_labelled(page, _("Overlaps: "), field->overlaps);
	if (parent >= 0)
		say(page, "%s%s%s", _("Part of: "), meminfo_field_name((enum meminfo_field)parent),
			_("; "));
}

static void describe_field(struct page *page, enum meminfo_field id)
{
	const struct field *field = &fields[id];

	if (!page->brief)
		say(page, "%s: ", meminfo_field_name(id));
	say(page, "%s\n", _(field->counts));
	say_labelled(page, _("Beware: "), field->misread);
	say(page, "%s%s", _("Reclaimable: "), _(field_reclaim_title(field->reclaim)));
	if (page->brief)
		say(page, "%s", _("; "));
	else
		describe_further(page, id);
	say_since(page, field);
	if (!page->brief)
		say(page, "%s%s\n", _("Related (Enter goes there): "), field->related);
}

/* On screen a view is a key away; what asks the kernel is none of a record. */
static void say_key(struct page *page, const struct explained *explained, const char *view)
{
	const struct sample *sample = explained->shown.source.sample;
	int id = view ? view_find(view) : -1;

	if (id >= 0 && view_rows[id].digit && !(view_rows[id].live && sample && sample->recorded))
		say(page, _("Here: key %c, %s\n"), view_rows[id].digit, _(view_rows[id].title));
}

static void describe_finding(struct page *page, const struct explained *explained, unsigned index)
{
	const struct finding *finding = &explained->findings.rows[index];
	const struct document_finding *said = &explained->said[index];

	if (page->brief) {
		if (finding->severity > SEVERITY_OK && *said->advised)
			say(page, "-> %s\n", said->advised);
		return;
	}
	say(page, "%s\n", said->said);
	say_key(page, explained, said->view);
	if (*said->advised)
		say(page, "%s%s\n", _("What next: "), said->advised);
	say(page, "%s", said->explanation);
}

/* ---- which view says what is in it ---- */

static int view_of_field(int field)
{
	static const struct {
		enum meminfo_field field;
		enum view_id view;
	} rows[] = {
		{ MEMINFO_Cached, VIEW_CACHE },
		{ MEMINFO_Buffers, VIEW_CACHE },
		{ MEMINFO_Shmem, VIEW_SHARED },
		{ MEMINFO_Slab, VIEW_KERNEL },
		{ MEMINFO_SUnreclaim, VIEW_KERNEL },
		{ MEMINFO_VmallocUsed, VIEW_KERNEL },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (field == (int)rows[i].field)
			return rows[i].view;
	return -1;
}

int explain_line_view(const struct explained *explained, const struct explain_line *line)
{
	if (!explained->shown.source.sample || explained->shown.source.sample->recorded)
		return -1;
	if (line->kind == LINE_OWNER || (line->kind == LINE_TERM && line->index == TERM_UNNAMED))
		return VIEW_KERNEL;
	if (line->kind == LINE_TERM)
		return view_of_field((int)term_rows[line->index].field);
	if (line->kind == LINE_FIELD || line->kind == LINE_BESIDE)
		return view_of_field((int)line->index);
	return -1;
}

static void say_contents(struct page *page, int view)
{
	if (!page->brief && view >= 0)
		say(page, _("What is in it: key %c, %s\n"), view_rows[view].digit,
			_(view_rows[view].title));
}

/* ---- what is available ---- */

/* How the figure came about, a sentence for each method. */
static void say_method(struct page *page, const struct available *available)
{
	char error[UNITS_SIZE], free_size[UNITS_SIZE];

	units_bytes(error, available->error, SCALE_AUTO);
	units_bytes(free_size, available->free, SCALE_AUTO);
	switch (available->method) {
	case AVAILABLE_COMPUTED:
		say(page, "%s",
			_("computed from meminfo and zoneinfo (read in this order, one "
			  "right after the other)"));
		break;
	case AVAILABLE_PRINTED:
		say(page, "%s", _("MemAvailable as printed"));
		break;
	case AVAILABLE_ESTIMATED:
		say(page, _("estimated, give or take %s: this kernel prints no MemAvailable"),
			error);
		break;
	case AVAILABLE_BOUND:
		say(page,
			_("at the very most, and at least the %s that is free: a 2.4 kernel does not "
			  "tell cache that can be dropped from memory that is mapped or shared"),
			free_size);
		break;
	}
	say(page, "\n");
}

static void say_formula(struct page *page, const struct available *available, enum scale scale)
{
	const struct {
		char sign;
		uint64_t bytes;
		const char *what;
	} rows[] = {
		{ ' ', available->free, _("free (MemFree)") },
		{ '-', available->reserve, _("kept in reserve by the kernel") },
		{ '+', available->file, _("file cache (Active(file) + Inactive(file))") },
		{ '-', available->file_kept, _("of it kept: half, or the low watermarks") },
		{ '+', available->reclaimable, _("reclaimable kernel memory") },
		{ '-', available->reclaimable_kept, _("of it kept: half, or the low watermarks") },
	};
	char size[UNITS_SIZE];

	if (available->method == AVAILABLE_PRINTED || available->method == AVAILABLE_BOUND)
		return;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		units_bytes(size, rows[i].bytes, scale);
		say(page, "%c %8s  %s\n", rows[i].sign, size, rows[i].what);
	}
}

/* Our figure beside the kernel's: the same to the kB, or by how much not. */
static void say_agreement(struct page *page, const struct available *available)
{
	uint64_t printed = value_or(available->printed, 0);
	char difference[UNITS_SIZE];

	if (available->method != AVAILABLE_COMPUTED || !value_known(available->printed))
		return;
	if (printed == available->bytes) {
		say(page, "%s\n", _("MemAvailable as printed is the same, to the kB."));
		return;
	}
	units_bytes(difference,
		printed > available->bytes ? printed - available->bytes
					   : available->bytes - printed,
		SCALE_KIB);
	say(page,
		printed > available->bytes ? _("MemAvailable as printed is %s larger.\n")
					   : _("MemAvailable as printed is %s smaller.\n"),
		difference);
}

static void describe_available(struct page *page, const struct explained *explained)
{
	const struct evidence *evidence = &explained->shown.evidence;

	if (!evidence->available_known) {
		say(page, "%s\n", _("The text lacks the fields to tell."));
		return;
	}
	say_method(page, &evidence->available);
	say_formula(page, &evidence->available, explained->scale);
	say_agreement(page, &evidence->available);
	if (!page->brief)
		describe_field(page, MEMINFO_MemAvailable);
}

/* ---- the balance ---- */

/* What to make of the remainder. */
static void describe_remainder(struct page *page, const struct explained *explained)
{
	const struct balance *balance = &explained->shown.evidence.balance;
	char excess[UNITS_SIZE];

	if (balance->state == BALANCE_OK && balance->unnamed < 0) {
		units_bytes(excess, (uint64_t)-balance->unnamed, explained->scale);
		say(page, _("The terms come to %s more: counters are read one after the other.\n"),
			excess);
		return;
	}
	say(page, "%s\n",
		_("Up to 4% unnamed is usual, on large machines less than 1%. Its owners: buffers of "
		  "sockets and pipes, drivers and GPUs, ZFS, a VM's balloon."));
}

static void describe_term(struct page *page, const struct explained *explained,
	enum balance_term term)
{
	const struct term_row *row = &term_rows[term];

	if (!page->brief)
		say(page, "%s = %s\n", _(row->title), row->source);
	if (term == TERM_UNNAMED)
		describe_remainder(page, explained);
	else if (page->brief)
		return;
	else if (term == TERM_PER_CPU_LISTS)
		say(page, "%s\n",
			_("Free pages that each CPU keeps for itself, to be quick. They are in no line of "
			  "meminfo; after a large program has ended they may be hundreds of megabytes."));
	else
		describe_field(page, row->field);
}

/* ---- any line ---- */

/* What text says of no line, since its note does or its field. */
static void describe_rest(struct page *page, const struct explain_line *line,
	enum balance_state state)
{
	if (page->brief)
		return;
	if (line->kind == LINE_UNKNOWN)
		say(page, "%s\n",
			_("memtop does not know this field: the kernel is newer, or patched."));
	else if (line->kind == LINE_MALFORMED)
		say(page, "%s: %s\n", line->title, line->note);
	else if (line->kind == LINE_BESIDE)
		describe_field(page, (enum meminfo_field)line->index);
	else if (line->kind == LINE_TOTAL)
		describe_field(page, MEMINFO_MemTotal);
	else if (line->kind == LINE_NO_SUM)
		say(page, "%s\n", _(balance_reason(state)));
}

size_t explain_describe(const void *context, size_t row, enum column_place place, char *out,
	size_t size)
{
	const struct explained *explained = context;
	const struct explain_line *line = &explained->lines[row];
	struct page page = { out, size, 0, place == IN_TEXT };

	out[0] = '\0';
	if (line->kind == LINE_FINDING && explained->said)
		describe_finding(&page, explained, line->index);
	else if (line->kind == LINE_AVAILABLE)
		describe_available(&page, explained);
	else if (line->kind == LINE_TERM)
		describe_term(&page, explained, (enum balance_term)line->index);
	else if (line->kind == LINE_FIELD)
		describe_field(&page, (enum meminfo_field)line->index);
	else
		describe_rest(&page, line, explained->shown.evidence.balance.state);
	say_contents(&page, explain_line_view(explained, line));
	return page.length;
}
