/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/keep/levels.h"

#include "base/clock.h"
#include "base/macros.h"
#include "store/keep/block.h"
#include "store/keep/spread.h"
#include "store/replay.h"
#include "store/walk.h"

#define DAY_NS (86400 * (int64_t)NS_PER_SECOND)

/* From which age on, and of which time one sample stays. */
static const struct keep_level {
	int64_t age_ns, early_ns, window_ns;
} levels[] = {
	{ 0, 0, 0 },
	{ 7 * DAY_NS, DAY_NS, 60 * (int64_t)NS_PER_SECOND },
	{ 30 * DAY_NS, 7 * DAY_NS, 600 * (int64_t)NS_PER_SECOND },
};

/* A block, and what becomes of it. */
struct thinning {
	struct database *database;
	int64_t first, last, level, window_ns;
	int64_t before_ns; /* the window of which one sample stays already; 0: all are there */
	struct stored_block block;
};

static enum status find_block(struct thinning *thinning, int64_t level, int64_t before_ns,
	struct message *message)
{
	struct query query = database_query(thinning->database,
		"SELECT seq0, seq1, level FROM block INDEXED BY block_about"
		" WHERE level < ?1 AND wall1_ns < ?2 ORDER BY seq0 LIMIT 1");
	bool found;
	enum status status;

	query_bind(&query, 1, level);
	query_bind(&query, 2, before_ns);
	found = query_row(&query);
	if (found) {
		thinning->first = query_number(&query, 0);
		thinning->last = query_number(&query, 1);
		thinning->level = level;
		thinning->before_ns = levels[query_number(&query, 2)].window_ns;
		thinning->window_ns = levels[level].window_ns;
	}
	status = query_end(&query, message);
	return status == STATUS_OK && !found ? STATUS_ABSENT : status;
}

/* ---- what stays ---- */

/* The window that is open: its sample with the least, and the block's first, if that is in it. */
struct thinned_window {
	int64_t number, available;
	int64_t taken; /* of what was thinned before: its window that was taken in last */
	bool open, has_first;
	struct frame first, least;
	struct spreads spreads;
};

static void window_free(struct thinned_window *window)
{
	frame_free(&window->first);
	frame_free(&window->least);
	spreads_free(&window->spreads);
}

static enum status stays(struct thinning *thinning, const struct thinned_window *window,
	struct frame *frame, int64_t boot)
{
	spreads_put(&window->spreads, frame);
	return frame->failed ? STATUS_NO_MEMORY : block_add(&thinning->block, frame, boot);
}

/* last: the block's, which ends it, or NULL.  Its ends stay, so that what is told of the block holds. */
static enum status close_window(struct thinning *thinning, struct thinned_window *window,
	struct frame *last, int64_t boot)
{
	const int64_t least = frame_at(&window->least, FRAME_SEQUENCE);
	enum status status = STATUS_OK;

	if (window->has_first && frame_at(&window->first, FRAME_SEQUENCE) != least)
		status = stays(thinning, window, &window->first, boot);
	if (status == STATUS_OK)
		status = stays(thinning, window, &window->least, boot);
	if (status == STATUS_OK && last && frame_at(last, FRAME_SEQUENCE) != least)
		status = stays(thinning, window, last, boot);
	window->open = window->has_first = false;
	spreads_clear(&window->spreads);
	return status;
}

/* How much was available in a frame; its processes do not matter. */
static enum status available_in(struct replay *replay, const struct frame *frame, int64_t boot,
	int64_t *available, struct message *message)
{
	struct frame machine = *frame;
	enum status status;

	machine.process_count = 0;
	status = replay_pass(replay, &machine, boot, message);
	*available = INT64_MAX;
	if (status == STATUS_OK)
		*available = value_or(
			replay_last(replay)->system.meminfo.field[MEMINFO_MemAvailable], INT64_MAX);
	return status;
}

/* Two of one window, which the ends of a block are, stand for the same. */
static enum status take_spreads(const struct thinning *thinning, struct thinned_window *window,
	const struct frame *frame)
{
	const int64_t before = thinning->before_ns ? frame_wall_ns(frame) / thinning->before_ns : 0;

	if (before && before == window->taken)
		return STATUS_OK;
	window->taken = before;
	return spreads_add(&window->spreads, frame);
}

static enum status judge(struct thinning *thinning, struct thinned_window *window,
	const struct frame *frame, int64_t boot, int64_t available)
{
	const int64_t number = frame_wall_ns(frame) / thinning->window_ns;
	enum status status = STATUS_OK;

	if (window->open && number != window->number)
		status = close_window(thinning, window, NULL, boot);
	if (!window->open || available < window->available) {
		frame_copy(&window->least, frame);
		window->available = available;
	}
	if (frame_at(frame, FRAME_SEQUENCE) == thinning->first) {
		frame_copy(&window->first, frame);
		window->has_first = true;
	}
	window->open = true;
	window->number = number;
	return status == STATUS_OK ? take_spreads(thinning, window, frame) : status;
}

static enum status end(struct thinning *thinning, struct thinned_window *window,
	const struct frame *frame, int64_t boot)
{
	struct frame last = { .failed = false };
	bool is_last = frame && frame_at(frame, FRAME_SEQUENCE) == thinning->last;
	enum status status = STATUS_OK;

	if (is_last)
		frame_copy(&last, frame);
	if (window->open)
		status = close_window(thinning, window, is_last ? &last : NULL, boot);
	frame_free(&last);
	return status;
}

static enum status choose(struct thinning *thinning, struct message *message)
{
	struct replay *replay = replay_new(thinning->database, false);
	struct thinned_window window = { .open = false };
	enum status status = replay ? STATUS_OK : STATUS_NO_MEMORY;
	const struct frame *frame = NULL;
	struct record_walk walk;

	walk_begin(&walk, thinning->database, thinning->first, thinning->last);
	while (status == STATUS_OK && (status = walk_next(&walk, &frame, message)) == STATUS_OK) {
		int64_t available;

		status = available_in(replay, frame, walk.boot, &available, message);
		if (status == STATUS_OK)
			status = judge(thinning, &window, frame, walk.boot, available);
		if (frame_at(frame, FRAME_SEQUENCE) >= thinning->last)
			break;
	}
	if (status == STATUS_ABSENT || status == STATUS_OK)
		status = end(thinning, &window, status == STATUS_OK ? frame : NULL, walk.boot);
	walk_end(&walk);
	replay_free(replay);
	window_free(&window);
	return status;
}

/* ---- writing ---- */

/* What cannot be read is not looked at again. */
static enum status set_level(const struct thinning *thinning, struct message *message)
{
	struct query query =
		database_query(thinning->database, "UPDATE block SET level = ?2 WHERE seq0 = ?1");

	query_bind(&query, 1, thinning->first);
	query_bind(&query, 2, thinning->level);
	return query_run(&query, message);
}

/* Rows of a minute become rows of so many seconds, with the least, the mean and the most of them. */
static enum status thin_summary(const struct thinning *thinning, struct message *message)
{
	static const char *const statements[] = {
		"UPDATE summary SET (least_available_bytes, mean_available_bytes,"
		" most_available_bytes) = (SELECT min(coalesce(b.least_available_bytes,"
		" b.available_bytes)), avg(coalesce(b.mean_available_bytes, b.available_bytes)),"
		" max(coalesce(b.most_available_bytes, b.available_bytes)) FROM summary b"
		" WHERE b.seq BETWEEN ?1 AND ?2 AND b.wall / ?3 = summary.wall / ?3),"
		" span_seconds = ?3 WHERE seq IN (SELECT min(seq) FROM summary"
		" WHERE seq BETWEEN ?1 AND ?2 GROUP BY wall / ?3)",
		"DELETE FROM summary WHERE seq BETWEEN ?1 AND ?2 AND seq NOT IN"
		" (SELECT min(seq) FROM summary WHERE seq BETWEEN ?1 AND ?2 GROUP BY wall / ?3)",
	};
	enum status status = STATUS_OK;

	if (thinning->level < 2)
		return STATUS_OK;
	for (size_t i = 0; i < COUNT_OF(statements) && status == STATUS_OK; i++) {
		struct query query = database_query(thinning->database, statements[i]);

		query_bind(&query, 1, thinning->first);
		query_bind(&query, 2, thinning->last);
		query_bind(&query, 3, thinning->window_ns / (int64_t)NS_PER_SECOND);
		status = query_run(&query, message);
	}
	return status;
}

enum status levels_thin(struct database *database, int64_t now_ns, bool early,
	struct message *message)
{
	struct thinning thinning = { .database = database };
	enum status status = STATUS_ABSENT;

	for (int64_t level = COUNT_OF(levels) - 1; level > 0 && status == STATUS_ABSENT; level--)
		status = find_block(&thinning, level,
			now_ns - (early ? levels[level].early_ns : levels[level].age_ns), message);
	if (status != STATUS_OK)
		return status;
	thinning.block = (struct stored_block){ .fold = fold_new(true), .level = thinning.level };
	status = thinning.block.fold ? choose(&thinning, message) : STATUS_NO_MEMORY;
	if (status == STATUS_OK && thinning.block.first)
		status = block_write(database, &thinning.block, message);
	else if (status == STATUS_OK || status == STATUS_MALFORMED)
		status = set_level(&thinning, message);
	if (status == STATUS_OK)
		status = thin_summary(&thinning, message);
	fold_free(thinning.block.fold);
	return status;
}
