/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Searches for lost memory in a thread of their own, behind ports/leaks.h. */
#ifndef MEMTOP_CLI_WIRE_LEAKS_H
#define MEMTOP_CLI_WIRE_LEAKS_H

#include "cli/wire/examination.h"
#include "ports/leaks.h"

/* Valid until the examiner is freed. */
struct leak_feed leak_feed_of(struct examiner *examiner);

#endif
