/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One JSON object a sample and line.  jansson makes the part about the machine and whatever strings
 * need an escape.  The rows of processes are framed here, because an object of 26 members costs
 * jansson 9 microseconds, seven times as much, and 30,000 of them must not stand in memory at once.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/macros.h"
#include "base/utf8.h"
#include "derive/machine/segments.h"
#include "render/format.h"
#include "render/json_writer.h"

#define SCHEMA 2

/*
 * 15 significant digits: what a double holds exactly of a decimal number.  ASCII alone: the few
 * strings of the machine's part may hold C1 and direction controls, which then come as \uXXXX.
 */
#define HEAD_FLAGS (JSON_COMPACT | JSON_REAL_PRECISION(15) | JSON_ENSURE_ASCII)

/* A figure of the machine: where in struct sample it stands. */
struct figure {
	const char *key;
	enum unit unit;
	size_t offset;
};

/*
 * An object of figures.  Those of one file have its status, which tells why all of them are
 * missing; then "unreadable" names the group in their place.
 */
struct group {
	const char *key;
	const struct figure *figures;
	size_t count;
	size_t status_offset; /* of an enum status in struct sample; 0: none */
};

#define AT(member)       offsetof(struct sample, system.member)
#define MEMINFO_AT(name) AT(meminfo.field[MEMINFO_##name])
#define FIGURES(key, figures, status)                                                              \
	{                                                                                          \
		key, figures, COUNT_OF(figures), status                                            \
	}

static const struct figure memory_figures[] = {
	{ "total_bytes", UNIT_BYTES, MEMINFO_AT(MemTotal) },
	{ "available_bytes", UNIT_BYTES, MEMINFO_AT(MemAvailable) },
};

static const struct figure swap_figures[] = {
	{ "total_bytes", UNIT_BYTES, MEMINFO_AT(SwapTotal) },
	{ "free_bytes", UNIT_BYTES, MEMINFO_AT(SwapFree) },
	{ "cached_bytes", UNIT_BYTES, MEMINFO_AT(SwapCached) },
	{ "zram_original_bytes", UNIT_BYTES, AT(compressed.zram_original) },
	{ "zram_used_bytes", UNIT_BYTES, AT(compressed.zram_used) },
	{ "zswap_original_bytes", UNIT_BYTES, AT(compressed.zswap_original) },
	{ "zswap_used_bytes", UNIT_BYTES, AT(compressed.zswap_used) },
};

static const struct figure huge_figures[] = {
	{ "page_size_bytes", UNIT_BYTES, MEMINFO_AT(Hugepagesize) },
	{ "total", UNIT_COUNT, MEMINFO_AT(HugePages_Total) },
	{ "free", UNIT_COUNT, MEMINFO_AT(HugePages_Free) },
	{ "reserved", UNIT_COUNT, MEMINFO_AT(HugePages_Rsvd) },
	{ "surplus", UNIT_COUNT, MEMINFO_AT(HugePages_Surp) },
};

static const struct figure pressure_figures[] = {
	{ "some_avg10_percent", UNIT_PERCENT, AT(psi.some.average_10) },
	{ "some_avg60_percent", UNIT_PERCENT, AT(psi.some.average_60) },
	{ "some_avg300_percent", UNIT_PERCENT, AT(psi.some.average_300) },
	{ "some_total_microseconds", UNIT_COUNT, AT(psi.some.total) },
	{ "full_avg10_percent", UNIT_PERCENT, AT(psi.full.average_10) },
	{ "full_avg60_percent", UNIT_PERCENT, AT(psi.full.average_60) },
	{ "full_avg300_percent", UNIT_PERCENT, AT(psi.full.average_300) },
	{ "full_total_microseconds", UNIT_COUNT, AT(psi.full.total) },
};

static const struct figure rate_figures[] = {
	{ "swap_in_bytes_per_second", UNIT_PER_SECOND, AT(rates.swap_in) },
	{ "swap_out_bytes_per_second", UNIT_PER_SECOND, AT(rates.swap_out) },
	{ "refault_file_pages_per_second", UNIT_PER_SECOND, AT(rates.refault_file) },
	{ "refault_anonymous_pages_per_second", UNIT_PER_SECOND, AT(rates.refault_anon) },
	{ "direct_reclaim_pages_per_second", UNIT_PER_SECOND, AT(rates.direct_reclaim) },
	{ "allocation_stalls_per_second", UNIT_PER_SECOND, AT(rates.allocation_stalls) },
	{ "faults_per_second", UNIT_PER_SECOND, AT(rates.faults) },
	{ "major_faults_per_second", UNIT_PER_SECOND, AT(rates.major_faults) },
	{ "oom_kills", UNIT_COUNT, AT(rates.oom_kills) },
};

static const struct figure cgroup_figures[] = {
	{ "limit_bytes", UNIT_BYTES, AT(cgroup.limit) },
	{ "usage_bytes", UNIT_BYTES, AT(cgroup.usage) },
	{ "file_bytes", UNIT_BYTES, AT(cgroup.file) },
};

static const struct group memory_group = FIGURES("memory", memory_figures, AT(meminfo_status));
static const struct group cgroup_group = FIGURES("cgroup", cgroup_figures, 0);
static const struct group plain_groups[] = {
	FIGURES("swap", swap_figures, AT(meminfo_status)),
	FIGURES("huge_pages", huge_figures, AT(meminfo_status)),
	FIGURES("pressure", pressure_figures, AT(psi_status)),
	FIGURES("rates", rate_figures, AT(vmstat_status)),
};

/* The machine's part while it is made. */
struct head {
	const struct sample *sample;
	json_t *object;
	json_t *unreadable; /* reasons for the nulls in object */
};

static json_t *known_figure(uint64_t n, enum unit unit)
{
	if (unit == UNIT_PERCENT || unit == UNIT_PER_SECOND)
		return json_real((double)n / 100.0);
	return json_integer((json_int_t)n);
}

/* Says why a figure, or with a NULL member a whole group, is null. */
static void explain(const struct head *head, const char *key, const char *member,
	enum value_state state)
{
	char path[96];

	snprintf(path, sizeof(path), "%s%s%s", key, member ? "." : "", member ? member : "");
	json_object_set_new(head->unreadable, path, json_string(value_state_name(state)));
}

static struct value figure_of(const struct head *head, const struct figure *figure)
{
	struct value value;

	memcpy(&value, (const char *)head->sample + figure->offset, sizeof(value));
	return value;
}

/* True if no figure of the group is known, and all for the same reason. */
static bool all_missing(const struct head *head, const struct group *group, enum value_state *state)
{
	enum status status;

	if (!group->status_offset)
		return false;
	memcpy(&status, (const char *)head->sample + group->status_offset, sizeof(status));
	*state = status == STATUS_OK ? figure_of(head, &group->figures[0]).state
				     : value_state_of(status);
	if (status != STATUS_OK)
		return true;
	for (size_t i = 0; i < group->count; i++) {
		struct value value = figure_of(head, &group->figures[i]);

		if (value_known(value) || value.state != *state)
			return false;
	}
	return true;
}

static json_t *group_of(const struct head *head, const struct group *group)
{
	json_t *object = json_object();
	enum value_state state;
	bool missing = all_missing(head, group, &state);

	if (missing)
		explain(head, group->key, NULL, state);
	for (size_t i = 0; i < group->count; i++) {
		const struct figure *figure = &group->figures[i];
		struct value value = figure_of(head, figure);

		if (!missing && !value_known(value))
			explain(head, group->key, figure->key, value.state);
		json_object_set_new(object, figure->key,
			!missing && value_known(value) ? known_figure(value.n, figure->unit)
						       : json_null());
	}
	return object;
}

static json_t *segments_object(const struct head *head)
{
	json_t *object = json_object();
	struct segments segments;
	bool known = segments_of(&segments, &head->sample->system) == STATUS_OK;

	for (int i = 0; i < SEGMENT_COUNT; i++)
		json_object_set_new(object, segment_rows[i].key,
			known ? json_integer((json_int_t)segments.bytes[i]) : json_null());
	if (!known && head->sample->system.meminfo_status == STATUS_OK)
		explain(head, "memory", "segments", VALUE_ABSENT);
	return object;
}

/* Text of the machine, a cgroup's path for one, is bytes that anybody chose. */
static json_t *valid_string(const char *string)
{
	size_t length = strlen(string);
	char *valid = malloc(3 * length + 1);
	json_t *result = NULL;

	if (valid)
		result = json_stringn_nocheck(valid, utf8_valid(valid, string, length));
	free(valid);
	return result;
}

static json_t *cgroup_object(const struct head *head)
{
	const struct cgroup_use *cgroup = &head->sample->system.cgroup;
	json_t *object;

	/* Not unreadable: there is no limit.  That name would be the processes' column there, too. */
	if (!cgroup->version)
		return json_null();
	object = group_of(head, &cgroup_group);
	json_object_set_new(object, "version", json_integer(cgroup->version));
	json_object_set_new(object, "path", valid_string(cgroup->path));
	return object;
}

static json_t *own_object(const struct own_cost *own)
{
	json_t *object = json_object();

	json_object_set_new(object, "rss_bytes", json_integer((json_int_t)own->resident));
	json_object_set_new(object, "descriptors", json_integer((json_int_t)own->descriptors));
	json_object_set_new(object, "descriptor_bytes",
		json_integer((json_int_t)own->descriptor_bytes));
	json_object_set_new(object, "cpu_seconds", json_real((double)own->cpu_ns / 1e9));
	return object;
}

static json_t *interval_seconds(const struct head *head)
{
	struct value interval = head->sample->interval_ns;

	if (value_known(interval))
		return json_real((double)interval.n / 1e9);
	explain(head, "interval_seconds", NULL, interval.state);
	return json_null();
}

static void add_machine(const struct head *head)
{
	const struct sample *sample = head->sample;
	json_t *memory = group_of(head, &memory_group);

	json_object_set_new(head->object, "schema", json_integer(SCHEMA));
	json_object_set_new(head->object, "time",
		json_real((double)(sample->wall_ns / 1000000) / 1e3));
	json_object_set_new(head->object, "interval_seconds", interval_seconds(head));
	json_object_set_new(head->object, "host", valid_string(sample->host));
	json_object_set_new(head->object, "kernel", valid_string(sample->kernel));
	json_object_set_new(head->object, "uptime_seconds",
		json_integer((json_int_t)sample->system.uptime_seconds));
	json_object_set_new(memory, "segments", segments_object(head));
	json_object_set_new(head->object, "memory", memory);
	for (size_t i = 0; i < COUNT_OF(plain_groups); i++)
		json_object_set_new(head->object, plain_groups[i].key,
			group_of(head, &plain_groups[i]));
	json_object_set_new(head->object, "cgroup", cgroup_object(head));
}

static void add_counts(const struct head *head, const struct arranged *arranged)
{
	json_object_set_new(head->object, "own", own_object(&head->sample->own));
	json_object_set_new(head->object, "others_hidden",
		json_boolean(head->sample->others_hidden));
	json_object_set_new(head->object, "kernel_threads_hidden",
		json_integer((json_int_t)arranged->hidden_kernel_threads));
	json_object_set_new(head->object, "filtered_out",
		json_integer((json_int_t)arranged->filtered_out));
}

/* Prints an object without its closing brace, so that more members can follow. */
static void dump_open(struct sink *sink, json_t *object)
{
	json_write(sink, object, HEAD_FLAGS);
	if (sink->status == STATUS_OK)
		sink->length--;
}

static void note_unreadable(struct output *output, enum column_id id, enum value_state state,
	pid_t pid)
{
	struct pid_list *list = &output->unreadable[id][state];
	pid_t *grown = array_reserve(list->pids, &list->capacity, list->count + 1, sizeof(*grown));

	if (!grown) {
		sink_fail(&output->sink, STATUS_NO_MEMORY);
		return;
	}
	list->pids = grown;
	list->pids[list->count++] = pid;
}

static void null_member(struct output *output, enum column_id id, enum value_state state, pid_t pid)
{
	sink_bytes(&output->sink, "null", 4);
	note_unreadable(output, id, state, pid);
}

static void member(struct output *output, enum column_id id, const struct arranged *arranged,
	const struct line *line)
{
	char buffer[8];

	if (columns[id].label.unit == UNIT_TEXT) {
		struct text text = column_text(id, line->row, buffer);

		if (text.length)
			json_write_string(&output->sink, text);
		else
			null_member(output, id, VALUE_ABSENT, line->row->pid);
	} else {
		struct value value = line_value(arranged, line, id);

		if (value_known(value))
			format_figure(&output->sink, &columns[id], value);
		else
			null_member(output, id, value.state, line->row->pid);
	}
}

static void print_row(struct output *output, const struct arranged *arranged,
	const struct line *line)
{
	const struct column_list *list = &output->batch->columns;
	struct sink *sink = &output->sink;

	for (size_t i = 0; i < list->count; i++) {
		sink_bytes(sink, i ? ",\"" : "{\"", 2);
		sink_string(sink, columns[list->ids[i]].label.key);
		sink_bytes(sink, "\":", 2);
		member(output, list->ids[i], arranged, line);
	}
	sink_bytes(sink, "}", 1);
	sink_drain(sink);
}

static void print_pids(struct sink *sink, const char *state, const struct pid_list *list)
{
	sink_format(sink, "\"%s\":", state);
	for (size_t i = 0; i < list->count; i++) {
		sink_bytes(sink, i ? "," : "[", 1);
		sink_number(sink, (uint64_t)list->pids[i]);
		sink_drain(sink);
	}
	sink_bytes(sink, "]", 1);
}

/* The reasons for one column's nulls; false if there is none. */
static bool print_reasons(struct output *output, enum column_id id, bool first)
{
	bool any = false;

	for (int state = 0; state < VALUE_STATE_COUNT; state++) {
		const struct pid_list *list = &output->unreadable[id][state];

		if (list->count == 0)
			continue;
		if (any)
			sink_bytes(&output->sink, ",", 1);
		else
			sink_format(&output->sink, "%s\"%s\":{", first ? "" : ",",
				columns[id].label.key);
		print_pids(&output->sink, value_state_name((enum value_state)state), list);
		any = true;
	}
	if (any)
		sink_bytes(&output->sink, "}", 1);
	return any;
}

static void print_unreadable(struct output *output, json_t *machine)
{
	bool first = json_object_size(machine) == 0;

	sink_string(&output->sink, "],\"unreadable\":");
	dump_open(&output->sink, machine);
	for (int id = 0; id < COLUMN_COUNT; id++)
		first &= !print_reasons(output, (enum column_id)id, first);
	sink_string(&output->sink, "}}\n");
}

static void forget_unreadable(struct output *output)
{
	for (int id = 0; id < COLUMN_COUNT; id++)
		for (int state = 0; state < VALUE_STATE_COUNT; state++)
			output->unreadable[id][state].count = 0;
}

void format_json(struct output *output, const struct arranged *arranged)
{
	struct head head = { .sample = arranged->sample };

	head.object = json_object();
	head.unreadable = json_object();
	add_machine(&head);
	add_counts(&head, arranged);
	dump_open(&output->sink, head.object);
	sink_string(&output->sink, ",\"processes\":[");
	forget_unreadable(output);
	for (size_t i = 0; i < arranged->count; i++) {
		if (i)
			sink_bytes(&output->sink, ",", 1);
		print_row(output, arranged, &arranged->lines[i]);
	}
	print_unreadable(output, head.unreadable);
	json_decref(head.object);
	json_decref(head.unreadable);
}
