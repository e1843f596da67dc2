/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks for the objects of shared memory in a thread.  Whatever another process or a file system could
 * keep waiting is read by errands, so that a look always ends.
 */
#ifndef MEMTOP_SOURCE_SHARED_READER_H
#define MEMTOP_SOURCE_SHARED_READER_H

#include "base/status.h"
#include "ports/kernel_inodes.h"
#include "ports/shared.h"

struct shared_reader;

/*
 * Nothing is read yet.  inodes belongs to the reader from then on; NULL: it does without.  STATUS_FAILED,
 * STATUS_NO_MEMORY: message says what.  shared_reader_free() it.
 */
enum status shared_reader_new(struct shared_reader **reader, const struct kernel_inodes *inodes,
	struct message *message);
void shared_reader_free(struct shared_reader *reader);

struct shared_feed shared_reader_feed(struct shared_reader *reader);

#endif
