/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/mend/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/codec/bytes.h"
#include "store/mend/log.h"

#define LEAF         0x0d /* the first byte of a page with rows */
#define LEAF_HEADER  8
#define CELL_LEAST   4
#define PAYLOAD_MOST (64u << 20)
#define LINK         4 /* the number of the next page, where a row goes on in others */
/* A row may have so much in its page, or this much if it goes on. */
#define LOCAL_MOST  (PAGE_BYTES - 35)
#define LOCAL_LEAST ((PAGE_BYTES - 12) * 32 / 255 - 23)
/* Of which kind pages are stands in every 820th: a byte of each of the others, and its parent. */
#define MAP_ENTRY 5
#define MAPPED    (PAGE_BYTES / MAP_ENTRY)
enum { MAP_FREE = 2, MAP_FIRST_OVERFLOW, MAP_OVERFLOW };
/* A record has rows in its first pages. */
#define TRIED 256

struct pages {
	int file;
	uint32_t count;
	struct page_log log;
	uint32_t map_number; /* of the page that map has; 0: none */
	uint8_t page[PAGE_BYTES], other[PAGE_BYTES], map[PAGE_BYTES];
	struct bytes payload;
};

void pages_free(struct pages *pages)
{
	if (!pages)
		return;
	page_log_close(&pages->log);
	bytes_free(&pages->payload);
	if (pages->file >= 0)
		close(pages->file);
	free(pages);
}

enum status pages_open(struct pages **out, const char *path)
{
	struct pages *pages = calloc(1, sizeof(*pages));
	enum status status;
	struct stat about = { .st_size = 0 };

	*out = NULL;
	if (!pages)
		return STATUS_NO_MEMORY;
	pages->log.file = -1;
	pages->file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	status = pages->file < 0 || fstat(pages->file, &about) != 0 ? status_from_errno(errno)
								    : STATUS_OK;
	if (status == STATUS_OK && about.st_size / PAGE_BYTES >= INT32_MAX)
		status = STATUS_TOO_LARGE;
	if (status == STATUS_OK)
		status = page_log_open(&pages->log, path);
	if (status != STATUS_OK) {
		pages_free(pages);
		return status;
	}
	pages->count = pages->log.pages ? pages->log.pages
					: (uint32_t)((about.st_size + PAGE_BYTES - 1) / PAGE_BYTES);
	*out = pages;
	return STATUS_OK;
}

/* A page that the file does not have, or only in part, is none. */
static bool read_page(const struct pages *pages, uint32_t number, uint8_t *out)
{
	const struct page_log *log = &pages->log;
	bool logged = number < log->count && log->at[number];

	if (number < 1 || number > pages->count)
		return false;
	return pread(logged ? log->file : pages->file, out, PAGE_BYTES,
		       logged ? log->at[number] : (off_t)(number - 1) * PAGE_BYTES) == PAGE_BYTES;
}

/* It holds what was in it before it was given back, or part of a row that begins elsewhere. */
static bool is_no_leaf(struct pages *pages, uint32_t number)
{
	uint32_t map = (number - 2) / (MAPPED + 1) * (MAPPED + 1) + 2;
	uint8_t kind;

	if (map == number)
		return true;
	if (map != pages->map_number && !read_page(pages, map, pages->map))
		memset(pages->map, 0, sizeof(pages->map));
	pages->map_number = map;
	kind = pages->map[(size_t)(number - map - 1) * MAP_ENTRY];
	return kind == MAP_FREE || kind == MAP_FIRST_OVERFLOW || kind == MAP_OVERFLOW;
}

/* ---- rows ---- */

static uint64_t take_varint(struct byte_reader *reader)
{
	uint64_t n = 0;

	for (int i = 0; i < 9 && reader->at < reader->end; i++) {
		uint8_t byte = *reader->at++;

		if (i == 8)
			return n << 8 | byte;
		n = n << 7 | (byte & 0x7f);
		if (byte < 0x80)
			return n;
	}
	reader->bad = true;
	return 0;
}

static size_t local_length(size_t length)
{
	size_t local = LOCAL_LEAST + (length - LOCAL_LEAST) % (PAGE_BYTES - LINK);

	if (length <= LOCAL_MOST)
		return length;
	return local <= LOCAL_MOST ? local : LOCAL_LEAST;
}

/* All of the row, from that place of its page on and in others.  STATUS_MALFORMED: it is not whole. */
static enum status take_payload(struct pages *pages, struct byte_reader *reader, size_t length)
{
	size_t local = local_length(length), part;
	uint32_t next = 0;

	bytes_clear(&pages->payload);
	if ((size_t)(reader->end - reader->at) < local + (local < length ? LINK : 0))
		return STATUS_MALFORMED;
	bytes_put(&pages->payload, reader->at, local);
	if (local < length)
		next = big_endian(reader->at + local);
	for (length -= local; length > 0; length -= part) {
		part = length < PAGE_BYTES - LINK ? length : PAGE_BYTES - LINK;
		if (!read_page(pages, next, pages->other))
			return STATUS_MALFORMED;
		bytes_put(&pages->payload, pages->other + LINK, part);
		next = big_endian(pages->other);
	}
	return pages->payload.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static int64_t take_number(struct byte_reader *reader, size_t length)
{
	uint64_t n = length && reader->at[0] & 0x80 ? UINT64_MAX : 0;

	for (size_t i = 0; i < length; i++)
		n = n << 8 | *reader->at++;
	return (int64_t)n;
}

/* Of that kind in the terms of the format: how long it is, and what. */
static bool take_cell(struct row_cell *cell, uint64_t kind, struct byte_reader *reader)
{
	static const uint8_t lengths[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };
	uint64_t length = kind >= 12 ? (kind - 12) / 2 : kind < sizeof(lengths) ? lengths[kind] : 0;

	if (kind == 10 || kind == 11 || length > (uint64_t)(reader->end - reader->at))
		return false;
	*cell = (struct row_cell){ .kind = CELL_NUMBER };
	if (kind >= 12) {
		cell->kind = kind & 1 ? CELL_TEXT : CELL_BLOB;
		cell->text = text_of((const char *)reader->at, (size_t)length);
		reader->at += length;
	} else if (kind >= 8) {
		cell->n = kind == 9;
	} else {
		cell->kind = kind ? CELL_NUMBER : CELL_NULL;
		cell->n = take_number(reader, (size_t)length);
	}
	return true;
}

static bool take_cells(const struct bytes *payload, struct page_row *row)
{
	struct byte_reader header = reading_of(payload->at, payload->length), data = header;
	uint64_t length = take_varint(&header);

	if (header.bad || length > payload->length)
		return false;
	header.end = data.at = payload->at + length;
	for (row->count = 0; header.at < header.end; row->count++) {
		uint64_t kind = take_varint(&header);

		if (header.bad || row->count == ROW_CELLS_MOST ||
			!take_cell(&row->cells[row->count], kind, &data))
			return false;
	}
	return header.at == header.end && data.at == data.end;
}

static enum status take_row(struct pages *pages, size_t at, struct page_row *row)
{
	struct byte_reader reader = reading_of(pages->page + at, PAGE_BYTES - at);
	uint64_t length = take_varint(&reader);
	enum status status;

	row->id = (int64_t)take_varint(&reader);
	if (reader.bad || length > PAYLOAD_MOST)
		return STATUS_MALFORMED;
	status = take_payload(pages, &reader, (size_t)length);
	if (status == STATUS_OK && !take_cells(&pages->payload, row))
		status = STATUS_MALFORMED;
	return status;
}

/* ---- pages ---- */

static size_t small_at(const uint8_t *at)
{
	return (size_t)at[0] << 8 | at[1];
}

/* The rows of the page that was read; those that are not whole are passed over. */
static enum status take_rows(struct pages *pages, page_row_take *take, void *context, bool *found)
{
	const size_t count = small_at(pages->page + 3), behind = LEAF_HEADER + 2 * count;
	enum status status = STATUS_OK;
	struct page_row row;

	if (behind > PAGE_BYTES)
		return STATUS_OK;
	for (size_t i = 0; i < count && status != STATUS_NO_MEMORY; i++) {
		size_t at = small_at(pages->page + LEAF_HEADER + 2 * i);

		if (at < behind || at > PAGE_BYTES - CELL_LEAST)
			continue;
		status = take_row(pages, at, &row);
		if (status == STATUS_OK) {
			*found = true;
			status = take(context, &row);
			if (status != STATUS_OK)
				return status;
		}
	}
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

enum status pages_rows(struct pages *pages, page_row_take *take, void *context)
{
	enum status status = STATUS_OK;
	bool found = false;

	for (uint32_t number = 2; number <= pages->count && status == STATUS_OK; number++) {
		if (number > TRIED && !found)
			break;
		if (is_no_leaf(pages, number) || !read_page(pages, number, pages->page) ||
			pages->page[0] != LEAF)
			continue;
		status = take_rows(pages, take, context, &found);
	}
	return status == STATUS_OK && !found ? STATUS_ABSENT : status;
}
