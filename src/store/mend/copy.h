/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can still be read of a damaged record becomes another. */
#ifndef MEMTOP_STORE_MEND_COPY_H
#define MEMTOP_STORE_MEND_COPY_H

#include "store/database.h"

/*
 * Every row of it that is whole, into a record without rows.  STATUS_ABSENT: it has no sample; otherwise as
 * pages_open(), or the failures of the other record with a message.
 */
enum status mend_copy(struct database *into, const char *path, struct message *message);

#endif
