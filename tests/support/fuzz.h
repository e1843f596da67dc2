/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a fuzz target defines.  libFuzzer calls it, or replay.c, with bytes that may be anything. */
#ifndef MEMTOP_TESTS_SUPPORT_FUZZ_H
#define MEMTOP_TESTS_SUPPORT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Returns 0.  A wrong result is an abort(); the sanitizers find the rest. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
