/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source/shared/creators.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"

#define START_FIELD 20 /* fields between the state and the start time in /proc/PID/stat */

/* "PID (comm) S ...": the start, in ticks since boot; comm may hold brackets. */
static bool parse_stat(struct text stat, char name[static 16], uint64_t *ticks)
{
	const char *open = memchr(stat.at, '(', stat.length);
	const char *close = memrchr(stat.at, ')', stat.length);
	struct text rest;

	if (!open || !close || close < open)
		return false;
	snprintf(name, 16, "%.*s", (int)(close - open - 1), open + 1);
	rest = text_of(close + 1, stat.length - (size_t)(close + 1 - stat.at));
	for (int i = 0; i < START_FIELD - 1; i++)
		text_next_word(&rest);
	return text_next_number(&rest, ticks);
}

/* A process that began after the segment was made did not make it: its PID was given again. */
static void find_creator(struct gathered_segment *segment, struct file_buffer *buffer,
	const struct kernel_root *root)
{
	int64_t boot_ns =
		(int64_t)clock_now_ns(CLOCK_REALTIME) - (int64_t)clock_now_ns(CLOCK_BOOTTIME);
	long ticks_a_second = sysconf(_SC_CLK_TCK);
	uint64_t ticks = 0;
	char path[32], name[16] = "";

	segment->creator.pid = segment->row.creator;
	snprintf(path, sizeof(path), "%d/stat", (int)segment->row.creator);
	if (segment->row.creator <= 0 || file_read(buffer, root->proc, path) != STATUS_OK ||
		!parse_stat(text_of(buffer->text, buffer->length), name, &ticks))
		return;
	segment->creator_lives = boot_ns / NS_PER_SECOND + (int64_t)ticks / ticks_a_second <=
				 segment->row.changed_seconds + 1;
	if (segment->creator_lives)
		memcpy(segment->creator.name, name, sizeof(name));
}

static enum status take_segments(struct gathered_segment **segments, size_t *count,
	struct text rest)
{
	struct gathered_segment segment = { .creator_lives = false }, *grown;
	size_t capacity = 0;

	while (sysvipc_next(&segment.row, &rest)) {
		grown = array_reserve(*segments, &capacity, *count + 1, sizeof(*grown));
		if (!grown)
			return STATUS_NO_MEMORY;
		*segments = grown;
		grown[(*count)++] = segment;
	}
	return STATUS_OK;
}

enum status segments_read(struct gathered_segment **segments, size_t *count,
	const struct kernel_root *root)
{
	struct file_buffer buffer = { 0 };
	enum status status = file_read(&buffer, root->proc, "sysvipc/shm");

	*segments = NULL;
	*count = 0;
	if (status == STATUS_OK)
		status = take_segments(segments, count, text_of(buffer.text, buffer.length));
	for (size_t i = 0; i < *count; i++)
		find_creator(&(*segments)[i], &buffer, root);
	file_buffer_free(&buffer);
	return status;
}
