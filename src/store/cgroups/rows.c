/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/cgroups/rows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "derive/cgroup/watch.h"
#include "store/texts.h"

static_assert((int)TREE_CODES <= (int)FRAME_CODES, "the tree has one row");

size_t cgroup_rows_count(const struct frame *frame)
{
	size_t count = 0;

	while (count < frame->process_count && frame->processes[count].id <= 0)
		count++;
	return count;
}

struct known {
	int64_t id;
	int64_t code[CGROUP_ROWS * FRAME_CODES];
	struct cgroup *cgroup;
	uint64_t frame; /* in which it was last */
	UT_hash_handle hh;
};

struct cgroup_rows {
	struct database *database;
	struct known *cgroups;
	struct known **order; /* those of the last frame, as the tree has them */
	size_t count;
	uint64_t frame;
	struct cgroups *last; /* of the frame before, or NULL */
	char *mount_root;     /* of that text */
	int64_t mount_root_id;
};

struct cgroup_rows *cgroup_rows_new(struct database *database)
{
	struct cgroup_rows *rows = calloc(1, sizeof(*rows));

	if (rows)
		*rows = (struct cgroup_rows){ .database = database, .frame = 1 };
	return rows;
}

static void drop_known(struct cgroup_rows *rows, struct known *known)
{
	HASH_DEL(rows->cgroups, known); /* NOLINT(clang-analyzer-unix.Malloc) */
	cgroup_unref(known->cgroup);
	free(known);
}

void cgroup_rows_forget(struct cgroup_rows *rows)
{
	struct known *known, *next;

	HASH_ITER(hh, rows->cgroups, known, next)
	drop_known(rows, known);
	rows->count = 0;
	cgroups_unref(rows->last);
	rows->last = NULL;
}

void cgroup_rows_free(struct cgroup_rows *rows)
{
	if (!rows)
		return;
	cgroup_rows_forget(rows);
	free(rows->order);
	free(rows->mount_root);
	free(rows);
}

/* STATUS_ABSENT: its path is none.  STATUS_NO_MEMORY. */
static enum status load_one(const struct query *query, struct cgroup **out)
{
	char *path = text_dup(query_bytes(query, 1)), *slash;
	struct cgroup *cgroup;

	if (!path)
		return STATUS_NO_MEMORY;
	slash = *path == '/' ? strrchr(path, '/') : NULL;
	if (!slash) {
		free(path);
		return STATUS_ABSENT;
	}
	cgroup = cgroup_new((uint64_t)query_number(query, 0), path,
		(size_t)(slash - path) + (slash[1] != '\0'));
	free(path);
	*out = cgroup;
	if (!cgroup)
		return STATUS_NO_MEMORY;
	if (query_is_null(query, 2))
		return STATUS_OK;
	cgroup->identity->label = text_dup(query_bytes(query, 2));
	return cgroup->identity->label ? STATUS_OK : STATUS_NO_MEMORY;
}

/* STATUS_ABSENT: what it is, is lost. */
static enum status load(struct cgroup_rows *rows, struct known *known, struct message *message)
{
	struct query query = database_query(rows->database,
		"SELECT inode, value, label FROM cgroup JOIN text ON text.id = path"
		" WHERE cgroup.id = ?1");
	enum status status = STATUS_ABSENT, read;

	query_bind(&query, 1, known->id);
	if (query_row(&query))
		status = load_one(&query, &known->cgroup);
	read = query_end(&query, message);
	return read == STATUS_OK ? status : read;
}

static enum status begin(struct cgroup_rows *rows, int64_t id, struct known **out,
	struct message *message)
{
	struct known *known;
	enum status status;

	HASH_FIND(hh, rows->cgroups, &id, sizeof(id), known);
	*out = known;
	if (known)
		return STATUS_OK;
	known = calloc(1, sizeof(*known));
	if (!known)
		return STATUS_NO_MEMORY;
	known->id = id;
	status = load(rows, known, message);
	if (status == STATUS_OK) {
		HASH_ADD(hh, rows->cgroups, id, sizeof(known->id), known);
		status = hash_has(known) ? STATUS_OK : STATUS_NO_MEMORY;
	}
	if (status != STATUS_OK) {
		cgroup_unref(known->cgroup);
		free(known);
		return status;
	}
	*out = known;
	return STATUS_OK;
}

static int64_t event(const struct cgroup *cgroup, enum cgroup_figure figure)
{
	return value_or(cgroup_value(cgroup, figure), 0);
}

static struct cgroup_events_before events_of(const struct cgroup *cgroup)
{
	return (struct cgroup_events_before){ .ns = cgroup->events_ns,
		.high = event(cgroup, CGROUP_EVENTS_HIGH),
		.max = event(cgroup, CGROUP_EVENTS_MAX),
		.oom_kill = event(cgroup, CGROUP_EVENTS_OOM_KILL) };
}

/* Nothing moved, and no event is so recent that its rate would still be told. */
static bool is_same(const struct known *known, const int64_t *codes)
{
	const struct cgroup_events_before *before = &known->cgroup->before;
	struct cgroup_events_before now = events_of(known->cgroup);

	return before->ns && memcmp(known->code, codes, sizeof(known->code)) == 0 &&
	       before->high == now.high && before->max == now.max &&
	       before->oom_kill == now.oom_kill;
}

/* A cgroup is never changed once a sample has it: another takes its place. */
static enum status update(struct known *known, const int64_t *codes, uint64_t now_ns)
{
	struct cgroup *cgroup;

	if (is_same(known, codes))
		return STATUS_OK;
	cgroup = cgroup_copy(known->cgroup);
	if (!cgroup)
		return STATUS_NO_MEMORY;
	if (cgroup->events_ns && codes[CGROUP_ROW_ALL_NOW])
		cgroup->before = events_of(cgroup);
	for (int i = 0; i < CGROUP_FIGURES; i++)
		cgroup_set(cgroup, (enum cgroup_figure)i, frame_value(codes[i]));
	if (codes[CGROUP_ROW_ALL_NOW]) {
		cgroup->events_ns = now_ns;
		if (cgroup->first.ns == 0)
			cgroup->first = events_of(cgroup);
	}
	memcpy(known->code, codes, sizeof(known->code));
	cgroup_unref(known->cgroup);
	known->cgroup = cgroup;
	return STATUS_OK;
}

/* One of the frame, by the first of its rows; *changed: it was not in the frame before. */
static enum status take_cgroup(struct cgroup_rows *rows, const struct frame_process *at,
	uint64_t now_ns, bool *changed, struct message *message)
{
	int64_t codes[CGROUP_ROWS * FRAME_CODES];
	struct known *known = NULL;
	enum status status = begin(rows, -(at->id / CGROUP_ROWS), &known, message);

	for (int part = 0; part < CGROUP_ROWS; part++)
		memcpy(codes + part * FRAME_CODES, at[part].code, sizeof(at[part].code));
	if (status == STATUS_OK)
		status = update(known, codes, now_ns);
	if (status != STATUS_OK)
		return status;
	*changed |= known->frame != rows->frame - 1;
	known->frame = rows->frame;
	return STATUS_OK;
}

/* ---- the tree ---- */

/* In preorder, children by name: '/' comes before all else. */
static int by_path(const void *a, const void *b)
{
	const char *x = (*(struct known *const *)a)->cgroup->identity->path,
		   *y = (*(struct known *const *)b)->cgroup->identity->path;

	while (*x && *x == *y)
		x++, y++;
	if (*x == *y)
		return 0;
	if (*x == '/' || *y == '/')
		return !*x || (*x == '/' && *y) ? -1 : 1;
	return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
}

static enum status sort(struct cgroup_rows *rows, size_t count)
{
	struct known **order = reallocarray(rows->order, count + 1, sizeof(*order));
	struct known *known, *next;

	if (!order)
		return STATUS_NO_MEMORY;
	rows->order = order;
	rows->count = 0;
	HASH_ITER(hh, rows->cgroups, known, next)
	{
		if (known->frame == rows->frame)
			order[rows->count++] = known;
		else
			drop_known(rows, known);
	}
	if (rows->count)
		qsort(order, rows->count, sizeof(struct known *), by_path);
	return STATUS_OK;
}

static bool is_above(const struct cgroup *above, const struct cgroup *cgroup)
{
	const char *path = above->identity->path;
	size_t length = strlen(path);

	return strcmp(path, "/") == 0 || (strncmp(path, cgroup->identity->path, length) == 0 &&
						 cgroup->identity->path[length] == '/');
}

static void put_nodes(struct cgroups *cgroups, const struct cgroup_rows *rows)
{
	size_t above = CGROUP_NO_PARENT;

	for (size_t i = 0; i < rows->count; i++) {
		struct known *known = rows->order[i];
		struct cgroup_node *nodes = cgroups->nodes;

		while (above != CGROUP_NO_PARENT && !is_above(nodes[above].cgroup, known->cgroup)) {
			nodes[above].end = i;
			above = nodes[above].parent;
		}
		nodes[i] = (struct cgroup_node){ .cgroup = cgroup_ref(known->cgroup),
			.parent = above,
			.depth = above == CGROUP_NO_PARENT ? 0 : nodes[above].depth + 1,
			.usage_ns = cgroups->monotonic_ns,
			.rest_ns = known->code[CGROUP_ROW_ALL_NOW] ? cgroups->monotonic_ns : 0 };
		above = i;
	}
	cgroups->count = rows->count;
	for (; above != CGROUP_NO_PARENT; above = cgroups->nodes[above].parent)
		cgroups->nodes[above].end = cgroups->count;
}

static enum status find_mount_root(struct cgroup_rows *rows, int64_t id, struct message *message)
{
	struct query query;
	enum status status;
	bool found;

	if (id == rows->mount_root_id)
		return STATUS_OK;
	free(rows->mount_root);
	rows->mount_root = NULL;
	rows->mount_root_id = id;
	if (id == 0)
		return STATUS_OK;
	query = database_query(rows->database, "SELECT value FROM text WHERE id = ?1");
	query_bind(&query, 1, id);
	found = query_row(&query);
	if (found)
		rows->mount_root = text_dup(query_bytes(&query, 0));
	status = query_end(&query, message);
	return status == STATUS_OK && found && !rows->mount_root ? STATUS_NO_MEMORY : status;
}

static int limited(int64_t n, int count)
{
	return n >= 0 && n < count ? (int)n : 0;
}

static enum status make(struct cgroup_rows *rows, const int64_t *tree, uint64_t now_ns,
	struct cgroups **out, struct message *message)
{
	struct cgroups *cgroups = cgroups_new(rows->count);
	enum status status =
		cgroups ? find_mount_root(rows, tree[TREE_MOUNT_ROOT], message) : STATUS_NO_MEMORY;

	*out = cgroups;
	if (status != STATUS_OK)
		return status;
	cgroups->version = limited(tree[TREE_VERSION], 3);
	cgroups->trouble = (enum cgroup_trouble)limited(tree[TREE_TROUBLE], CGROUP_TROUBLES);
	cgroups->status = (enum status)limited(tree[TREE_STATUS], STATUS_TOO_LARGE + 1);
	cgroups->is_part = tree[TREE_IS_PART] != 0;
	cgroups->is_recursive = tree[TREE_IS_RECURSIVE] != 0;
	cgroups->is_incomplete = tree[TREE_IS_INCOMPLETE] != 0;
	cgroups->denied = (size_t)tree[TREE_DENIED];
	cgroups->dying = frame_value(tree[TREE_DYING]);
	cgroups->monotonic_ns = now_ns;
	if (rows->mount_root && !(cgroups->mount_root = strdup(rows->mount_root)))
		return STATUS_NO_MEMORY;
	put_nodes(cgroups, rows);
	return STATUS_OK;
}

enum status cgroup_rows_take(struct cgroup_rows *rows, const struct frame *frame,
	struct sample *sample, struct history *history, bool trends, struct message *message)
{
	static const uint64_t none = UINT64_MAX;
	size_t count = cgroup_rows_count(frame), taken = 0;
	enum status status = STATUS_OK;
	const int64_t *tree;
	bool changed = false;
	uint64_t now_ns;

	if (count == 0 || frame->processes[count - 1].id != 0)
		return STATUS_OK;
	tree = frame->processes[count - 1].code;
	now_ns = sample->monotonic_ns + (uint64_t)tree[TREE_READ];
	/* Who reads them can be late: then a sample has those of the one before. */
	if (rows->last && rows->last->monotonic_ns == now_ns) {
		sample->cgroups = cgroups_ref(rows->last);
		return STATUS_OK;
	}
	rows->frame++;
	for (size_t i = 0; i + CGROUP_ROWS < count && status == STATUS_OK; i += CGROUP_ROWS) {
		status = take_cgroup(rows, &frame->processes[i], now_ns, &changed, message);
		taken += status == STATUS_OK;
		if (status == STATUS_ABSENT)
			status = STATUS_OK;
	}
	if (status == STATUS_OK && (changed || taken != rows->count))
		status = sort(rows, taken);
	if (status == STATUS_OK)
		status = make(rows, tree, now_ns, &sample->cgroups, message);
	if (status != STATUS_OK)
		return status;
	status = cgroups_watch(history, sample->cgroups, &none, !trends);
	if (status != STATUS_OK)
		return status;
	cgroups_unref(rows->last);
	rows->last = cgroups_ref(sample->cgroups);
	return status;
}
