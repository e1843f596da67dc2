/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/cgroups/writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "store/cgroups/rows.h"
#include "store/texts.h"

struct told {
	uint64_t inode;
	int64_t id;
	int64_t seen; /* the sequence of the last frame that has it */
	char *path;
	UT_hash_handle hh;
};

struct cgroup_writer {
	struct database *database;
	struct told *cgroups;
};

struct cgroup_writer *cgroup_writer_new(struct database *database)
{
	struct cgroup_writer *writer = calloc(1, sizeof(*writer));

	if (writer)
		writer->database = database;
	return writer;
}

static void drop_told(struct cgroup_writer *writer, struct told *told)
{
	HASH_DEL(writer->cgroups, told); /* NOLINT(clang-analyzer-unix.Malloc) */
	free(told->path);
	free(told);
}

void cgroup_writer_forget(struct cgroup_writer *writer)
{
	struct told *told, *next;

	HASH_ITER(hh, writer->cgroups, told, next)
	drop_told(writer, told);
}

void cgroup_writer_free(struct cgroup_writer *writer)
{
	if (!writer)
		return;
	cgroup_writer_forget(writer);
	free(writer);
}

static enum status end_told(struct cgroup_writer *writer, const struct told *told,
	struct message *message)
{
	struct query query =
		database_query(writer->database, "UPDATE cgroup SET last_seq = ?2 WHERE id = ?1");

	query_bind(&query, 1, told->id);
	query_bind(&query, 2, told->seen);
	return query_run(&query, message);
}

static enum status insert_told(struct cgroup_writer *writer, struct told *told,
	const struct cgroup *cgroup, int64_t boot, int64_t sequence, struct message *message)
{
	const struct cgroup_identity *identity = cgroup->identity;
	int64_t path = 0;
	enum status status =
		text_find_or_add(writer->database, text_of_string(identity->path), &path, message);
	struct query query;

	if (status != STATUS_OK)
		return status;
	query = database_query(writer->database,
		"INSERT INTO cgroup(boot, inode, path, label, first_seq)"
		" VALUES(?1, ?2, ?3, ?4, ?5)");
	query_bind(&query, 1, boot);
	query_bind(&query, 2, (int64_t)cgroup->id);
	query_bind(&query, 3, path);
	if (identity->label)
		query_bind_text(&query, 4, text_of_string(identity->label));
	query_bind(&query, 5, sequence);
	status = query_run(&query, message);
	told->id = database_last_id(writer->database);
	return status;
}

/* NULL: no memory.  An inode can be another cgroup's later, and a cgroup can be renamed. */
static struct told *told_of(struct cgroup_writer *writer, const struct cgroup *cgroup)
{
	struct told *told;

	HASH_FIND(hh, writer->cgroups, &cgroup->id, sizeof(cgroup->id), told);
	if (told && strcmp(told->path, cgroup->identity->path) == 0)
		return told;
	if (told)
		drop_told(writer, told);
	told = calloc(1, sizeof(*told));
	if (!told || !(told->path = strdup(cgroup->identity->path))) {
		free(told);
		return NULL;
	}
	told->inode = cgroup->id;
	HASH_ADD(hh, writer->cgroups, inode, sizeof(told->inode), told);
	if (hash_has(told))
		return told;
	free(told->path);
	free(told);
	return NULL;
}

static void put_rows(const struct cgroup_node *node, int64_t id, struct frame *frame)
{
	int64_t codes[CGROUP_ROWS * FRAME_CODES] = { 0 };

	for (int i = 0; i < CGROUP_FIGURES; i++)
		codes[i] = frame_code(cgroup_value(node->cgroup, (enum cgroup_figure)i));
	codes[CGROUP_ROW_ALL_NOW] = node->rest_ns == node->usage_ns;
	for (int part = 0; part < CGROUP_ROWS; part++) {
		struct frame_process *row = frame_add_process(frame);

		if (!row)
			return;
		row->id = cgroup_row_id(id, part);
		memcpy(row->code, codes + part * FRAME_CODES, sizeof(row->code));
	}
}

static enum status put_cgroup(struct cgroup_writer *writer, const struct cgroup_node *node,
	int64_t boot, int64_t sequence, struct frame *frame, struct message *message)
{
	struct told *told = told_of(writer, node->cgroup);
	enum status status = told ? STATUS_OK : STATUS_NO_MEMORY;

	if (status == STATUS_OK && !told->id)
		status = insert_told(writer, told, node->cgroup, boot, sequence, message);
	if (status != STATUS_OK)
		return status;
	told->seen = sequence;
	put_rows(node, told->id, frame);
	return STATUS_OK;
}

static enum status put_tree(struct cgroup_writer *writer, const struct cgroups *cgroups,
	uint64_t now_ns, struct frame *frame, struct message *message)
{
	struct frame_process *row = frame_add_process(frame);
	int64_t root = 0;
	enum status status = STATUS_OK;

	if (!row)
		return STATUS_NO_MEMORY;
	if (cgroups->mount_root)
		status = text_find_or_add(writer->database, text_of_string(cgroups->mount_root),
			&root, message);
	*row = (struct frame_process){ .id = 0,
		.code = { [TREE_VERSION] = cgroups->version,
			[TREE_TROUBLE] = cgroups->trouble,
			[TREE_STATUS] = cgroups->status,
			[TREE_IS_PART] = cgroups->is_part,
			[TREE_IS_RECURSIVE] = cgroups->is_recursive,
			[TREE_IS_INCOMPLETE] = cgroups->is_incomplete,
			[TREE_DENIED] = (int64_t)cgroups->denied,
			[TREE_DYING] = frame_code(cgroups->dying),
			[TREE_MOUNT_ROOT] = root,
			[TREE_READ] = (int64_t)(cgroups->monotonic_ns - now_ns) } };
	return status;
}

enum status cgroup_writer_put(struct cgroup_writer *writer, const struct sample *sample,
	int64_t boot, int64_t sequence, struct frame *frame, struct message *message)
{
	const struct cgroups *cgroups = sample->cgroups;
	enum status status =
		cgroups ? put_tree(writer, cgroups, sample->monotonic_ns, frame, message)
			: STATUS_OK;
	struct told *told, *next;

	for (size_t i = 0; cgroups && i < cgroups->count && status == STATUS_OK; i++)
		status = put_cgroup(writer, &cgroups->nodes[i], boot, sequence, frame, message);
	HASH_ITER(hh, writer->cgroups, told, next)
	{
		if (told->seen == sequence || status != STATUS_OK)
			continue;
		status = end_told(writer, told, message);
		drop_told(writer, told);
	}
	return status;
}
