/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a record says once and then names by a number: texts, templates of the kernel's files,
 * identities of processes.  For the writer of a record; it makes a sample into a frame.
 */
#ifndef MEMTOP_STORE_DICTIONARY_H
#define MEMTOP_STORE_DICTIONARY_H

#include "ports/store.h"
#include "store/database.h"
#include "store/codec/frame.h"

struct dictionary;

/* The database stays the caller's.  NULL: no memory. */
struct dictionary *dictionary_new(struct database *database, enum command_lines lines);
void dictionary_free(struct dictionary *dictionary);

/*
 * After a transaction was rolled back: some of the numbers that it knows may not be in the record.
 */
void dictionary_forget(struct dictionary *dictionary);

/* The boot of that sample, and what the frame has of it; in a transaction. */
enum status dictionary_boot(struct dictionary *dictionary, const struct sample *sample,
	int64_t *boot, struct message *message);
enum status dictionary_frame(struct dictionary *dictionary, const struct sample *sample,
	int64_t sequence, struct frame *frame, struct message *message);

#endif
