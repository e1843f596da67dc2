/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A heap that was recorded by record.py, behind a memory reader. */
#ifndef MEMTOP_TESTS_HEAP_IMAGE_H
#define MEMTOP_TESTS_HEAP_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "ports/memory.h"

struct image {
	/* What the process said of itself: see struct target. */
	uint64_t system, free, fastbin_chunks, fastbin_bytes, mmapped_chunks, mmapped_bytes;
	uint64_t dropped; /* by malloc_trim(0) */
	uint64_t anonymous;
	char *bytes; /* the file */
	size_t length;
	const char *maps;
	size_t maps_length;
	const uint8_t *pages; /* records, ascending by address */
	size_t page_count;
};

/* Fails the test if the file is none; image_close() it. */
void image_open(struct image *image, const char *name);
void image_close(struct image *image);

struct memory_reader image_reader(struct image *image);

#endif
