/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records of what was concluded, which a test makes again and compares. */
#ifndef MEMTOP_TESTS_SUPPORT_RECORD_H
#define MEMTOP_TESTS_SUPPORT_RECORD_H

/*
 * Ends the test at the first line in which made differs from tests/fixtures/NAME.  Writes made to the
 * path in MEMTOP_RECORD first, if that is set.
 */
void record_compare(const char *name, const char *made);

#endif
