/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a document says to programs. */
#ifndef MEMTOP_TESTS_VIEWS_SAID_H
#define MEMTOP_TESTS_VIEWS_SAID_H

#include <jansson.h>

#include "document/document.h"
#include "render/render.h"

/* In that format; frees the document.  free() it.  Ends the test on failure. */
char *said(struct document *document, enum format format);

/* As JSON; frees the document.  json_decref() it.  Ends the test on failure. */
json_t *said_to_programs(struct document *document);

#endif
