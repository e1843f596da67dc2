/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "views/cgroups/detail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/macros.h"
#include "derive/cgroup/columns.h"
#include "derive/cgroup/figures.h"
#include "derive/process/columns.h"
#include "document/cgroup_fields.h"
#include "document/node_lines.h"
#include "findings/cgroup_rules.h"
#include "findings/put.h"
#include "views/cgroups/bounds.h"
#include "views/cgroups/paid.h"

/* What its document is about. */
struct detail {
	struct sample *sample; /* a reference */
	const struct cgroups *cgroups;
	struct cgroup_index index;
	size_t *counts;
	struct cgroup_facts facts;
	size_t node;                  /* CGROUP_NO_PARENT: there is no such cgroup */
	const struct row **processes; /* those in it and below it, the largest first */
	size_t process_count;
	const char **meanings; /* of each of its fields */
	size_t *above;         /* it, and those above it, the root last */
	size_t above_count;
};

static void release(void *object)
{
	struct detail *detail = object;

	cgroup_index_free(&detail->index);
	sample_unref(detail->sample);
	free(detail->counts);
	free(detail->processes);
	free(detail->meanings);
	free(detail->above);
	free(detail);
}

/* ---- whose processes ---- */

static int by_rss(const void *a, const void *b)
{
	const struct row *left = *(const struct row *const *)a,
			 *right = *(const struct row *const *)b;

	return FIRST_DIFFERENCE(COMPARE(right->metric[METRIC_RSS], left->metric[METRIC_RSS]),
		COMPARE(left->pid, right->pid));
}

static bool is_inside(const struct detail *detail, const struct row *row)
{
	size_t node = *row->identity->cgroup
			      ? cgroup_index_path(&detail->index, row->identity->cgroup)
			      : CGROUP_NO_PARENT;

	return node != CGROUP_NO_PARENT && node >= detail->node &&
	       node < detail->cgroups->nodes[detail->node].end;
}

static enum status find_processes(struct detail *detail)
{
	const struct sample *sample = detail->sample;

	detail->processes = calloc(sample->row_count + 1, sizeof(struct row *));
	if (!detail->processes)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < sample->row_count; i++)
		if (is_inside(detail, sample->rows[i]))
			detail->processes[detail->process_count++] = sample->rows[i];
	if (detail->process_count > 1)
		qsort(detail->processes, detail->process_count, sizeof(struct row *), by_rss);
	return STATUS_OK;
}

enum { PROCESS_PID, PROCESS_RSS, PROCESS_ANONYMOUS, PROCESS_SHARED, PROCESS_SWAP, PROCESS_COMMAND };

static const enum column_id process_columns[] = { [PROCESS_PID] = COLUMN_PID,
	[PROCESS_RSS] = COLUMN_RSS,
	[PROCESS_ANONYMOUS] = COLUMN_ANONYMOUS,
	[PROCESS_SHARED] = COLUMN_SHARED,
	[PROCESS_SWAP] = COLUMN_SWAP,
	[PROCESS_COMMAND] = COLUMN_COMMAND };

static void process_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct detail *detail = context;
	const struct row *process = detail->processes[row];
	enum column_id column = process_columns[id];

	if (columns[column].label.unit == UNIT_TEXT)
		datum_set_bytes(out, column_text(column, process, out->buffer));
	else
		out->value = column_value(column, process, detail->sample);
}

static uint64_t process_key(const void *context, size_t row)
{
	return (uint64_t)((const struct detail *)context)->processes[row]->pid;
}

static const struct row *process_of(const void *context, size_t row, size_t member)
{
	return member == 0 ? ((const struct detail *)context)->processes[row] : NULL;
}

static void put_processes(struct document *document, const struct detail *detail, bool is_main)
{
	struct document_column shown[COUNT_OF(process_columns)];

	for (unsigned i = 0; i < COUNT_OF(process_columns); i++) {
		const struct column *column = &columns[process_columns[i]];

		shown[i] = (struct document_column){ &column->label, EVERYWHERE,
			(unsigned)column->width, i };
	}
	document_open(document, NULL, detail->process_count ? N_("Its processes") : NULL);
	document_table(document, &(struct document_table){ .key = "members",
					 .columns = document_copy(document, shown, sizeof(shown)),
					 .column_count = COUNT_OF(shown),
					 .context = detail,
					 .row_count = detail->process_count,
					 .state = VALUE_OK,
					 .cell = process_cell,
					 .row_key = process_key,
					 .process = process_of,
					 .sorted = PROCESS_RSS,
					 .is_main = is_main });
	document_close(document);
}

/* ---- those above it ---- */

static const enum cgroup_column above_columns[] = { CGROUP_COLUMN_USAGE,
	CGROUP_COLUMN_UNRECLAIMABLE, CGROUP_COLUMN_OWN_LIMIT, CGROUP_COLUMN_OWN_HIGH,
	CGROUP_COLUMN_MIN, CGROUP_COLUMN_PROTECTED_MIN, CGROUP_COLUMN_LOW,
	CGROUP_COLUMN_PROTECTED_LOW, CGROUP_COLUMN_SWAP, CGROUP_COLUMN_SWAP_LIMIT,
	CGROUP_COLUMN_SWAP_HIGH, CGROUP_COLUMN_PATH };

static void above_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct detail *detail = context;
	enum cgroup_column column = above_columns[id];

	if (column == CGROUP_COLUMN_PATH)
		datum_set_bytes(out,
			cgroup_column_text(&detail->facts, detail->above[row], column));
	else
		out->value = cgroup_column_value(&detail->facts, detail->above[row], column);
}

/* What goes first where the path lacks room. */
static unsigned dispensable_above(enum cgroup_column column)
{
	switch (column) {
	case CGROUP_COLUMN_SWAP_HIGH:
		return DISPENSABLE_FIRST + 2;
	case CGROUP_COLUMN_SWAP:
		return DISPENSABLE_FIRST + 1;
	case CGROUP_COLUMN_SWAP_LIMIT:
		return DISPENSABLE_FIRST;
	default:
		return 0;
	}
}

static void put_above(struct document *document, const struct detail *detail, bool is_main)
{
	struct document_column shown[COUNT_OF(above_columns)];

	for (unsigned i = 0; i < COUNT_OF(above_columns); i++)
		shown[i] = (struct document_column){ &cgroup_columns[above_columns[i]].label,
			EVERYWHERE | DISPENSABLE(dispensable_above(above_columns[i])), 7, i };
	document_open(document, NULL,
		N_("It and those above it: limits, and protection as set and as it comes out"));
	document_table(document, &(struct document_table){ .key = "above",
					 .columns = document_copy(document, shown, sizeof(shown)),
					 .column_count = COUNT_OF(shown),
					 .context = detail,
					 .row_count = detail->above_count,
					 .state = VALUE_OK,
					 .cell = above_cell,
					 .sorted = -1,
					 .is_main = is_main });
	document_close(document);
}

/* ---- what its memory is ---- */

static struct value field(const struct detail *detail, const char *name)
{
	return cgroup_fields_get(&detail->cgroups->fields, name);
}

/* In swap and in memory at once, which cache and anonymous memory both count. */
static struct value swap_cached(const struct detail *detail)
{
	return field(detail, detail->cgroups->version == 1 ? "total_swapcached" : "swapcached");
}

static struct value less_if_known(struct value whole, struct value part)
{
	return value_known(part) ? value_subtract(whole, part) : whole;
}

static void put_balance(struct document *document, const struct detail *detail)
{
	static const struct label anonymous = { "anonymous_bytes", N_("anonymous"),
		N_("Heaps, stacks and other memory without a file."), UNIT_BYTES };
	static const struct label cache = { "cache_bytes", N_("cache"),
		N_("File cache, without shared memory."), UNIT_BYTES };
	static const struct label shared = { "shmem_bytes", N_("shared"),
		N_("Files in tmpfs, shared memory and memfd."), UNIT_BYTES };
	static const struct label kernel = { "kernel_bytes", N_("kernel"),
		N_("Kernel memory that is charged to it."), UNIT_BYTES };
	static const struct label sockets = { "sockets_bytes", N_("sockets"),
		N_("Buffers of its network connections, where kernel does not have them."),
		UNIT_BYTES };
	static const struct label rest = { "rest_bytes", N_("rest"),
		N_("What of usage no field names: charged in advance for each processor, or moved between the readings of the two files."),
		UNIT_SIGNED };
	const struct cgroup *cgroup = detail->cgroups->nodes[detail->node].cgroup;
	/* Its usage is that of pages alone: derive/cgroup/figures.c. */
	bool is_v1_root =
		detail->cgroups->version == 1 && cgroup_is_root(detail->cgroups, detail->node);
	bool counts_sockets = cgroup_value(cgroup, CGROUP_KERNEL).state == VALUE_ABSENT;
	const struct {
		const struct label *label;
		struct value value;
	} parts[] = {
		{ &anonymous, cgroup_value(cgroup, CGROUP_ANONYMOUS) },
		{ &cache, less_if_known(cgroup_cache(cgroup), swap_cached(detail)) },
		{ &shared, cgroup_value(cgroup, CGROUP_SHMEM) },
		{ &kernel, is_v1_root ? value_missing(VALUE_ABSENT) : cgroup_kernel(cgroup) },
		{ &sockets, counts_sockets ? value_missing(VALUE_ABSENT)
					   : cgroup_value(cgroup, CGROUP_SOCKETS) },
	};
	struct value left = cgroup_value(cgroup, CGROUP_USAGE);

	document_open(document, "balance", N_("What its memory is: this adds up to what is used"));
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		document_figure(document, parts[i].label, parts[i].value);
		if (value_known(parts[i].value))
			left = value_difference(left, parts[i].value);
	}
	document_figure(document, &rest, left);
	document_close(document);
}

/* ---- memory.stat ---- */

/* v1 prints LONG_MAX rounded down to pages where there is no limit. */
#define NO_LIMIT ((uint64_t)1 << 62)

enum { FIELD_NAME, FIELD_VALUE, FIELD_MEANING };

static const struct label field_labels[] = {
	[FIELD_NAME] = { "field", N_("FIELD"), N_("The field of memory.stat."), UNIT_TEXT },
	[FIELD_VALUE] = { "value", N_("VALUE"), N_("Bytes, or how often or how many."),
		UNIT_COUNT },
	[FIELD_MEANING] = { NULL, N_("MEANING"), NULL, UNIT_TEXT },
};

static const struct label *label_of(const struct detail *detail, size_t row)
{
	return cgroup_field_label(detail->cgroups->fields.rows[row].name, detail->cgroups->version);
}

/* v1 has each figure twice, but for limits. */
static const char *meaning_of(struct document *document, const struct detail *detail, size_t row)
{
	const char *name = detail->cgroups->fields.rows[row].name;
	const char *meaning = _(label_of(detail, row)->explanation);

	if (detail->cgroups->version != 1 || strncmp(name, "hierarchical_", 13) == 0)
		return meaning;
	if (strncmp(name, "total_", 6) == 0)
		return document_format(document, _("It and those below it. %s"), meaning);
	return document_format(document, _("It alone. %s"), meaning);
}

static enum status explain_fields(struct document *document, struct detail *detail)
{
	size_t count = detail->cgroups->fields.count;

	detail->meanings = calloc(count + 1, sizeof(*detail->meanings));
	if (!detail->meanings)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		detail->meanings[i] = meaning_of(document, detail, i);
	return STATUS_OK;
}

static void field_cell(const void *context, size_t row, unsigned id, struct datum *out)
{
	const struct detail *detail = context;
	const struct cgroup_field *given = &detail->cgroups->fields.rows[row];

	if (id == FIELD_NAME)
		datum_set_bytes(out, text_of_string(given->name));
	else if (id == FIELD_MEANING)
		datum_set_bytes(out, text_of_string(detail->meanings[row]));
	else if (given->n < NO_LIMIT || label_of(detail, row)->unit != UNIT_BYTES)
		out->value = value_of(given->n);
}

static enum unit field_unit(const void *context, size_t row, unsigned id)
{
	return id == FIELD_VALUE ? label_of(context, row)->unit : UNIT_TEXT;
}

static const struct label *field_row_label(const void *context, size_t row)
{
	return label_of(context, row);
}

static size_t describe_field(const void *context, size_t row, enum column_place place, char *out,
	size_t size)
{
	if (place != ON_SCREEN) {
		out[0] = '\0';
		return 0;
	}
	return (size_t)snprintf(out, size, "%s", ((const struct detail *)context)->meanings[row]);
}

/* Of the one that is looked into, live. */
static enum value_state fields_state(const struct detail *detail)
{
	if (detail->cgroups->fields_of == detail->cgroups->nodes[detail->node].cgroup->id)
		return VALUE_OK;
	return detail->sample->recorded ? VALUE_NOT_RECORDED : VALUE_PENDING;
}

static void put_fields(struct document *document, const struct detail *detail, bool is_main)
{
	static const struct document_column shown[] = {
		{ &field_labels[FIELD_NAME], EVERYWHERE, 26, FIELD_NAME },
		{ &field_labels[FIELD_VALUE], EVERYWHERE, 8, FIELD_VALUE },
		{ &field_labels[FIELD_MEANING], SHOWN | ASIDE, 10, FIELD_MEANING },
	};
	enum value_state state = fields_state(detail);
	bool known = state == VALUE_OK;

	document_open(document, NULL, known ? N_("memory.stat, each field explained") : NULL);
	document_table(document, &(struct document_table){ .key = "fields",
					 .columns = shown,
					 .column_count = COUNT_OF(shown),
					 .context = detail,
					 .row_count = known ? detail->cgroups->fields.count : 0,
					 .state = state,
					 .cell = field_cell,
					 .unit = field_unit,
					 .row_label = field_row_label,
					 .describe = describe_field,
					 .sorted = -1,
					 .is_main = is_main });
	document_close(document);
}

/* ---- where it is ---- */

static void put_nodes(struct document *document, const struct detail *detail)
{
	static const struct memory_nodes none = { .nodes = NULL };
	enum value_state state = fields_state(detail);
	bool known = state == VALUE_OK;

	document_read_from(document, "memory.numa_stat");
	document_nodes(document, N_("Its memory by node"),
		known ? &detail->cgroups->by_node : &none, state);
	document_read_from(document, "memory.stat");
}

/* ---- the whole ---- */

/* Its label in the group that has it, as in the table of all cgroups; *open is the one before. */
static const struct label *label_in_group(struct document *document, const struct label *label,
	const char **open)
{
	const char *group = document_key_group(label->key, cgroup_groups);
	struct label member = *label;

	if (*open && *open != group)
		document_close(document);
	if (group && *open != group)
		document_open(document, group, NULL);
	*open = group;
	if (!group)
		return label;
	member.key += strlen(group) + 1;
	return document_copy(document, &member, sizeof(member));
}

static void put_figures(struct document *document, const struct detail *detail)
{
	const char *group = NULL;

	for (unsigned id = 0; id < CGROUP_COLUMNS; id++) {
		const struct label *label =
			label_in_group(document, &cgroup_columns[id].label, &group);
		struct text text;

		if (!label)
			return;
		if (label->unit != UNIT_TEXT) {
			document_figure(document, label,
				cgroup_column_value(&detail->facts, detail->node,
					(enum cgroup_column)id));
			continue;
		}
		text = cgroup_column_text(&detail->facts, detail->node, (enum cgroup_column)id);
		document_place(document, FOR_PROGRAMS | IN_TEXT, label,
			text.length ? datum_of_bytes(text) : datum_none());
	}
	if (group)
		document_close(document);
}

static void put_findings(struct document *document, const struct detail *detail)
{
	const struct cgroup_evidence evidence = { detail->cgroups, detail->node,
		detail->sample->system.meminfo.field[MEMINFO_SwapFree] };
	struct findings findings = { .count = 0 };
	struct value room = cgroup_room(detail->cgroups, detail->node).value;
	char size[UNITS_SIZE];

	findings_judge(&findings, &(struct facts){ &cgroup_subject, .cgroup = &evidence });
	findings_put(document, &findings, true);
	if (findings.count > 0)
		return;
	units_value(size, room, UNIT_BYTES, SCALE_AUTO);
	if (value_known(room))
		document_say(document, EMPHASIS_NONE,
			_("No limit is near: it can use %s more before the kernel kills."), size);
	else
		document_line(document, EMPHASIS_NONE,
			_("Neither it nor any of its ancestors has a limit that can be seen "
			  "here."));
}

static void put_graph(struct document *document, const struct cgroup_detail_request *request)
{
	const struct trend_finding *trend = request->trend;
	const struct document_curve curve = { .tint = TINT_APPLICATIONS,
		.points = request->points,
		.count = request->point_count };
	struct document_graph graph = { .title = _("used"), .curves = &curve, .curve_count = 1 };
	char pace[UNITS_SIZE];

	if (!trend || request->point_count == 0)
		return;
	units_value(pace, value_of((int64_t)trend->bytes_per_minute), UNIT_SIGNED, SCALE_AUTO);
	graph.words = _(trend_rows[trend->trend].title);
	graph.pace = document_format(document, _("%s a minute"), pace);
	graph.emphasis = trend->trend == TREND_GROWING ? EMPHASIS_WARNING : EMPHASIS_NONE;
	document_graph(document, &graph);
}

static void put_all(struct document *document, const struct detail *detail,
	const struct cgroup_detail_request *request)
{
	struct cgroup_paid *paid;

	put_findings(document, detail);
	cgroup_say_bounds(document, detail->cgroups, detail->node);
	cgroups_put_uncounted(document, detail->cgroups);
	paid = cgroup_say_paid(document, detail->cgroups->nodes[detail->node].cgroup->id,
		&request->files);
	put_graph(document, request);
	document_open(document, NULL, N_("Its figures"));
	put_figures(document, detail);
	document_close(document);
	put_balance(document, detail);
	put_nodes(document, detail);
	put_fields(document, detail, request->part == CGROUP_PART_FIELDS);
	put_processes(document, detail, request->part == CGROUP_PART_PROCESSES);
	put_above(document, detail, request->part == CGROUP_PART_ABOVE);
	if (paid)
		cgroup_put_paid(document, paid, request->part);
}

static size_t find(const struct cgroups *cgroups, const char *path)
{
	for (size_t i = 0; cgroups && i < cgroups->count; i++)
		if (strcmp(cgroups->nodes[i].cgroup->identity->path, path) == 0)
			return i;
	return CGROUP_NO_PARENT;
}

bool cgroup_detail_exists(const struct sample *sample, const char *path)
{
	return find(sample->cgroups, path) != CGROUP_NO_PARENT;
}

static enum status build(struct detail *detail, const char *path)
{
	detail->cgroups = detail->sample->cgroups;
	detail->node = find(detail->cgroups, path);
	if (cgroup_index_build(&detail->index, detail->cgroups) != STATUS_OK)
		return STATUS_NO_MEMORY;
	if (detail->node == CGROUP_NO_PARENT)
		return STATUS_OK;
	detail->counts = cgroup_index_processes(&detail->index, detail->sample->rows,
		detail->sample->row_count);
	detail->above = calloc(detail->cgroups->nodes[detail->node].depth + 1, sizeof(size_t));
	if (!detail->counts || !detail->above)
		return STATUS_NO_MEMORY;
	detail->facts =
		(struct cgroup_facts){ .cgroups = detail->cgroups, .processes = detail->counts };
	for (size_t at = detail->node; at != CGROUP_NO_PARENT;
		at = detail->cgroups->nodes[at].parent)
		detail->above[detail->above_count++] = at;
	return find_processes(detail);
}

struct document *cgroup_detail_document(struct sample *sample,
	const struct cgroup_detail_request *request)
{
	struct document *document = document_new();
	struct detail *detail = calloc(1, sizeof(*detail));
	enum status status;

	if (!document || !detail) {
		document_free(document);
		free(detail);
		return NULL;
	}
	detail->sample = sample_ref(sample);
	document_hold(document, detail, release);
	status = build(detail, request->path);
	if (status == STATUS_OK && detail->node != CGROUP_NO_PARENT)
		status = explain_fields(document, detail);
	if (status != STATUS_OK || document_status(document) != STATUS_OK) {
		document_free(document);
		return NULL;
	}
	document_begin(document, sample->wall_ns, sample->interval_ns);
	document_read_from(document, "memory.stat");
	if (detail->node == CGROUP_NO_PARENT)
		document_say(document, EMPHASIS_CRITICAL, _("The cgroup %s has been removed."),
			request->path);
	else
		put_all(document, detail, request);
	return document;
}

/* A sample with one cgroup of which nothing is known. */
static struct sample *sample_of_one(const char *path)
{
	struct sample *sample = sample_new();
	struct cgroup *cgroup = cgroup_new(1, path, 0);

	if (sample)
		sample->cgroups = cgroups_new(1);
	if (!sample || !cgroup || !sample->cgroups) {
		cgroup_unref(cgroup);
		sample_unref(sample);
		return NULL;
	}
	sample->cgroups->nodes[0] =
		(struct cgroup_node){ .cgroup = cgroup, .parent = CGROUP_NO_PARENT, .end = 1 };
	sample->cgroups->count = 1;
	return sample;
}

struct document *cgroup_detail_specimen(void)
{
	const struct cgroup_detail_request request = { .path = "/" };
	struct sample *sample = sample_of_one(request.path);
	struct document *document = sample ? cgroup_detail_document(sample, &request) : NULL;

	sample_unref(sample);
	return document;
}
