/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Takes off a text what mailers, terminals, browsers and word processors put into it:
 * quoted-printable (RFC 2045, 6.7), colours (ECMA-48), tags of HTML, bars of tables, escaped ends of lines, blanks
 * that are not ASCII's, the byte order mark.
 */
#ifndef MEMTOP_PARSE_PASTED_CLEAN_H
#define MEMTOP_PARSE_PASTED_CLEAN_H

#include <stddef.h>

/*
 * Writes the clean text into out, which has room for length bytes and may be text itself; returns
 * its length.  Lines that quoted-printable had wrapped become one again.
 */
size_t pasted_clean(char *out, const char *text, size_t length);

#endif
