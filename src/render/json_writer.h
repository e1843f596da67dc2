/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON on a sink.  Objects of many rows are framed by hand, since jansson takes several times as
 * long and would hold all of them in memory; strings that need an escape are jansson's.
 */
#ifndef MEMTOP_RENDER_JSON_WRITER_H
#define MEMTOP_RENDER_JSON_WRITER_H

#include <jansson.h>

#include "base/text.h"
#include "base/value.h"
#include "render/sink.h"

/* Prints json; NULL, which is jansson without memory, makes the sink fail. */
void json_write(struct sink *sink, json_t *json, size_t flags);

/* A string in quotes: valid UTF-8, without a control character. */
void json_write_string(struct sink *sink, struct text text);

/* A member of an object that is open: its comma where one is needed, its key and colon. */
void json_write_key(struct sink *sink, const char *key);

/* The same with a string behind it. */
void json_write_member(struct sink *sink, const char *key, struct text text);

#endif
