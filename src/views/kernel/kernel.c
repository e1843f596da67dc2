/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/kernel/kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "derive/kernel/derived_kernel.h"
#include "derive/kernel/whole.h"
#include "derive/process/columns.h"
#include "document/kernel/kinds.h"
#include "document/labels.h"
#include "findings/machine_rules.h"
#include "findings/processes_rules.h"
#include "findings/put.h"

/* Names of owners that people see of an item. */
#define OWNERS_SHOWN 3

/* What its document is about. */
struct listing {
	const struct census *census;   /* or NULL */
	struct sample *sample;         /* a reference */
	struct kernel_memory *memory;  /* the same; NULL: not read yet */
	struct kernel_memory *counted; /* of the moment of the census, or NULL */
	const struct kernel_item **rows;
	struct document_table *owners; /* of each row */
	struct owner_list *owner_lists;
	size_t count;
};

/* What a table of owners is about. */
struct owner_list {
	const struct kernel_item *item;
	const struct sample *sample;
};

#define NS_A_PAGE 40

uint64_t kernel_ram(const struct sample *sample)
{
	return (uint64_t)value_or(sample->system.meminfo.field[MEMINFO_MemTotal], 0);
}

uint64_t kernel_census_ms(uint64_t bytes)
{
	return bytes / 4096 * NS_A_PAGE / 1000000 + 1;
}

unsigned kernel_cost(void)
{
	return COST_KERNEL | columns[COLUMN_PAGE_TABLES].cost | columns[COLUMN_THREADS].cost |
	       columns[COLUMN_CGROUP].cost;
}

static void release(void *object)
{
	struct listing *listing = object;

	sample_unref(listing->sample);
	kernel_memory_unref(listing->memory);
	kernel_memory_unref(listing->counted);
	free(listing->rows);
	free(listing->owners);
	free(listing->owner_lists);
	free(listing);
}

/* ---- owners ---- */

enum { OWNER_PID, OWNER_NAME, OWNER_CGROUP, OWNER_BYTES };

static const struct label owner_labels[] = {
	[OWNER_CGROUP] = { "cgroup", NULL, N_("The path of its memory cgroup."), UNIT_TEXT },
	[OWNER_BYTES] = { "bytes", NULL, N_("How much of it belongs to this process."),
		UNIT_BYTES },
};

static const struct document_column owner_columns[] = {
	{ &process_pid_label, IN_JSON, 0, OWNER_PID },
	{ &process_name_label, IN_JSON, 0, OWNER_NAME },
	{ &owner_labels[OWNER_CGROUP], IN_JSON, 0, OWNER_CGROUP },
	{ &owner_labels[OWNER_BYTES], IN_JSON, 0, OWNER_BYTES },
};

static void set_cgroup(const struct sample *sample, pid_t pid, struct datum *out)
{
	const struct row *row = sample_find(sample, pid);

	if (row && row->identity->cgroup[0])
		datum_set_bytes(out, text_of_string(row->identity->cgroup));
	else
		*out = datum_none();
}

static void owner_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct owner_list *list = context;
	const struct kernel_owner *owner = &list->item->owners[row];

	if (id == OWNER_PID)
		out->value = value_of((uint64_t)owner->pid);
	else if (id == OWNER_NAME)
		datum_set_bytes(out, text_of_string(owner->name));
	else if (id == OWNER_CGROUP)
		set_cgroup(list->sample, owner->pid, out);
	else
		out->value = owner->bytes;
}

static const struct document_table owners_table = { .key = "owners",
	.columns = owner_columns,
	.column_count = COUNT_OF(owner_columns),
	.state = VALUE_OK,
	.cell = owner_cell,
	.sorted = -1 };

static struct document_table owners_of(const struct owner_list *list)
{
	struct document_table table = owners_table;

	table.context = list;
	table.row_count = list->item->owner_count;
	return table;
}

/* "mariadbd 12.0M, java 9.1M" */
static void name_owners(const struct kernel_item *item, struct datum *out)
{
	size_t length = 0;

	for (size_t i = 0; i < item->owner_count && i < OWNERS_SHOWN; i++) {
		char size[UNITS_SIZE];

		units_value(size, item->owners[i].bytes, UNIT_BYTES, SCALE_AUTO);
		length += (size_t)snprintf(out->buffer + length, sizeof(out->buffer) - length,
			"%s%s %s", i > 0 ? ", " : "", item->owners[i].name, size);
	}
	if (length > 0)
		datum_set_bytes(out, text_of(out->buffer, length));
	else
		*out = datum_none();
}

/* ---- cells ---- */

enum {
	TIME,
	BYTES,
	GROWTH,
	RECLAIM,
	KIND,
	OBJECTS,
	ROOM,
	PROMISED,
	AT_LEAST,
	NAME,
	ALIASES,
	COUNTED,
	SOURCE,
	OWNERS,
	OWNERS_TABLE
};

static const struct label item_labels[] = {
	[BYTES] = { "bytes", N_("SIZE"), N_("How much memory it is."), UNIT_BYTES },
	[GROWTH] = { "growth_bytes_per_minute", N_("+/MIN"), N_("The pace at which it grows."),
		UNIT_PACE },
	[RECLAIM] = { "can_reclaim", N_("BACK"),
		N_("Whether the kernel takes it back when something needs memory."), UNIT_BOOL },
	[KIND] = { "kind", N_("KIND"), N_("What it is for."), UNIT_TEXT },
	[OBJECTS] = { "objects", N_("OBJECTS"), N_("How many objects are in use."), UNIT_COUNT },
	[ROOM] = { "object_room", NULL, N_("How many objects there is room for."), UNIT_COUNT },
	[PROMISED] = { "promised_bytes", NULL,
		N_("How much it can become: what the pipes have room for."), UNIT_BYTES },
	[AT_LEAST] = { "at_least", NULL,
		N_("Whether it may be more: the way that it was found by does not see "
		   "everything."),
		UNIT_BOOL },
	[NAME] = { "name", N_("NAME"), N_("Of the cache, or of the function that asked for it."),
		UNIT_TEXT },
	[ALIASES] = { "aliases", NULL,
		N_("Other caches of equal objects that were merged with it."), UNIT_TEXT },
	[COUNTED] = { "counted", NULL,
		N_("meminfo: on a counter of it; uncounted: on none; within: inside other items; outside: beside MemTotal."),
		UNIT_TEXT },
	[SOURCE] = { "read_from", NULL, N_("The file that tells it."), UNIT_TEXT },
	[OWNERS] = { NULL, N_("OWNERS"), N_("The processes that hold most of it."), UNIT_TEXT },
	[OWNERS_TABLE] = { "owners", NULL, N_("The processes that hold most of it."), UNIT_TEXT },
};

static const struct document_column item_columns[] = {
	{ &sample_time_label, IN_CSV, 0, TIME },
	{ &item_labels[BYTES], EVERYWHERE, 6, BYTES },
	{ &item_labels[GROWTH], EVERYWHERE | DISPENSABLE(1), 7, GROWTH },
	{ &item_labels[RECLAIM], EVERYWHERE | DISPENSABLE(2), 4, RECLAIM },
	{ &item_labels[OBJECTS], EVERYWHERE | DISPENSABLE(4), 8, OBJECTS },
	{ &item_labels[ROOM], FOR_PROGRAMS, 0, ROOM },
	{ &item_labels[PROMISED], FOR_PROGRAMS, 0, PROMISED },
	{ &item_labels[AT_LEAST], FOR_PROGRAMS, 0, AT_LEAST },
	{ &item_labels[KIND], EVERYWHERE, 18, KIND },
	{ &item_labels[NAME], EVERYWHERE, 24, NAME },
	{ &item_labels[ALIASES], FOR_PROGRAMS, 0, ALIASES },
	{ &item_labels[COUNTED], FOR_PROGRAMS, 0, COUNTED },
	{ &item_labels[SOURCE], FOR_PROGRAMS, 0, SOURCE },
	{ &item_labels[OWNERS_TABLE], IN_JSON, 0, OWNERS_TABLE },
	{ &item_labels[OWNERS], SHOWN | ASIDE | DISPENSABLE(3), 1, OWNERS },
};

static void set_reclaim(const struct kernel_item *item, struct datum *out)
{
	if (item->reclaim == KERNEL_RECLAIM_UNKNOWN) {
		out->value = value_missing(item->reclaim_missing);
		return;
	}
	out->kind = DATUM_WORDED;
	out->value = value_of((uint64_t)(item->reclaim == KERNEL_RECLAIM_YES));
	out->text = text_of_string(item->reclaim == KERNEL_RECLAIM_YES ? _("yes") : _("no"));
}

static void set_text(const char *string, struct datum *out)
{
	if (string)
		datum_set_bytes(out, text_of_string(string));
	else
		*out = datum_none();
}

static void set_words(const struct kernel_item *item, unsigned id, struct datum *out)
{
	const struct label *label =
		id == KIND ? &kernel_kind_labels[item->kind] : &kernel_place_labels[item->place];

	datum_set_word(out, label->key, label->title);
}

static void item_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct listing *listing = context;
	const struct kernel_item *item = listing->rows[row];
	const struct value values[] = { [TIME] = value_of((uint64_t)listing->sample->wall_ns),
		[BYTES] = item->bytes,
		[GROWTH] = listing->memory ? kernel_item_growth(listing->memory, item).pace
					   : value_missing(VALUE_PENDING),
		[OBJECTS] = item->objects,
		[ROOM] = item->room,
		[PROMISED] = item->promised,
		[AT_LEAST] = value_of((uint64_t)item->at_least) };

	if (id == RECLAIM)
		set_reclaim(item, out);
	else if (id < COUNT_OF(values) && id != KIND)
		out->value = values[id];
	else if (id == KIND || id == COUNTED)
		set_words(item, id, out);
	else if (id == OWNERS_TABLE)
		*out = (struct datum){ .kind = DATUM_TABLE,
			.value = value_of(0),
			.table = &listing->owners[row] };
	else if (id == OWNERS)
		name_owners(item, out);
	else
		set_text(id == NAME      ? item->name
			 : id == ALIASES ? item->aliases
					 : item->source,
			out);
}

static uint64_t item_key(const void *context, size_t row)
{
	return kernel_item_key(((const struct listing *)context)->rows[row]).id;
}

static enum emphasis item_emphasis(const void *context, size_t row)
{
	const struct kernel_item *item = ((const struct listing *)context)->rows[row];

	return item->place == KERNEL_OUTSIDE || item->place == KERNEL_WITHIN ? EMPHASIS_FAINT
									     : EMPHASIS_NONE;
}

/* For the one under the cursor: what was merged into it. */
static size_t item_describe(const void *context, size_t row, enum column_place place, char *out,
	size_t size)
{
	const struct kernel_item *item = ((const struct listing *)context)->rows[row];

	out[0] = '\0';
	if (place != ON_SCREEN)
		return 0;
	if (item->at_least)
		return (size_t)snprintf(out, size, "%s %s",
			_(kernel_kind_labels[item->kind].explanation),
			_("It is this much at least: a page may hold a single byte."));
	if (item->aliases)
		return (size_t)snprintf(out, size, _("Merged with: %s"), item->aliases);
	return (size_t)snprintf(out, size, "%s", _(kernel_kind_labels[item->kind].explanation));
}

/* ---- the document ---- */

static void put_table(struct document *document, const struct listing *listing)
{
	static const struct document_table *const inner[] = { &owners_table, NULL };
	const struct document_table table = { .key = "items",
		.inner = inner,
		.columns = item_columns,
		.column_count = COUNT_OF(item_columns),
		.context = listing,
		.row_count = listing->count,
		.state = listing->memory ? VALUE_OK : VALUE_PENDING,
		.cell = item_cell,
		.row_key = item_key,
		.emphasis = item_emphasis,
		.describe = item_describe,
		.is_main = true,
		.sorted = BYTES };

	document_table(document, &table);
}

static void put_figures(struct document *document, const struct listing *listing)
{
	static const struct label method = { "method", NULL,
		N_("counters: what files of the kernel count; census: what each page of RAM is."),
		UNIT_TEXT };
	static const struct label total = { "total_bytes", N_("kernel"),
		N_("All that the kernel has of MemTotal for itself, caches of objects and pools included; its items, and what is unnamed."),
		UNIT_BYTES };
	static const struct label unnamed = { "unnamed_bytes", N_("unnamed"),
		N_("In use, but neither on a counter nor in any item."), UNIT_BYTES };
	static const struct label outside = { "outside_bytes", N_("beside MemTotal"),
		N_("What the kernel was started with, and what a balloon took: not part of MemTotal."),
		UNIT_BYTES };
	static const struct label cpu = { "read_seconds", NULL,
		N_("Processor time that reading it took."), UNIT_INTERVAL };
	const struct value pending = value_missing(VALUE_PENDING);
	const struct kernel_memory *memory = listing->memory;
	const struct derived_kernel *derived = memory ? derived_of_kernel(memory) : NULL;
	struct value rest = derived ? derived->unnamed : pending;

	if (memory && listing->census)
		rest = kernel_census_unnamed(listing->counted ? listing->counted : listing->memory,
			listing->census);
	document_datum(document, &method,
		datum_of_word(listing->census ? "census" : "counters", NULL));
	document_figure(document, &total, derived ? derived->total : pending);
	document_figure(document, &unnamed, rest);
	document_figure(document, &outside, derived ? derived->outside : pending);
	if (listing->sample->recorded)
		document_figure(document, &cpu, value_missing(VALUE_NOT_RECORDED));
	else
		document_figure(document, &cpu, memory ? value_of(memory->cpu_ns) : pending);
}

/* ---- cgroups that pay for pages ---- */

enum { PAID_CGROUP, PAID_BYTES, PAID_REMOVED };

static const struct label paid_labels[] = {
	[PAID_BYTES] = { "bytes", NULL, N_("How much it pays for."), UNIT_BYTES },
	[PAID_REMOVED] = { "removed", NULL,
		N_("Whether its directory was removed, and what is charged keeps it."), UNIT_BOOL },
};

static const struct document_column paid_columns[] = {
	{ &owner_labels[OWNER_CGROUP], IN_JSON, 0, PAID_CGROUP },
	{ &paid_labels[PAID_BYTES], IN_JSON, 0, PAID_BYTES },
	{ &paid_labels[PAID_REMOVED], IN_JSON, 0, PAID_REMOVED },
};

static void paid_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct census_cgroup *cgroup = (const struct census_cgroup *)context + row;

	if (id == PAID_CGROUP && cgroup->path[0])
		datum_set_bytes(out, text_of_string(cgroup->path));
	else if (id == PAID_CGROUP)
		*out = datum_none();
	else
		out->value = value_of(id == PAID_BYTES ? cgroup->bytes : cgroup->is_removed);
}

/* People read the first of them. */
static void say_cgroups(struct document *document, const struct census *census)
{
	char list[512] = "";
	size_t length = 0;

	for (size_t i = 0; i < census->cgroup_count && i < OWNERS_SHOWN; i++) {
		const struct census_cgroup *cgroup = &census->cgroups[i];
		char name[sizeof(cgroup->path)], size[UNITS_SIZE];

		utf8_printable(name, sizeof(name), cgroup->path, strlen(cgroup->path), 0);
		units_bytes(size, cgroup->bytes, SCALE_AUTO);
		if (length < sizeof(list))
			length += (size_t)snprintf(list + length, sizeof(list) - length, "%s%s %s",
				i > 0 ? ", " : "", name, size);
	}
	if (length > 0)
		document_say(document, EMPHASIS_NONE,
			_("Cgroups that pay for most of the kernel's charged pages: %s"), list);
}

static void put_cgroups(struct document *document, const struct census *census)
{
	document_table(document, &(struct document_table){ .key = "charged",
					 .columns = paid_columns,
					 .column_count = COUNT_OF(paid_columns),
					 .context = census ? census->cgroups : NULL,
					 .row_count = census ? census->cgroup_count : 0,
					 .state = !census               ? VALUE_NOT_ASKED
						  : census->has_cgroups ? VALUE_OK
									: census->without_cgroups,
					 .cell = paid_cell,
					 .sorted = -1 });
}

/* Each page once; what stays is what the allocator was never given. */
static void put_census(struct document *document, const struct census *census)
{
	static const struct label total = { "total_bytes", N_("RAM"),
		N_("RAM of /proc/iomem: all pages that were looked at."), UNIT_BYTES };
	static const struct label unseen = { "unseen_bytes", N_("unseen"),
		N_("Pages that could not be looked at."), UNIT_BYTES };
	static const struct label cpu = { "read_seconds", NULL,
		N_("Processor time that counting took."), UNIT_INTERVAL };
	const unsigned places = census ? FOR_PROGRAMS | SHOWN : FOR_PROGRAMS;
	const struct value none = value_missing(VALUE_NOT_ASKED);

	document_read_from(document, "BPF: struct page");
	document_open(document, "census", census ? N_("Pages of RAM") : NULL);
	for (size_t i = 0; i < CENSUS_CLASSES; i++)
		document_place(document, places, &census_class_labels[i],
			datum_of(census ? census->bytes[i] : none));
	document_place(document, places, &total, datum_of(census ? value_of(census->total) : none));
	document_place(document, places, &unseen,
		datum_of(census ? value_of(census->unseen) : none));
	document_place(document, FOR_PROGRAMS, &cpu,
		datum_of(census ? value_of(census->cpu_ns) : none));
	put_cgroups(document, census);
	document_close(document);
	if (census)
		say_cgroups(document, census);
	document_read_from(document, "meminfo+slabinfo+vmallocinfo");
}

struct age {
	char text[UNITS_SIZE];
};

static struct age age_of(int64_t age_ns)
{
	struct age age;

	units_value(age.text, value_of(age_ns > 0 ? age_ns : 0), UNIT_INTERVAL, SCALE_AUTO);
	return age;
}

/* Pages stay as they were counted while the counters beside them go on. */
static void say_ages(struct document *document, const struct sample *now,
	const struct sample *counted)
{
	const struct kernel_memory *memory = now->kernel_memory;
	struct age pages = age_of(now->wall_ns - counted->wall_ns);

	if (memory)
		document_say(document, EMPHASIS_FAINT,
			_("The pages were counted %s ago, and what is unnamed is of then; the counters in the table are %s old."),
			pages.text,
			age_of((int64_t)(now->monotonic_ns - memory->monotonic_ns)).text);
	else
		document_say(document, EMPHASIS_FAINT, _("The pages were counted %s ago."),
			pages.text);
}

static void say_what_lacks(struct document *document, const struct kernel_memory *memory,
	bool recorded)
{
	if (recorded) {
		document_line(document, EMPHASIS_NOTE,
			_("A record has slab caches, and what stands in meminfo; not vmalloc by caller, nor pipes and Unix sockets."));
		return;
	}
	if (memory->slab_status != STATUS_OK)
		document_say(document, EMPHASIS_NOTE,
			_("The slab caches are unknown (/proc/slabinfo: %s)."),
			status_text(memory->slab_status));
	if (memory->vmalloc_status != STATUS_OK)
		document_say(document, EMPHASIS_NOTE,
			_("Who holds vmalloc memory is unknown (/proc/vmallocinfo: %s)."),
			status_text(memory->vmalloc_status));
	if (memory->denied > 0)
		document_say(document, EMPHASIS_NOTE,
			ngettext(
				"%zu process cannot be looked into: its pipes, sockets and buffers are missing.",
				"%zu processes cannot be looked into: their pipes, sockets and buffers are missing.",
				memory->denied),
			memory->denied);
	if (memory->descriptor_status == STATUS_TOO_LARGE)
		document_line(document, EMPHASIS_NOTE,
			_("Not all open files could be looked at in time: there may be more "
			  "pipes, sockets and buffers."));
	else if (memory->descriptor_status != STATUS_OK)
		document_say(document, EMPHASIS_NOTE,
			_("Pipes, Unix sockets and buffers of processes are unknown (/proc/PID/fd: %s)."),
			status_text(memory->descriptor_status));
	if (!value_known(derived_of_kernel(memory)->total))
		document_line(document, EMPHASIS_NOTE,
			_("meminfo does not add up here, so nothing can be said about the "
			  "unnamed part."));
}

/* What was found that this view answers. */
static void put_findings(struct document *document, const struct sample *sample)
{
	struct findings findings = { .count = 0 }, ours = { .count = 0 };
	struct sample_evidence evidence;

	sample_judge(&findings, &evidence, sample);
	for (size_t i = 0; i < findings.count; i++) {
		const char *view = findings.rows[i].rule->view;

		if (view && strcmp(view, "kernel") == 0)
			ours.rows[ours.count++] = findings.rows[i];
	}
	findings_put(document, &ours, true);
}

static bool is_in_total(const struct kernel_item *item)
{
	return item->place <= KERNEL_UNCOUNTED;
}

/* What is part of the total first. */
static int by_size(const void *a, const void *b)
{
	const struct kernel_item *one = *(const struct kernel_item *const *)a;
	const struct kernel_item *other = *(const struct kernel_item *const *)b;

	return FIRST_DIFFERENCE(COMPARE(is_in_total(other), is_in_total(one)),
		COMPARE(value_or(other->bytes, 0), value_or(one->bytes, 0)),
		COMPARE(one->kind, other->kind),
		strcmp(one->name ? one->name : "", other->name ? other->name : ""));
}

/* The census counts pages of pipes, where else there are the bytes in them. */
static void add_rows(struct listing *listing)
{
	const struct kernel_memory *memory = listing->memory;
	bool has_pipes = listing->census && listing->census->has_pipes;

	for (size_t i = 0; i < memory->count; i++)
		if (!has_pipes || memory->items[i].kind != KERNEL_PIPE)
			listing->rows[listing->count++] = &memory->items[i];
	if (has_pipes && value_or(listing->census->pipes.bytes, 0) > 0)
		listing->rows[listing->count++] = &listing->census->pipes;
}

static enum status build(struct listing *listing)
{
	struct kernel_memory *memory = listing->sample->kernel_memory;

	if (!memory)
		return STATUS_OK;
	listing->memory = kernel_memory_ref(memory);
	listing->rows = calloc(memory->count + 1, sizeof(*listing->rows));
	listing->owners = calloc(memory->count + 1, sizeof(*listing->owners));
	listing->owner_lists = calloc(memory->count + 1, sizeof(*listing->owner_lists));
	if (!listing->rows || !listing->owners || !listing->owner_lists)
		return STATUS_NO_MEMORY;
	add_rows(listing);
	qsort(listing->rows, listing->count, sizeof(*listing->rows), by_size);
	for (size_t i = 0; i < listing->count; i++) {
		listing->owner_lists[i] = (struct owner_list){ listing->rows[i], listing->sample };
		listing->owners[i] = owners_of(&listing->owner_lists[i]);
	}
	return STATUS_OK;
}

struct document *kernel_document_of(const struct kernel_request *request)
{
	struct sample *sample = request->sample;
	struct document *document = document_new();
	struct listing *listing = calloc(1, sizeof(*listing));

	if (!document || !listing) {
		document_free(document);
		free(listing);
		return NULL;
	}
	listing->sample = sample_ref(sample);
	listing->census =
		request->census ? document_copy(document, request->census, sizeof(*request->census))
				: NULL;
	if (request->counted && request->counted->kernel_memory)
		listing->counted = kernel_memory_ref(request->counted->kernel_memory);
	document_hold(document, listing, release);
	if (build(listing) != STATUS_OK || document_status(document) != STATUS_OK) {
		document_free(document);
		return NULL;
	}
	document_begin(document, sample->wall_ns, sample->interval_ns);
	document_recorded(document, sample->recorded);
	document_read_from(document, "meminfo+slabinfo+vmallocinfo");
	put_figures(document, listing);
	put_census(document, listing->census);
	if (listing->census && request->counted)
		say_ages(document, sample, request->counted);
	if (listing->memory)
		say_what_lacks(document, listing->memory, sample->recorded);
	put_findings(document, sample);
	put_table(document, listing);
	return document;
}

struct document *kernel_document(struct sample *sample, const struct arrangement *arrangement)
{
	(void)arrangement;
	return kernel_document_of(&(struct kernel_request){ .sample = sample });
}
