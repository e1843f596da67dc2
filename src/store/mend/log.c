/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/mend/log.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/mend/pages.h"

#define HEADER_BYTES 32
#define FRAME_HEADER 24
#define FRAME_BYTES  (FRAME_HEADER + PAGE_BYTES)
#define MAGIC        0x377f0682u /* and 1, if its sums are of big-endian words */
#define SALT_AT      16

/* The sum of all frames goes on from one to the next. */
struct log_sum {
	bool big;
	uint32_t a, b;
};

static uint32_t word_at(const struct log_sum *sum, const uint8_t *at)
{
	if (sum->big)
		return big_endian(at);
	return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
}

static void add(struct log_sum *sum, const uint8_t *at, size_t length)
{
	for (const uint8_t *end = at + length; at < end; at += 8) {
		sum->a += word_at(sum, at) + sum->b;
		sum->b += word_at(sum, at + 4) + sum->a;
	}
}

static bool stands_at(const struct log_sum *sum, const uint8_t *at)
{
	return big_endian(at) == sum->a && big_endian(at + 4) == sum->b;
}

static bool read_header(const struct page_log *log, uint8_t header[static HEADER_BYTES],
	struct log_sum *sum)
{
	if (pread(log->file, header, HEADER_BYTES, 0) != HEADER_BYTES ||
		(big_endian(header) & ~1u) != MAGIC || big_endian(header + 8) != PAGE_BYTES)
		return false;
	*sum = (struct log_sum){ .big = (big_endian(header) & 1) != 0 };
	add(sum, header, 24);
	return stands_at(sum, header + 24);
}

/* Pages of a frame, which count once the transaction that it belongs to is committed. */
static enum status put(struct page_log *log, uint32_t page, off_t at)
{
	if (page >= log->count) {
		uint32_t count = page < UINT32_MAX / 2 ? 2 * page + 64 : 0;
		off_t *grown = count ? realloc(log->at, count * sizeof(*grown)) : NULL;

		if (!grown)
			return STATUS_NO_MEMORY;
		memset(grown + log->count, 0, (count - log->count) * sizeof(*grown));
		log->at = grown;
		log->count = count;
	}
	log->at[page] = at;
	return STATUS_OK;
}

/* Frames of one transaction, which ends with one that tells how many pages there are then. */
static enum status commit(struct page_log *log, off_t from, off_t end, uint32_t pages)
{
	enum status status = STATUS_OK;
	uint8_t header[FRAME_HEADER];

	for (off_t at = from; at < end && status == STATUS_OK; at += FRAME_BYTES)
		if (pread(log->file, header, sizeof(header), at) == sizeof(header))
			status = put(log, big_endian(header), at + FRAME_HEADER);
	log->pages = pages;
	return status;
}

static enum status read_frames(struct page_log *log, const uint8_t *header, struct log_sum sum)
{
	off_t begun = HEADER_BYTES;
	enum status status = STATUS_OK;
	uint8_t frame[FRAME_BYTES];

	for (off_t at = HEADER_BYTES; status == STATUS_OK; at += FRAME_BYTES) {
		if (pread(log->file, frame, sizeof(frame), at) != sizeof(frame) ||
			memcmp(frame + 8, header + SALT_AT, 8) != 0)
			break;
		add(&sum, frame, 8);
		add(&sum, frame + FRAME_HEADER, PAGE_BYTES);
		if (!stands_at(&sum, frame + SALT_AT))
			break;
		if (big_endian(frame + 4) == 0)
			continue;
		status = commit(log, begun, at + FRAME_BYTES, big_endian(frame + 4));
		begun = at + FRAME_BYTES;
	}
	return status;
}

enum status page_log_open(struct page_log *log, const char *path)
{
	uint8_t header[HEADER_BYTES];
	char name[PATH_MAX];
	struct log_sum sum;

	*log = (struct page_log){ .file = -1 };
	if (snprintf(name, sizeof(name), "%s-wal", path) >= PATH_MAX)
		return STATUS_OK;
	log->file = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (log->file < 0 || !read_header(log, header, &sum))
		return STATUS_OK;
	return read_frames(log, header, sum);
}

void page_log_close(struct page_log *log)
{
	if (log->file >= 0)
		close(log->file);
	free(log->at);
}
