/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * OOM reports that are made up, of machines whose figures are whole hundredths of their memory, or a
 * page beside that: there bounds are met exactly.
 */
#ifndef MEMTOP_TESTS_FINDINGS_OOM_MADE_H
#define MEMTOP_TESTS_FINDINGS_OOM_MADE_H

#include <stddef.h>
#include <stdint.h>

/* The text of a number; free() it. */
char *oom_made(uint64_t number, size_t *length);

#endif
