/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/cgroup/figures.h"

#include <string.h>

#include "parse/system/cgroup.h"
#include "parse/system/psi.h"

enum file_kind { FILE_NUMBER, FILE_STAT, FILE_EVENTS, FILE_PRESSURE, FILE_DESCENDANTS };

struct cgroup_file {
	const char *name; /* NULL: the end */
	enum file_kind kind;
	enum cgroup_figure figure; /* FILE_NUMBER */
};

static const struct cgroup_file files_v1[] = {
	{ "memory.stat", FILE_STAT, 0 },
	{ "memory.oom_control", FILE_EVENTS, 0 },
	{ "memory.limit_in_bytes", FILE_NUMBER, CGROUP_LIMIT },
	{ "memory.soft_limit_in_bytes", FILE_NUMBER, CGROUP_LOW },
	{ "memory.max_usage_in_bytes", FILE_NUMBER, CGROUP_PEAK },
	{ "memory.failcnt", FILE_NUMBER, CGROUP_EVENTS_MAX },
	{ "memory.memsw.limit_in_bytes", FILE_NUMBER, CGROUP_SWAP_LIMIT },
	{ "memory.kmem.usage_in_bytes", FILE_NUMBER, CGROUP_KMEM },
	{ NULL, FILE_NUMBER, 0 },
};

static const struct cgroup_file files_v2[] = {
	{ "memory.stat", FILE_STAT, 0 },
	{ "memory.events", FILE_EVENTS, 0 },
	{ "memory.max", FILE_NUMBER, CGROUP_LIMIT },
	{ "memory.high", FILE_NUMBER, CGROUP_HIGH },
	{ "memory.low", FILE_NUMBER, CGROUP_LOW },
	{ "memory.min", FILE_NUMBER, CGROUP_MIN },
	{ "memory.peak", FILE_NUMBER, CGROUP_PEAK },
	{ "memory.swap.current", FILE_NUMBER, CGROUP_SWAP },
	{ "memory.swap.max", FILE_NUMBER, CGROUP_SWAP_LIMIT },
	{ "memory.swap.high", FILE_NUMBER, CGROUP_SWAP_HIGH },
	{ "memory.swap.peak", FILE_NUMBER, CGROUP_SWAP_PEAK },
	{ "memory.zswap.current", FILE_NUMBER, CGROUP_ZSWAP },
	{ "memory.pressure", FILE_PRESSURE, 0 },
	{ "cgroup.stat", FILE_DESCENDANTS, 0 },
	{ NULL, FILE_NUMBER, 0 },
};

const char *cgroup_usage_file(int version)
{
	return version == 2 ? "memory.current" : "memory.usage_in_bytes";
}

struct value cgroup_usage_of(const char *text, size_t length)
{
	struct value value;

	if (cgroup_parse_limit(&value, text, length) != STATUS_OK)
		return value_missing(VALUE_FAILED);
	return value;
}

/* Several figures that one file has. */
struct figure_pair {
	enum cgroup_figure figure;
	struct value value;
};

static void set_pairs(struct cgroup *cgroup, const struct figure_pair *pairs, size_t count,
	enum status status)
{
	for (size_t i = 0; i < count; i++)
		cgroup_set(cgroup, pairs[i].figure,
			status == STATUS_OK ? pairs[i].value
					    : value_missing(value_state_of(status)));
}
#define SET_PAIRS(cgroup, pairs, status)                                                           \
	set_pairs(cgroup, pairs, sizeof(pairs) / sizeof((pairs)[0]), status)

static void set_stat(struct cgroup *cgroup, int version, struct text text, enum status status)
{
	struct cgroup_stat stat = { 0 };

	if (status == STATUS_OK)
		status = cgroup_parse_stat(&stat, version, text.at, text.length);
	const struct figure_pair pairs[] = {
		{ CGROUP_ANONYMOUS, stat.anonymous },
		{ CGROUP_FILE, stat.file },
		{ CGROUP_SHMEM, stat.shared },
		{ CGROUP_ACTIVE_FILE, stat.active_file },
		{ CGROUP_INACTIVE_FILE, stat.inactive_file },
		{ CGROUP_SLAB_RECLAIMABLE, stat.slab_reclaimable },
		{ CGROUP_SLAB_UNRECLAIMABLE, stat.slab_unreclaimable },
		{ CGROUP_KERNEL, stat.kernel },
		{ CGROUP_KERNEL_STACK, stat.kernel_stack },
		{ CGROUP_PAGE_TABLES, stat.page_tables },
		{ CGROUP_PERCPU, stat.percpu },
		{ CGROUP_SOCKETS, stat.sockets },
		{ CGROUP_UNEVICTABLE, stat.unevictable },
		{ CGROUP_DIRTY, stat.dirty },
		{ CGROUP_OWN_PAGES, value_add(stat.own_file, stat.own_anonymous) },
	};
	SET_PAIRS(cgroup, pairs, status);
	if (version == 2)
		return;
	/* Without swap accounting v1 does not say what is swapped. */
	cgroup_set(cgroup, CGROUP_SWAP,
		status == STATUS_OK ? stat.swap : value_missing(value_state_of(status)));
	if (value_or(stat.hierarchical_limit, UINT64_MAX) >= (uint64_t)1 << 62)
		stat.hierarchical_limit = value_missing(VALUE_ABSENT);
	cgroup_set(cgroup, CGROUP_HIERARCHICAL_LIMIT, stat.hierarchical_limit);
}

static struct cgroup_events_before events_of(const struct cgroup *cgroup)
{
	return (struct cgroup_events_before){ .ns = cgroup->events_ns,
		.high = (int64_t)value_or(cgroup_value(cgroup, CGROUP_EVENTS_HIGH), 0),
		.max = (int64_t)value_or(cgroup_value(cgroup, CGROUP_EVENTS_MAX), 0),
		.oom_kill = (int64_t)value_or(cgroup_value(cgroup, CGROUP_EVENTS_OOM_KILL), 0) };
}

static void set_events(struct cgroup *cgroup, int version, struct text text, enum status status)
{
	struct cgroup_events events = { 0 };

	if (status == STATUS_OK)
		status = cgroup_parse_events(&events, text.at, text.length);
	const struct figure_pair pairs[] = {
		{ CGROUP_EVENTS_LOW, events.low },
		{ CGROUP_EVENTS_HIGH, events.high },
		{ CGROUP_EVENTS_OOM, events.oom },
		{ CGROUP_EVENTS_OOM_KILL, events.oom_kill },
		{ CGROUP_UNDER_OOM, events.under_oom },
	};
	SET_PAIRS(cgroup, pairs, status);
	/* v1 has this in a file of its own. */
	if (version == 2)
		cgroup_set(cgroup, CGROUP_EVENTS_MAX,
			status == STATUS_OK ? events.max : value_missing(value_state_of(status)));
}

static void set_pressure(struct cgroup *cgroup, struct text text, enum status status)
{
	struct psi psi = { 0 };

	if (status == STATUS_OK)
		status = psi_parse(&psi, text.at, text.length);
	const struct figure_pair pairs[] = {
		{ CGROUP_PRESSURE_SOME, psi.some.average_10 },
		{ CGROUP_PRESSURE_FULL, psi.full.average_10 },
	};
	SET_PAIRS(cgroup, pairs, status);
}

static void set_descendants(struct cgroup *cgroup, struct text text, enum status status)
{
	struct value live, dying = value_missing(VALUE_ABSENT);

	if (status == STATUS_OK)
		status = cgroup_parse_descendants(&live, &dying, text.at, text.length);
	cgroup_set(cgroup, CGROUP_DYING,
		status == STATUS_OK ? dying : value_missing(value_state_of(status)));
}

static void take_file(struct cgroup *cgroup, const struct cgroup_file *file, int version,
	struct text text, enum status status)
{
	struct value value;

	switch (file->kind) {
	case FILE_NUMBER:
		value = status == STATUS_OK ? cgroup_usage_of(text.at, text.length)
					    : value_missing(value_state_of(status));
		cgroup_set(cgroup, file->figure, value);
		break;
	case FILE_STAT:
		set_stat(cgroup, version, text, status);
		break;
	case FILE_EVENTS:
		set_events(cgroup, version, text, status);
		break;
	case FILE_PRESSURE:
		set_pressure(cgroup, text, status);
		break;
	case FILE_DESCENDANTS:
		set_descendants(cgroup, text, status);
		break;
	}
}

/* What this version has no file for is absent. */
static void forget(struct cgroup *cgroup)
{
	for (int figure = 0; figure < CGROUP_FIGURES; figure++)
		if (figure != CGROUP_USAGE)
			cgroup_set(cgroup, (enum cgroup_figure)figure, value_missing(VALUE_ABSENT));
}

enum status cgroup_read_figures(struct cgroup *cgroup, int version, int directory,
	struct file_buffer *buffer, uint64_t now_ns)
{
	const struct cgroup_events_before before = events_of(cgroup);
	enum status lacked = STATUS_OK;

	forget(cgroup);
	for (const struct cgroup_file *file = version == 2 ? files_v2 : files_v1; file->name;
		file++) {
		enum status status = file_read(buffer, directory, file->name);

		take_file(cgroup, file, version, text_of(buffer->text, buffer->length), status);
		if (status_is_shortage(status))
			lacked = status;
	}
	cgroup->events_ns = now_ns;
	cgroup->before = before;
	if (cgroup->first.ns == 0)
		cgroup->first = events_of(cgroup);
	return lacked;
}

bool cgroup_differs(const struct cgroup *a, const struct cgroup *b)
{
	return memcmp(a->state, b->state, sizeof(a->state)) != 0 ||
	       memcmp(a->figure, b->figure, sizeof(a->figure)) != 0 ||
	       a->before.high != b->before.high || a->before.max != b->before.max ||
	       a->before.oom_kill != b->before.oom_kill ||
	       (a->before.ns == 0) != (b->before.ns == 0);
}
