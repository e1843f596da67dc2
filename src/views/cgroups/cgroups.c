/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/cgroups/cgroups.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/cgroup/figures.h"
#include "derive/process/columns.h"
#include "document/labels.h"
#include "document/tree.h"
#include "findings/cgroup_rules.h"
#include "findings/put.h"
#include "views/cgroups/bounds.h"

#define TIME CGROUP_COLUMNS

/* What its document is about. */
struct listing {
	struct sample *sample, *mark; /* references; mark may be NULL */
	struct cgroup_index index, mark_index;
	struct cgroup_facts facts;
	size_t *processes;
	struct cgroup_line *lines;
	uint64_t *branches; /* of each line, on screen */
	size_t count;
	struct cgroup_order order;
	const struct cgroups_screen *screen; /* &copy, or NULL: text and programs */
	struct cgroups_screen copy;
	struct cgroup_evidence *evidence;
	struct document_column columns[CGROUP_COLUMNS + 1];
};

unsigned cgroups_cost(void)
{
	return COST_CGROUPS | columns[COLUMN_CGROUP].cost | columns[COLUMN_COMMAND].cost;
}

static void release(void *object)
{
	struct listing *listing = object;

	cgroup_index_free(&listing->index);
	cgroup_index_free(&listing->mark_index);
	sample_unref(listing->sample);
	sample_unref(listing->mark);
	free(listing->processes);
	free(listing->lines);
	free(listing->branches);
	free(listing->evidence);
	free(listing);
}

/* ---- cells ---- */

static const struct cgroup_node *node_of(const struct listing *listing, size_t row)
{
	return &listing->facts.cgroups->nodes[listing->lines[row].node];
}

/* The branches of a tree before a name, and on screen whether it is folded. */
static struct text lead_of(const struct listing *listing, size_t row, char out[static DATUM_BUFFER])
{
	const struct cgroup_line *line = &listing->lines[row];
	const struct cgroup_node *node = node_of(listing, row);
	const struct tree_line drawn = { .depth = node->depth,
		.last_child = line->last_child,
		.folded = line->folded,
		.count = node->end - line->node,
		.branches = listing->branches ? listing->branches[row] : 0 };
	struct tree_lead lead = { .text = out };

	if (listing->order.is_flat)
		return text_of(out, 0);
	if (!listing->screen)
		return tree_text(out, node->depth, line->last_child);
	tree_lead_branches(&lead, &drawn, listing->screen->ascii);
	tree_lead_fold(&lead, &drawn, listing->screen->ascii);
	return text_of(lead.text, lead.length);
}

/* A list has no branches that tell where one stands. */
static struct text name_of(const struct listing *listing, size_t row, enum cgroup_column id)
{
	const struct cgroup_identity *identity = node_of(listing, row)->cgroup->identity;

	if (id != CGROUP_COLUMN_NAME || !listing->screen || !listing->screen->raw)
		return cgroup_column_text(&listing->facts, listing->lines[row].node, id);
	return text_of_string(
		listing->order.is_flat || !*identity->name ? identity->path : identity->name);
}

/* The least limit; * is that of one above, h a memory.high that is met before any limit. */
static void set_limit(const struct listing *listing, size_t node, struct datum *out)
{
	struct cgroup_bound limit = cgroup_limit(listing->facts.cgroups, node);
	struct cgroup_bound high = cgroup_high(listing->facts.cgroups, node);
	bool is_high = value_known(high.value) &&
		       (!value_known(limit.value) || high.value.n < limit.value.n);
	char size[UNITS_SIZE];

	out->value = limit.value;
	if (is_high)
		limit = high;
	if (!value_known(limit.value))
		return;
	units_value(size, limit.value, UNIT_BYTES, SCALE_AUTO);
	snprintf(out->buffer, sizeof(out->buffer), "%s%s", size,
		is_high               ? "h"
		: limit.owner != node ? "*"
				      : " ");
	out->kind = DATUM_WORDED;
	out->text = text_of_string(out->buffer);
}

/* A size with a mark before it: what it is at most, or at least. */
static void set_bound(char mark, struct value value, struct datum *out)
{
	char size[UNITS_SIZE];

	units_value(size, value, UNIT_BYTES, SCALE_AUTO);
	snprintf(out->buffer, sizeof(out->buffer), "%c%s", mark, size);
	out->kind = DATUM_WORDED;
	out->text = text_of_string(out->buffer);
}

/* What cannot be given back is an upper bound on v1, and so the room above it a lower one. */
static void mark_bounds(const struct listing *listing, size_t node, enum cgroup_column id,
	struct datum *out)
{
	const struct cgroups *cgroups = listing->facts.cgroups;

	if (id == CGROUP_COLUMN_ROOM && value_known(out->value)) {
		node = cgroup_room(cgroups, node).owner;
		if (cgroup_unreclaimable_is_bound(cgroups, node))
			set_bound('>', out->value, out);
	} else if (id == CGROUP_COLUMN_UNRECLAIMABLE && !listing->facts.mark &&
		   cgroup_unreclaimable_is_bound(cgroups, node)) {
		set_bound('<', out->value, out);
	}
}

static void cgroup_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct listing *listing = context;
	size_t node = listing->lines[row].node;
	struct text text;

	if (id == TIME) {
		out->value = value_of((uint64_t)listing->sample->wall_ns);
		return;
	}
	if (id == CGROUP_COLUMN_LIMIT) {
		set_limit(listing, node, out);
		return;
	}
	if (cgroup_columns[id].label.unit != UNIT_TEXT) {
		out->value = cgroup_column_value(&listing->facts, node, (enum cgroup_column)id);
		mark_bounds(listing, node, (enum cgroup_column)id, out);
		return;
	}
	text = name_of(listing, row, (enum cgroup_column)id);
	if (text.length == 0) {
		*out = datum_none();
		return;
	}
	datum_set_bytes(out, text);
	if (id == CGROUP_COLUMN_NAME)
		out->lead = lead_of(listing, row, out->buffer);
}

static enum unit cgroup_unit(const void *context, size_t row, unsigned id)
{
	const struct listing *listing = context;

	(void)row;
	if (id == TIME)
		return UNIT_TIMESTAMP;
	return listing->facts.mark && cgroup_columns[id].is_size ? UNIT_SIGNED
								 : cgroup_columns[id].label.unit;
}

static uint64_t cgroup_key(const void *context, size_t row)
{
	return node_of(context, row)->cgroup->id;
}

static enum emphasis cgroup_emphasis(const void *context, size_t row)
{
	const struct listing *listing = context;
	size_t node = listing->lines[row].node;
	struct findings findings = { .count = 0 };
	const struct finding *worst;

	if (listing->lines[row].folded)
		return EMPHASIS_STRONG;
	if (!cgroup_is_judged(listing->facts.cgroups, node))
		return EMPHASIS_NONE;
	findings_judge(&findings,
		&(struct facts){ &cgroup_subject, .cgroup = &listing->evidence[node] });
	worst = findings.count > 0 ? &findings.rows[0] : NULL;
	if (!worst || worst->severity < SEVERITY_WARNING)
		return EMPHASIS_NONE;
	return worst->severity == SEVERITY_CRITICAL ? EMPHASIS_CRITICAL : EMPHASIS_WARNING;
}

/* For the one under the cursor: where it is, whole. */
static size_t cgroup_describe(const void *context, size_t row, enum column_place place, char *out,
	size_t size)
{
	if (place != ON_SCREEN) {
		out[0] = '\0';
		return 0;
	}
	return (size_t)snprintf(out, size, "%s", node_of(context, row)->cgroup->identity->path);
}

/* ---- the document ---- */

/* What goes where the name lacks room, the last first; a curve moves, and so is no text. */
static unsigned column_places(unsigned id, const struct listing *listing)
{
	static const enum cgroup_column dispensable[] = { CGROUP_COLUMN_CACHE,
		CGROUP_COLUMN_UNRECLAIMABLE, CGROUP_COLUMN_HARD_GROWTH,
		CGROUP_COLUMN_EVENTS_OOM_KILL, CGROUP_COLUMN_PRESSURE_FULL, CGROUP_COLUMN_SHMEM,
		CGROUP_COLUMN_KERNEL, CGROUP_COLUMN_SWAP, CGROUP_COLUMN_HIGH_RATE,
		CGROUP_COLUMN_PROCESSES, CGROUP_COLUMN_LEVELS };
	unsigned places = id == CGROUP_COLUMN_LEVELS ? ON_SCREEN | FOR_PROGRAMS : EVERYWHERE;

	for (unsigned i = 0; i < COUNT_OF(dispensable); i++)
		if (dispensable[i] == (enum cgroup_column)id && id != listing->order.sort)
			places |= DISPENSABLE(DISPENSABLE_FIRST + i);
	if (listing->facts.mark && cgroup_columns[id].is_size)
		places |= DIFFERENCE;
	return places;
}

static void put_table(struct document *document, struct listing *listing)
{
	struct document_table table = { .key = "cgroups",
		.groups = cgroup_groups,
		.columns = listing->columns,
		.context = listing,
		.row_count = listing->count,
		.state = VALUE_OK,
		.cell = cgroup_cell,
		.row_key = cgroup_key,
		.emphasis = cgroup_emphasis,
		.describe = cgroup_describe,
		.unit = cgroup_unit,
		.is_main = true,
		.sorted = (int)listing->order.sort,
		.ascending = listing->order.ascending };

	listing->columns[table.column_count++] =
		(struct document_column){ &sample_time_label, IN_CSV, 0, TIME };
	for (unsigned id = 0; id < CGROUP_COLUMNS; id++) {
		const struct cgroup_column_row *column = &cgroup_columns[id];

		listing->columns[table.column_count++] = (struct document_column){ &column->label,
			column->width ? column_places(id, listing) : FOR_PROGRAMS, column->width,
			id };
	}
	document_table(document, &table);
}

/* The one that has the least room below its limit. */
static size_t nearest(const struct cgroups *cgroups)
{
	size_t found = CGROUP_NO_PARENT;
	struct value least = value_missing(VALUE_ABSENT);

	for (size_t i = 0; i < cgroups->count; i++) {
		struct cgroup_bound room = { value_missing(VALUE_ABSENT), CGROUP_NO_PARENT };

		if (value_known(cgroup_value(cgroups->nodes[i].cgroup, CGROUP_LIMIT)))
			room = cgroup_room(cgroups, i);
		if (room.owner == i && (!value_known(least) || room.value.n < least.n)) {
			found = i;
			least = room.value;
		}
	}
	return found;
}

static void say_nearest(struct document *document, const struct cgroups *cgroups)
{
	size_t node = nearest(cgroups);
	char size[UNITS_SIZE];

	if (node == CGROUP_NO_PARENT) {
		document_line(document, EMPHASIS_NONE, _("No cgroup has a limit."));
		return;
	}
	units_value(size, cgroup_room(cgroups, node).value, UNIT_BYTES, SCALE_AUTO);
	document_say(document, EMPHASIS_NONE, _("Nearest to its limit: %s, with room for %s."),
		cgroups->nodes[node].cgroup->identity->path, size);
}

static const char *const troubles[CGROUP_TROUBLES] = {
	[CGROUP_NOT_MOUNTED] =
		N_("No hierarchy of cgroups with memory is mounted, neither v1 nor v2."),
	[CGROUP_NO_CONTROLLER] = N_(
		"cgroups v2 are mounted, but without the controller of memory (cgroup.controllers)."),
	[CGROUP_CANNOT_BE_READ] = N_("The cgroups cannot be read: %s."),
};

bool cgroups_have_trouble(const struct cgroups *cgroups, struct message *message)
{
	if (cgroups->trouble == CGROUP_CANNOT_BE_READ)
		message_set(message, _(troubles[CGROUP_CANNOT_BE_READ]),
			status_text(cgroups->status));
	else if (cgroups->trouble)
		message_set(message, "%s", _(troubles[cgroups->trouble]));
	return cgroups->trouble != CGROUP_FINE;
}

static void say_what_is_seen(struct document *document, const struct cgroups *cgroups)
{
	struct message trouble;

	if (cgroups_have_trouble(cgroups, &trouble))
		document_line(document, EMPHASIS_WARNING, trouble.text);
	if (cgroups->is_part)
		document_line(document, EMPHASIS_NOTE,
			_("This is a part only: from inside this container, the cgroups "
			  "outside it and their limits cannot be seen."));
	if (cgroups->is_incomplete)
		document_line(document, EMPHASIS_NOTE, _("Not all could be read in time."));
}

/* Why no figure of theirs is known; absent: this machine has none. */
static struct value why_none(const struct sample *sample)
{
	const struct cgroups *cgroups = sample->cgroups;

	if (!cgroups && sample->recorded)
		return value_missing(VALUE_NOT_RECORDED);
	if (!cgroups && sample->without_cgroups)
		return value_missing(sample->without_cgroups);
	return value_missing(cgroups && cgroups->trouble == CGROUP_CANNOT_BE_READ
				     ? value_state_of(cgroups->status)
				     : VALUE_ABSENT);
}

/* The root of v2 has no memory.current: it is the machine, and meminfo tells. */
static struct value used_by_machine(const struct sample *sample)
{
	const struct value *field = sample->system.meminfo.field;

	if (!sample->cgroups || !sample->cgroups->version)
		return why_none(sample);
	if (sample->cgroups->version != 2 || sample->cgroups->is_part)
		return value_missing(VALUE_ABSENT);
	return value_subtract(field[MEMINFO_MemTotal], field[MEMINFO_MemFree]);
}

static void put_figures(struct document *document, const struct sample *sample)
{
	const struct cgroups *cgroups = sample->cgroups;
	static const struct label machine = { "machine_used_bytes", N_("machine uses"),
		N_("MemTotal less MemFree of /proc/meminfo: version 2 does not count the usage "
		   "of its root."),
		UNIT_BYTES };
	static const struct label version = { "version", N_("version"),
		N_("1 or 2: which kind of cgroups has the memory."), UNIT_NONE };
	static const struct label count = { "count", N_("cgroups"),
		N_("How many there are, the root included."), UNIT_COUNT };
	static const struct label dying = { "dying", N_("dying"),
		N_("Cgroups that were removed, but still have memory charged to them."),
		UNIT_COUNT };
	static const struct label descriptors = { "descriptor_bytes", N_("memtop's own"),
		N_("Kernel memory for what memtop keeps open of them, estimated, and for the BPF program that counts."),
		UNIT_BYTES };
	static const struct label cpu = { "read_seconds", NULL,
		N_("Processor time that reading them took."), UNIT_INTERVAL };
	bool known = cgroups && cgroups->version;
	struct value none = why_none(sample);
	bool has_cost = known && !sample->recorded;
	struct value no_cost = sample->recorded ? value_missing(VALUE_NOT_RECORDED) : none;

	document_figure(document, &version, known ? value_of(cgroups->version) : none);
	document_figure(document, &count,
		cgroups && cgroups->count ? value_of((uint64_t)cgroups->count) : none);
	document_figure(document, &dying, known ? cgroups->dying : none);
	document_figure(document, &machine, used_by_machine(sample));
	document_figure(document, &descriptors,
		has_cost ? value_of(cgroups->descriptor_bytes) : no_cost);
	document_figure(document, &cpu, has_cost ? value_of(cgroups->cpu_ns) : no_cost);
	cgroups_put_uncounted(document, cgroups);
}

static void put_all(struct document *document, struct listing *listing)
{
	const struct cgroups *cgroups = listing->sample->cgroups;
	struct findings findings = { .count = 0 };

	put_figures(document, listing->sample);
	if (cgroups) {
		say_what_is_seen(document, cgroups);
		if (cgroups->count > 0)
			say_nearest(document, cgroups);
		cgroups_say_bounds(document, cgroups);
		cgroups_judge(&findings, listing->evidence, cgroups,
			listing->sample->system.meminfo.field[MEMINFO_SwapFree]);
	}
	findings_put(document, &findings, true);
	put_table(document, listing);
}

/* On screen: what is drawn before each name. */
static enum status set_branches(struct listing *listing)
{
	uint64_t running = 0;

	listing->branches = calloc(listing->count + 1, sizeof(*listing->branches));
	if (!listing->branches)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < listing->count; i++)
		listing->branches[i] = tree_branches(&running, node_of(listing, i)->depth,
			listing->lines[i].last_child);
	return STATUS_OK;
}

static void set_request(struct listing *listing, const struct cgroups_request *request)
{
	listing->order = request->order;
	if (!request->screen)
		return;
	listing->copy = *request->screen;
	listing->screen = &listing->copy;
}

static enum status build(struct listing *listing, const struct cgroups_request *request)
{
	struct cgroups *cgroups = listing->sample->cgroups;
	enum status status = cgroup_index_build(&listing->index, cgroups);

	listing->facts = (struct cgroup_facts){ .cgroups = cgroups };
	set_request(listing, request);
	if (status != STATUS_OK || !cgroups)
		return status;
	listing->processes = cgroup_index_processes(&listing->index, listing->sample->rows,
		listing->sample->row_count);
	listing->evidence = calloc(cgroups->count + 1, sizeof(*listing->evidence));
	if (!listing->processes || !listing->evidence)
		return STATUS_NO_MEMORY;
	listing->facts.processes = listing->processes;
	if (request->mark && request->mark->cgroups) {
		listing->mark = sample_ref(request->mark);
		status = cgroup_index_build(&listing->mark_index, listing->mark->cgroups);
		listing->facts.mark = &listing->mark_index;
	}
	if (status == STATUS_OK)
		status = cgroup_arrange(&listing->lines, &listing->count, &listing->facts,
			&listing->order);
	return status == STATUS_OK && listing->screen ? set_branches(listing) : status;
}

struct document *cgroups_request_document(struct sample *sample,
	const struct cgroups_request *request)
{
	struct document *document = document_new();
	struct listing *listing = calloc(1, sizeof(*listing));
	enum status status;

	if (!document || !listing) {
		document_free(document);
		free(listing);
		return NULL;
	}
	listing->sample = sample_ref(sample);
	document_hold(document, listing, release);
	status = build(listing, request);
	if (status != STATUS_OK || document_status(document) != STATUS_OK) {
		document_free(document);
		return NULL;
	}
	document_begin(document, sample->wall_ns, sample->interval_ns);
	document_read_from(document, "memory.current+memory.stat+memory.events+memory.pressure");
	put_all(document, listing);
	return document;
}

struct document *cgroups_document(struct sample *sample, const struct arrangement *arrangement)
{
	const struct cgroups_request request = { .mark = arrangement->mark,
		.order = { .sort = CGROUP_COLUMN_USAGE } };

	return cgroups_request_document(sample, &request);
}

size_t cgroups_line_count(const struct document_table *table)
{
	return ((const struct listing *)table->context)->count;
}

struct cgroups_tree_line cgroups_line(const struct document_table *table, size_t row)
{
	const struct listing *listing = table->context;
	const struct cgroup_node *node = node_of(listing, row);

	return (struct cgroups_tree_line){ node->depth, node->end - listing->lines[row].node,
		node->cgroup->id };
}
