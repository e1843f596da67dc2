/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "document/meminfo/fields.h"
#include "ui/views/explain/view.h"

/* Text that grows in a buffer of fixed size; what does not fit is left out. */
struct page {
	char *out;
	size_t size, length;
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

static void describe_field(struct page *page, enum meminfo_field id)
{
	const struct field *field = &fields[id];
	int parent = field_parent(id);

	say(page, "%s: %s\n", meminfo_field_name(id), _(field->counts));
	say_labelled(page, _("Beware: "), field->misread);
	say(page, "%s%s", _("Reclaimable: "), _(field_reclaim_title(field->reclaim)));
	say(page, "%s%s\n", field->how ? _("; ") : "", field->how ? _(field->how) : "");
	say_labelled(page, _("Computed: "), field->computed);
	say_labelled(page, _("Overlaps: "), field->overlaps);
	if (parent >= 0)
		say(page, "%s%s%s", _("Part of: "), meminfo_field_name((enum meminfo_field)parent),
			_("; "));
	say_since(page, field);
	say(page, "%s%s\n", _("Related (Enter goes there): "), field->related);
}

static void describe_finding(struct page *page, const struct finding *finding)
{
	const struct rule *rule = finding->rule;
	char text[1024];

	finding_sentence(text, sizeof(text), finding, FOR_PEOPLE);
	say(page, "%s\n", text);
	if (finding_advice(text, sizeof(text), finding, FOR_PEOPLE) > 0)
		say(page, "%s%s\n", _("What next: "), text);
	rule_sources(text, sizeof(text), rule, finding->facts.subject);
	say(page, "%s%s\n", _("Looked at: "), text);
	rule_condition(text, sizeof(text), rule, finding->facts.subject);
	say(page, "%s%s\n", _("Said when: "), text);
}

/* What other files say of the remainder's owners. */
static void describe_owners(struct page *page, const struct system_extras *system_extras)
{
	char size[UNITS_SIZE];

	units_value(size, system_extras->sockets, UNIT_BYTES, SCALE_AUTO);
	if (value_known(system_extras->sockets))
		say(page, _("Network buffers hold %s of it.\n"), size);
	units_value(size, system_extras->arc, UNIT_BYTES, SCALE_AUTO);
	if (value_known(system_extras->arc))
		say(page, _("ZFS's cache (ARC) holds %s of it.\n"), size);
}

static void describe_term(struct page *page, const struct evidence *evidence,
	enum balance_term term)
{
	const struct term_row *row = &term_rows[term];

	say(page, "%s = %s\n", _(row->title), row->source);
	if (term == TERM_UNNAMED) {
		say(page, "%s\n",
			_("Memory in use that no field names; up to 4% is usual, more than 10% worth a "
			  "look. Owners: buffers of sockets and pipes, drivers and GPUs, ZFS, a VM's "
			  "balloon."));
		describe_owners(page, &evidence->system_extras);
	} else if (term == TERM_PER_CPU_LISTS)
		say(page, "%s\n",
			_("Free pages that each CPU keeps for itself, to be quick. They are in no line of "
			  "meminfo; after a large program has ended they may be hundreds of megabytes."));
	else
		describe_field(page, row->field);
}

static void describe_available(struct page *page, const struct evidence *evidence)
{
	static const char *const methods[] = {
		[AVAILABLE_COMPUTED] =
			N_("Computed from meminfo and zoneinfo, as the kernel does."),
		[AVAILABLE_PRINTED] = N_("MemAvailable as printed."),
		[AVAILABLE_ESTIMATED] = N_(
			"Estimated: this kernel prints no MemAvailable, and zoneinfo is not at hand."),
		[AVAILABLE_BOUND] = N_(
			"At the very most: a 2.4 kernel does not tell cache that can be dropped from "
			"memory that is mapped or shared."),
	};
	const struct available *available = &evidence->available;
	char error[UNITS_SIZE], printed[UNITS_SIZE];

	if (!evidence->available_known) {
		say(page, "%s\n", _("The text lacks the fields to tell."));
		return;
	}
	say(page, "%s\n", _(methods[available->method]));
	units_bytes(error, available->error, SCALE_AUTO);
	units_value(printed, available->printed, UNIT_BYTES, SCALE_KIB);
	if (available_is_estimated(available))
		say(page, _("Give or take %s.\n"), error);
	else
		say(page, _("The kernel prints %s.\n"), printed);
	describe_field(page, MEMINFO_MemAvailable);
}

static void describe_malformed(struct page *page, const struct explain_view *view, unsigned index)
{
	const struct meminfo *meminfo = view->evidence.meminfo;
	uint64_t before = view->saved ? view->saved->lines_before : 0;

	say(page, _("Line %llu: %s\n"),
		(unsigned long long)(meminfo->malformed[index].line + before),
		meminfo->names + meminfo->malformed[index].text);
}

void explain_tell(char *out, size_t size, const struct explain_view *view,
	const struct explain_line *line)
{
	struct page page = { out, size, 0 };

	out[0] = '\0';
	switch (line->kind) {
	case LINE_BLANK:
	case LINE_HEADING:
		break;
	case LINE_FINDING:
		describe_finding(&page, &view->findings.rows[line->index]);
		break;
	case LINE_AVAILABLE:
		describe_available(&page, &view->evidence);
		break;
	case LINE_TERM:
		describe_term(&page, &view->evidence, (enum balance_term)line->index);
		break;
	case LINE_NO_SUM:
		say(&page, "%s\n", _(balance_reason(view->evidence.balance.state)));
		break;
	case LINE_FIELD:
		describe_field(&page, (enum meminfo_field)line->index);
		break;
	case LINE_UNKNOWN:
		say(&page, "%s\n",
			_("Nobody told memtop what this is: a newer kernel, or a patched one."));
		break;
	case LINE_MALFORMED:
		describe_malformed(&page, view, line->index);
		break;
	}
}

int explain_field(const struct explain_view *view, const struct explain_line *line)
{
	switch (line->kind) {
	case LINE_FIELD:
		return (int)line->index;
	case LINE_FINDING:
		return (int)view->findings.rows[line->index].rule->field;
	case LINE_TERM:
		return (int)term_rows[line->index].field;
	case LINE_AVAILABLE:
		return MEMINFO_MemAvailable;
	default:
		return -1;
	}
}

bool explain_line_matches(const struct explain_view *view, const struct explain_line *line)
{
	char text[4096];

	if (line->kind == LINE_FIELD)
		return field_matches((enum meminfo_field)line->index, view->find);
	if (line->kind == LINE_FINDING &&
		strstr(view->findings.rows[line->index].rule->name, view->find))
		return true;
	explain_tell(text, sizeof(text), view, line);
	return strcasestr(text, view->find) != NULL;
}
