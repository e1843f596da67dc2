/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/keep/block.h"

enum status block_add(struct stored_block *block, const struct frame *frame, int64_t boot)
{
	enum status status = fold_add(block->fold, frame);

	if (status != STATUS_OK)
		return status;
	if (!block->first) {
		block->first = frame_at(frame, FRAME_SEQUENCE);
		block->wall0 = frame_wall_ns(frame);
	}
	block->last = frame_at(frame, FRAME_SEQUENCE);
	block->wall1 = frame_wall_ns(frame);
	block->boot = boot;
	return STATUS_OK;
}

/*
 * SQLite keeps of a long row from 489 bytes to most of a page in the table, and the rest in pages of its own.  A
 * row that has more than half a page there has it for itself, so that what damages the page costs one
 * block.  So many bytes more it takes for that.
 */
#define ROW_LEAST  489 /* of which the rest fills whole pages */
#define ROW_PAGE   4092
#define ROW_WANTED 1811 /* beyond the least, with which it is well above half */
#define ROW_ENOUGH 1711
#define ROW_MOST   3400
#define ROW_ABOUT  50 /* all but its data */

static int64_t padding(size_t data)
{
	const size_t row = data + ROW_ABOUT;
	const size_t beyond = (row > ROW_LEAST ? row - ROW_LEAST : 0) % ROW_PAGE;

	if (beyond >= ROW_ENOUGH && beyond <= ROW_MOST)
		return 0;
	return (int64_t)((ROW_WANTED + ROW_PAGE - beyond) % ROW_PAGE);
}

enum status block_write(struct database *database, const struct stored_block *block,
	struct message *message)
{
	struct bytes system = { 0 }, processes = { 0 };
	enum status status = fold_finish(block->fold, &system, &processes);
	struct query query;

	if (status == STATUS_OK) {
		query = database_query(database,
			"INSERT OR REPLACE INTO block(seq0, seq1, level, boot, wall0_ns, wall1_ns,"
			" n, system, processes, pad)"
			" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, zeroblob(?10))");
		query_bind(&query, 1, block->first);
		query_bind(&query, 2, block->last);
		query_bind(&query, 3, block->level);
		query_bind(&query, 4, block->boot);
		query_bind(&query, 5, block->wall0);
		query_bind(&query, 6, block->wall1);
		query_bind(&query, 7, (int64_t)fold_count(block->fold));
		query_bind_bytes(&query, 8, system.at, system.length);
		query_bind_bytes(&query, 9, processes.at, processes.length);
		query_bind(&query, 10, padding(system.length + processes.length));
		status = query_run(&query, message);
	}
	bytes_free(&system);
	bytes_free(&processes);
	return status;
}
