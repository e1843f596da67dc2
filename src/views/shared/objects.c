/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of objects: a row each, and in JSON its users inside the row. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysmacros.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/shared.h"
#include "document/labels.h"
#include "views/shared/parts.h"

enum column {
	TIME,
	KIND,
	NAME,
	DEVICE,
	INODE,
	SIZE,
	ALLOCATED,
	PRESENT,
	SWAP,
	DELETED,
	SEALED,
	MAPPED_BY,
	OPEN_BY,
	CREATOR,
	CHARGED,
	MOUNT,
	REST,
	ATTACHED,
	ORPHANED,
	COMMAND,
	MAPPED_TEXT, /* the same two as people and CSV have them */
	OPEN_TEXT,
	MAPPED_PIDS,
	OPEN_PIDS,
	CREATOR_PID,
};

/* Room for the PIDs of a row. */
#define PIDS_SIZE 65536

/* What a cell that holds others points to until the next cell is asked for. */
struct scratch {
	struct document_table table;
	struct shared_process creator;
	char pids[PIDS_SIZE];
};

/* What an object had at the mark. */
struct before {
	uint64_t key;
	struct value allocated, swap;
};

struct listing {
	const struct shared_report *report;
	struct scratch *scratch;
	bool is_difference;
	struct before *before; /* by key */
	size_t before_count;
};

/* ---- its users ---- */

static const struct document_column process_columns[] = {
	{ &process_pid_label, IN_JSON, 0, 0 },
	{ &process_name_label, IN_JSON, 0, 1 },
};

/* As the cells of a row are, for listings of figures. */
#define INNER(name)                                                                                \
	static const struct document_table name##_inner = { .key = #name,                          \
		.columns = process_columns,                                                        \
		.column_count = COUNT_OF(process_columns) }
INNER(mapped_by);
INNER(open_by);
INNER(creator);
static const struct document_table *const inner[] = { &mapped_by_inner, &open_by_inner,
	&creator_inner, NULL };

static void process_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct shared_process *process = (const struct shared_process *)context + row;

	if (id == 0)
		out->value = value_of(process->pid);
	else if (process->name[0])
		datum_set_bytes(out, text_of_string(process->name));
	else
		out->kind = DATUM_NONE;
}

static void set_processes(const struct listing *listing, const struct shared_process *processes,
	size_t count, bool is_record, struct datum *out)
{
	listing->scratch->table = (struct document_table){ .columns = process_columns,
		.column_count = COUNT_OF(process_columns),
		.context = processes,
		.row_count = count,
		.cell = process_cell,
		.state = VALUE_OK,
		.is_record = is_record };
	out->kind = DATUM_TABLE;
	out->value = value_of(0);
	out->table = &listing->scratch->table;
}

static void set_span(const struct listing *listing, struct shared_span span, struct datum *out)
{
	set_processes(listing, listing->report->users + span.first, span.count, false, out);
}

static void set_creator(const struct listing *listing, const struct shared_object *object,
	struct datum *out)
{
	listing->scratch->creator = object->creator;
	set_processes(listing, &listing->scratch->creator, object->has_creator, true, out);
}

/* It is asked of no object. */
static void set_charged(const struct listing *listing, struct datum *out)
{
	set_processes(listing, NULL, 0, false, out);
	listing->scratch->table.state = VALUE_NOT_ASKED;
}

/* "mariadbd/9445 +3". */
static void set_first(const struct listing *listing, struct shared_span span, struct datum *out)
{
	const struct shared_process *first = listing->report->users + span.first;
	int length;

	if (span.count == 0) {
		out->kind = DATUM_NONE;
		return;
	}
	length = snprintf(out->buffer, sizeof(out->buffer), "%s/%d", first->name, (int)first->pid);
	if (span.count > 1)
		snprintf(out->buffer + length, sizeof(out->buffer) - (size_t)length, " +%zu",
			span.count - 1);
	datum_set_bytes(out, text_of_string(out->buffer));
}

static void set_mapped(const struct listing *listing, const struct shared_object *object,
	struct datum *out)
{
	if (value_or(object->orphaned, 0))
		datum_set_word(out, "nobody", N_("no process"));
	else if (object->orphaned.state == VALUE_DENIED ||
		 object->orphaned.state == VALUE_UNANSWERED)
		out->value = object->orphaned;
	else
		set_first(listing, object->mapped_by, out);
}

static void set_pids(const struct listing *listing, struct shared_span span, struct datum *out)
{
	char *pids = listing->scratch->pids;
	size_t length = 0;

	for (size_t i = 0; i < span.count && length < PIDS_SIZE - 16; i++)
		length += (size_t)snprintf(pids + length, PIDS_SIZE - length, "%s%d", i ? " " : "",
			(int)listing->report->users[span.first + i].pid);
	if (length)
		datum_set_bytes(out, text_of(pids, length));
	else
		out->kind = DATUM_NONE;
}

/* ---- what ---- */

static const char *const kind_titles[SHARED_KINDS] = { [SHARED_TMPFS] = N_("tmpfs"),
	[SHARED_SYSV] = N_("System V"),
	[SHARED_POSIX] = N_("POSIX"),
	[SHARED_MEMFD] = N_("memfd"),
	[SHARED_ANONYMOUS] = N_("anonymous"),
	[SHARED_HUGETLB] = N_("huge pages"),
	[SHARED_SECRET] = N_("secret"),
	[SHARED_DMABUF] = N_("dma-buf") };

static void set_text(const struct shared_report *report, size_t text, struct datum *out)
{
	if (text)
		datum_set_bytes(out, text_of_string(string_pool_at(&report->strings, text)));
	else
		out->kind = DATUM_NONE;
}

static void set_name(const struct shared_report *report, const struct shared_object *object,
	struct datum *out)
{
	bool had_name = object->kind == SHARED_TMPFS || object->kind == SHARED_POSIX ||
			object->kind == SHARED_SYSV;

	set_text(report, object->name, out);
	if (object->is_rest)
		out->lead = text_of_string(_("rest of "));
	else if (object->deleted && had_name)
		out->tail = text_of_string(_(" (deleted)"));
}

static void set_mount(const struct shared_report *report, const struct shared_object *object,
	struct datum *out)
{
	if (object->mount == SHARED_NO_MOUNT)
		out->kind = DATUM_NONE;
	else
		set_text(report, report->mounts[object->mount].point, out);
}

static void set_device(const struct shared_object *object, struct datum *out)
{
	snprintf(out->buffer, sizeof(out->buffer), "%u:%u", major(object->device),
		minor(object->device));
	datum_set_bytes(out, text_of_string(out->buffer));
}

static void set_command(const struct shared_report *report, const struct shared_object *object,
	char *room, size_t size, struct datum *out)
{
	size_t length = shared_free_command(room, size, report, object);

	if (length)
		datum_set_bytes(out, text_of(room, length));
	else
		out->kind = DATUM_NONE;
}

static void text_cell(const struct listing *listing, const struct shared_object *object,
	enum column id, struct datum *out)
{
	const struct shared_report *report = listing->report;

	switch (id) {
	case KIND:
		datum_set_word(out, shared_kind_names[object->kind], kind_titles[object->kind]);
		break;
	case NAME:
		set_name(report, object, out);
		break;
	case DEVICE:
		set_device(object, out);
		break;
	case MOUNT:
		set_mount(report, object, out);
		break;
	case COMMAND:
		set_command(report, object, listing->scratch->pids, PIDS_SIZE, out);
		break;
	case MAPPED_TEXT:
		set_mapped(listing, object, out);
		break;
	case OPEN_TEXT:
		set_first(listing, object->open_by, out);
		break;
	case MAPPED_PIDS:
		set_pids(listing, object->mapped_by, out);
		break;
	default:
		set_pids(listing, object->open_by, out);
	}
}

/* What is no figure that there could be, and so null without a reason. */
static struct datum value_or_none(struct value value)
{
	return value.state == VALUE_ABSENT ? datum_none() : datum_of(value);
}

static const struct label labels[] = {
	[TIME] = { "time", NULL, N_("When the look was taken."), UNIT_TIMESTAMP },
	[KIND] = { "kind", N_("KIND"),
		N_("tmpfs (a file), sysv, posix (a file in /dev/shm), memfd, anonymous (mapped shared, without a file), hugetlb, secret or dmabuf."),
		UNIT_TEXT },
	[NAME] = { "name", N_("NAME"),
		N_("Its path, or what the kernel calls it.  \"Rest of\" a mount is what it holds beside the objects found."),
		UNIT_TEXT },
	[DEVICE] = { "device", NULL, N_("The device of its file system, major:minor."), UNIT_TEXT },
	[INODE] = { "inode", NULL, N_("The number of its inode; of System V its shmid."),
		UNIT_NONE },
	[SIZE] = { "size_bytes", NULL, N_("How large it may become: a promise, not use."),
		UNIT_BYTES },
	[ALLOCATED] = { "allocated_bytes", N_("SIZE"),
		N_("How much of it is in memory or in "
		   "swap."),
		UNIT_BYTES },
	[PRESENT] = { "present_bytes", NULL, N_("How much of it is in memory."), UNIT_BYTES },
	[SWAP] = { "swap_bytes", N_("SWAP"), N_("How much of it is in swap."), UNIT_BYTES },
	[DELETED] = { "deleted", NULL,
		N_("Whether it is deleted, or never had a name: its memory is free once no process holds it."),
		UNIT_BOOL },
	[SEALED] = { "sealed", NULL,
		N_("Whether a memfd is sealed against writing, growing or shrinking; null: not known, or no memfd."),
		UNIT_BOOL },
	[MAPPED_BY] = { "mapped_by", N_("MAPPED BY"), N_("The processes that map it."), UNIT_TEXT },
	[OPEN_BY] = { "open_by", N_("OPEN BY"), N_("The processes that have it open."), UNIT_TEXT },
	[CREATOR] = { "creator", NULL,
		N_("Who made it, as System V tells; its name is null once it has ended."),
		UNIT_TEXT },
	[CREATOR_PID] = { "creator_pid", NULL, N_("Who made it, as System V tells."), UNIT_NONE },
	[CHARGED] = { "charged", NULL, N_("Cgroups that pay for it; null: this way cannot tell."),
		UNIT_TEXT },
	[MOUNT] = { "mount", NULL, N_("Where its file system is mounted."), UNIT_TEXT },
	[REST] = { "rest", NULL,
		N_("Whether it is no single object, but what a mount holds beside those found."),
		UNIT_BOOL },
	[ATTACHED] = { "attached", NULL,
		N_("How often a segment of System V is attached; null: it is something else."),
		UNIT_COUNT },
	[ORPHANED] = { "orphaned", NULL,
		N_("Whether no process maps it or has it open, and its creator has ended.  "
		   "Files of tmpfs outside /dev/shm are kept on purpose, and are not counted."),
		UNIT_BOOL },
	[COMMAND] = { "free_command", NULL, N_("The command that frees it, where it is orphaned."),
		UNIT_TEXT },
};

static int compare_keys(const void *left, const void *right)
{
	const struct before *a = left, *b = right;

	return COMPARE(a->key, b->key);
}

/* Of an object that was not there at the mark all of it is new. */
static struct value since(const struct listing *listing, const struct shared_object *object,
	enum column id)
{
	const struct before key = { .key = shared_object_key(object) }, *found = NULL;
	struct value now = id == SWAP ? object->swap : object->allocated;

	if (!listing->is_difference)
		return now;
	if (listing->before_count > 0)
		found = bsearch(&key, listing->before, listing->before_count, sizeof(key),
			compare_keys);
	if (!found)
		return now;
	return value_difference(now, id == SWAP ? found->swap : found->allocated);
}

static void value_cell(const struct listing *listing, const struct shared_object *object,
	enum column id, struct datum *out)
{
	const struct value values[] = {
		[TIME] = value_of((uint64_t)listing->report->wall_ns),
		[INODE] = object->is_rest ? value_missing(VALUE_ABSENT) : value_of(object->inode),
		[SIZE] = object->size,
		[ALLOCATED] = since(listing, object, ALLOCATED),
		[PRESENT] = object->present,
		[SWAP] = since(listing, object, SWAP),
		[DELETED] = value_of(object->deleted),
		[SEALED] = object->sealed,
		[REST] = value_of(object->is_rest),
		[ATTACHED] = object->attached,
		[ORPHANED] = object->orphaned,
		[CREATOR_PID] = object->has_creator ? value_of(object->creator.pid)
						    : value_missing(VALUE_ABSENT),
	};
	bool may_lack = id == INODE || id == SIZE || id == SEALED || id == ATTACHED ||
			id == ORPHANED || id == CREATOR_PID;

	if (may_lack)
		*out = value_or_none(values[id]);
	else
		out->value = values[id];
}

static void object_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct listing *listing = context;
	const struct shared_object *object = &listing->report->objects[row];

	switch (id) {
	case MAPPED_BY:
		set_span(listing, object->mapped_by, out);
		break;
	case OPEN_BY:
		set_span(listing, object->open_by, out);
		break;
	case CREATOR:
		set_creator(listing, object, out);
		break;
	case CHARGED:
		set_charged(listing, out);
		break;
	case KIND:
	case NAME:
	case DEVICE:
	case MOUNT:
	case COMMAND:
	case MAPPED_TEXT:
	case OPEN_TEXT:
	case MAPPED_PIDS:
	case OPEN_PIDS:
		text_cell(listing, object, (enum column)id, out);
		break;
	default:
		value_cell(listing, object, (enum column)id, out);
	}
}

static enum unit object_unit(const void *context, size_t row, unsigned id)
{
	const struct listing *listing = context;

	(void)row;
	return listing->is_difference && (id == ALLOCATED || id == SWAP) ? UNIT_SIGNED
									 : labels[id].unit;
}

static uint64_t object_key(const void *context, size_t row)
{
	return shared_object_key(&((const struct listing *)context)->report->objects[row]);
}

static enum emphasis object_emphasis(const void *context, size_t row)
{
	const struct listing *listing = context;

	return value_or(listing->report->objects[row].orphaned, 0) ? EMPHASIS_NOTE : EMPHASIS_NONE;
}

/* On the kernel's list alone. */
static bool is_in_kernel(const struct shared_report *report, const struct shared_object *object)
{
	return report->method != KERNEL_BY_CANDIDATES && object->mount == SHARED_NO_MOUNT &&
	       object->kind != SHARED_SYSV && object->deleted && object->mapped_by.count == 0 &&
	       object->open_by.count == 0;
}

/* What frees it, or why no process is seen to hold it. */
static size_t object_describe(const void *context, size_t row, enum column_place place, char *out,
	size_t size)
{
	const struct listing *listing = context;
	const struct shared_object *object = &listing->report->objects[row];
	char *command = listing->scratch->pids;

	(void)place;
	out[0] = '\0';
	if (is_in_kernel(listing->report, object))
		return (size_t)snprintf(out, size, "%s",
			_("no process that may be seen maps it or has it open: it is on its way through a unix socket, registered with io_uring, or a driver's\n"));
	if (!shared_free_command(command, PIDS_SIZE, listing->report, object))
		return 0;
	if (object->has_creator)
		return (size_t)snprintf(out, size,
			_("orphaned: not attached, its creator %d has ended; this frees it: %s\n"),
			(int)object->creator.pid, command);
	return (size_t)snprintf(out, size,
		_("orphaned: no process maps it or has it open; this frees it: %s\n"), command);
}

/* ---- the table ---- */

static const struct document_column columns[] = {
	{ &labels[TIME], IN_CSV, 0, TIME },
	{ &labels[ALLOCATED], SHOWN, 8, ALLOCATED },
	{ &labels[SWAP], SHOWN | DISPENSABLE(2), 7, SWAP },
	{ &labels[KIND], SHOWN, 10, KIND },
	{ &labels[MAPPED_BY], SHOWN | DISPENSABLE(1), 26, MAPPED_TEXT },
	{ &labels[OPEN_BY], SHOWN | DISPENSABLE(3), 22, OPEN_TEXT },
	{ &labels[KIND], FOR_PROGRAMS, 0, KIND },
	{ &labels[NAME], EVERYWHERE, 30, NAME },
	{ &labels[DEVICE], FOR_PROGRAMS, 0, DEVICE },
	{ &labels[INODE], FOR_PROGRAMS, 0, INODE },
	{ &labels[SIZE], FOR_PROGRAMS, 0, SIZE },
	{ &labels[ALLOCATED], FOR_PROGRAMS, 0, ALLOCATED },
	{ &labels[PRESENT], FOR_PROGRAMS, 0, PRESENT },
	{ &labels[SWAP], FOR_PROGRAMS, 0, SWAP },
	{ &labels[DELETED], FOR_PROGRAMS, 0, DELETED },
	{ &labels[SEALED], FOR_PROGRAMS, 0, SEALED },
	{ &labels[MAPPED_BY], IN_JSON, 0, MAPPED_BY },
	{ &labels[MAPPED_BY], IN_CSV, 0, MAPPED_PIDS },
	{ &labels[OPEN_BY], IN_JSON, 0, OPEN_BY },
	{ &labels[OPEN_BY], IN_CSV, 0, OPEN_PIDS },
	{ &labels[CREATOR], IN_JSON, 0, CREATOR },
	{ &labels[CREATOR_PID], IN_CSV, 0, CREATOR_PID },
	{ &labels[CHARGED], IN_JSON, 0, CHARGED },
	{ &labels[MOUNT], FOR_PROGRAMS, 0, MOUNT },
	{ &labels[REST], FOR_PROGRAMS, 0, REST },
	{ &labels[ATTACHED], FOR_PROGRAMS, 0, ATTACHED },
	{ &labels[ORPHANED], FOR_PROGRAMS, 0, ORPHANED },
	{ &labels[COMMAND], FOR_PROGRAMS, 0, COMMAND },
};

static enum status remember(struct listing *listing, const struct shared_report *mark)
{
	listing->is_difference = true;
	listing->before = calloc(mark->count + 1, sizeof(*listing->before));
	if (!listing->before)
		return STATUS_NO_MEMORY;
	listing->before_count = mark->count;
	for (size_t i = 0; i < mark->count; i++)
		listing->before[i] = (struct before){ shared_object_key(&mark->objects[i]),
			mark->objects[i].allocated, mark->objects[i].swap };
	qsort(listing->before, mark->count, sizeof(*listing->before), compare_keys);
	return STATUS_OK;
}

void shared_put_objects(struct document *document, const struct shared_report *report,
	const struct shared_report *mark)
{
	struct listing *listing =
		document_copy(document, &(struct listing){ .report = report }, sizeof(*listing));
	struct scratch *scratch = calloc(1, sizeof(*scratch));

	if (!listing || !scratch || (mark && remember(listing, mark) != STATUS_OK)) {
		free(scratch);
		document_fail(document);
		return;
	}
	document_hold(document, scratch, free);
	listing->scratch = scratch;
	if (listing->before)
		document_hold(document, listing->before, free);
	document_table(document, &(struct document_table){ .key = "objects",
					 .columns = columns,
					 .column_count = COUNT_OF(columns),
					 .inner = inner,
					 .context = listing,
					 .row_count = report->count,
					 .state = VALUE_OK,
					 .cell = object_cell,
					 .row_key = object_key,
					 .emphasis = object_emphasis,
					 .describe = object_describe,
					 .unit = mark ? object_unit : NULL,
					 .is_main = true,
					 .sorted = ALLOCATED });
}
