/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One request on standard input, one answer on standard output: for a socket that systemd listens on
 * and hands to a memtop of its own (Accept=yes).  memtop itself opens no port.
 */
#ifndef MEMTOP_CLI_EXPORT_HTTP_H
#define MEMTOP_CLI_EXPORT_HTTP_H

#include <stdbool.h>

/* HTTP_METRICS: GET of / or /metrics. */
enum http_request { HTTP_METRICS, HTTP_NOT_FOUND, HTTP_NOT_ALLOWED, HTTP_BAD, HTTP_UNREAD };

/*
 * Reads a request up to its empty line.  openmetrics: whether it accepts that.  HTTP_BAD of what is no
 * request of HTTP, is longer than 8 KiB, or takes more than 5 s; HTTP_UNREAD: it
 * cannot be read, and errno says why.
 */
enum http_request http_read(int descriptor, bool *openmetrics);

/* What is in such a request, whose header has been read whole.  Changes the text. */
enum http_request http_parse(char *text, bool *openmetrics);

/* The lines before the figures. */
void http_begin(bool openmetrics);

/* The whole answer where there are none. */
void http_refuse(enum http_request request);
void http_fail(void);

#endif
