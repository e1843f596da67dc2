/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A directory with a record of a machine that was made up. */
#ifndef MEMTOP_TESTS_STORE_PLACE_H
#define MEMTOP_TESTS_STORE_PLACE_H

#include "base/clock.h"
#include "store/lives.h"
#include "store/reader.h"
#include "store/recorder.h"
#include "support/made_tree.h"

#define PLACE_BEGUN (INT64_C(1800000000) * NS_PER_SECOND)
#define PLACE_STEP  (10 * NS_PER_SECOND)

struct place {
	struct made_tree directory;
	char path[96]; /* of the record */
	struct lives lives;
	int64_t keep_ns; /* of the recorder's request */
	uint64_t size;
};

/* Set-up and tear-down of a test: *state is the place. */
int place_make(void **state);
int place_remove(void **state);

/* All of these end the test on failure. */
struct recorder *place_recorder(struct place *place, enum command_lines lines);
void place_add(struct recorder *recorder, struct lives *lives, size_t count);
/* Records so many samples and closes the recorder. */
void place_record(struct place *place, size_t count);
struct record *place_open(const struct place *place);

/* The number of a page of the file that has nothing but data of the block that is so many-th. */
off_t place_blob_page(const struct place *place, int block);
/* Of the page with the name of the process 57, and with what is known of the boot. */
off_t place_text_page(const struct place *place);
off_t place_boot_page(const struct place *place);
/* Of the page that has the row of the tail with that sequence. */
off_t place_tail_page(const struct place *place, int64_t sequence);

#endif
