/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an extended regular expression may cost.  regcomp() writes out each + and {m,n} as copies of what stands
 * before it, so that a+++ takes eight, and a line of them all memory; a back-reference makes regexec() try what
 * may take for ever.
 */
#ifndef MEMTOP_DERIVE_PATTERN_H
#define MEMTOP_DERIVE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

/* regcomp() and regexec() of it on a command line take less than a second and 64 MiB, measured with glibc 2.36. */
#define PATTERN_MOST 1000

/*
 * How many characters, classes and groups stand in a pattern whose repetitions are written out; it stops soon
 * after PATTERN_MOST.  Of what is no regular expression, any number.
 */
size_t pattern_size(const char *pattern);

/* Whether it refers back to one of its groups, as \1 does. */
bool pattern_refers_back(const char *pattern);

#endif
