/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/keep/levels.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/macros.h"
#include "store/keep/block.h"
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

/* A block, and the samples of it that stay. */
struct thinning {
	struct database *database;
	int64_t first, last, level, window_ns;
	int64_t *stay; /* sequences, ascending */
	size_t count, capacity;
};

static enum status find_block(struct thinning *thinning, int64_t level, int64_t before_ns,
	struct message *message)
{
	struct query query = database_query(thinning->database,
		"SELECT seq0, seq1 FROM block INDEXED BY block_about"
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
		thinning->window_ns = levels[level].window_ns;
	}
	status = query_end(&query, message);
	return status == STATUS_OK && !found ? STATUS_ABSENT : status;
}

/* ---- what stays ---- */

static enum status stays(struct thinning *thinning, int64_t sequence)
{
	int64_t *grown;

	if (thinning->count && thinning->stay[thinning->count - 1] == sequence)
		return STATUS_OK;
	grown = array_reserve(thinning->stay, &thinning->capacity, thinning->count + 1,
		sizeof(*grown));
	if (!grown)
		return STATUS_NO_MEMORY;
	thinning->stay = grown;
	grown[thinning->count++] = sequence;
	return STATUS_OK;
}

/* The least of the window that is open. */
struct least {
	int64_t window, sequence; /* 0: none is open */
	int64_t available;
};

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

static enum status judge(struct thinning *thinning, struct least *least, const struct frame *frame,
	int64_t available)
{
	int64_t window = frame_wall_ns(frame) / thinning->window_ns;
	int64_t sequence = frame_at(frame, FRAME_SEQUENCE);
	enum status status = STATUS_OK;

	if (least->sequence && window != least->window)
		status = stays(thinning, least->sequence);
	if (!least->sequence || window != least->window || available < least->available)
		*least = (struct least){ window, sequence, available };
	/* Its ends stay, so that what is told of the block holds. */
	if (status == STATUS_OK && sequence == thinning->first)
		status = stays(thinning, sequence);
	return status;
}

static enum status choose(struct thinning *thinning, struct message *message)
{
	struct replay *replay = replay_new(thinning->database, false);
	struct least least = { .sequence = 0 };
	enum status status = replay ? STATUS_OK : STATUS_NO_MEMORY;
	const struct frame *frame;
	struct record_walk walk;

	walk_begin(&walk, thinning->database, thinning->first, thinning->last);
	while (status == STATUS_OK && (status = walk_next(&walk, &frame, message)) == STATUS_OK) {
		int64_t available;

		status = available_in(replay, frame, walk.boot, &available, message);
		if (status == STATUS_OK)
			status = judge(thinning, &least, frame, available);
		if (frame_at(frame, FRAME_SEQUENCE) >= thinning->last)
			break;
	}
	walk_end(&walk);
	replay_free(replay);
	if (status == STATUS_ABSENT || status == STATUS_OK)
		status = least.sequence ? stays(thinning, least.sequence) : STATUS_OK;
	if (status == STATUS_OK && thinning->count)
		status = stays(thinning, thinning->last);
	return status;
}

/* ---- writing ---- */

static enum status write_thinned(struct thinning *thinning, struct message *message)
{
	struct stored_block block = { .fold = fold_new(), .level = thinning->level };
	enum status status = block.fold ? STATUS_OK : STATUS_NO_MEMORY;
	const struct frame *frame;
	struct record_walk walk;

	walk_begin(&walk, thinning->database, thinning->first, thinning->last);
	for (size_t i = 0; i < thinning->count && status == STATUS_OK; i++) {
		walk.from = thinning->stay[i];
		status = walk_next(&walk, &frame, message);
		if (status == STATUS_OK && frame_at(frame, FRAME_SEQUENCE) <= thinning->last)
			status = block_add(&block, frame, walk.boot);
	}
	walk_end(&walk);
	if (status == STATUS_OK)
		status = block_write(thinning->database, &block, message);
	fold_free(block.fold);
	return status;
}

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
	status = choose(&thinning, message);
	if (status == STATUS_MALFORMED) {
		thinning.count = 0;
		status = STATUS_OK;
	}
	if (status == STATUS_OK)
		status = thinning.count ? write_thinned(&thinning, message)
					: set_level(&thinning, message);
	if (status == STATUS_OK)
		status = thin_summary(&thinning, message);
	free(thinning.stay);
	return status;
}
