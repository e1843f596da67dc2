/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that is made of one OOM report, in words. */
#ifndef MEMTOP_TESTS_FINDINGS_OOM_DESCRIBED_H
#define MEMTOP_TESTS_FINDINGS_OOM_DESCRIBED_H

#include <stddef.h>
#include <stdint.h>

/* Of the first report in a text, as a string that the caller frees; its cause, '-': there is none. */
char *oom_described(const char *text, size_t length, char *cause);

#define OOM_HASH UINT64_C(0xcbf29ce484222325)
uint64_t oom_hash(uint64_t hash, const char *text);

#endif
