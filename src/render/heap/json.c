/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/macros.h"
#include "render/heap/formats.h"

#define SCHEMA 1
/* The figures that each arena and the whole have. */
static const struct {
	const char *key;
	size_t offset; /* of a uint64_t in struct heap_figures */
} figure_rows[] = {
	{ "heap_bytes", offsetof(struct heap_figures, system) },
	{ "in_use_bytes", offsetof(struct heap_figures, in_use) },
	{ "in_use_chunks", offsetof(struct heap_figures, in_use_chunks) },
	{ "trimmable_bytes", offsetof(struct heap_figures, trimmable) },
	{ "thread_top_bytes", offsetof(struct heap_figures, thread_top) },
	{ "pinned_bytes", offsetof(struct heap_figures, pinned) },
	{ "returned_bytes", offsetof(struct heap_figures, returned) },
	{ "unexamined_bytes", offsetof(struct heap_figures, unexamined) },
	{ "foreign_bytes", offsetof(struct heap_figures, foreign) },
	{ "free_bytes", offsetof(struct heap_figures, free) },
	{ "free_chunks", offsetof(struct heap_figures, free_chunks) },
	{ "largest_free_bytes", offsetof(struct heap_figures, largest_free) },
	{ "top_bytes", offsetof(struct heap_figures, top) },
	{ "fastbin_chunks", offsetof(struct heap_figures, fastbin_chunks) },
	{ "fastbin_bytes", offsetof(struct heap_figures, fastbin) },
	{ "tcache_chunks", offsetof(struct heap_figures, tcache_chunks) },
	{ "tcache_bytes", offsetof(struct heap_figures, tcache) },
	{ "resident_bytes", offsetof(struct heap_figures, resident) },
	{ "swapped_bytes", offsetof(struct heap_figures, swapped) },
	{ "shared_after_fork_bytes", offsetof(struct heap_figures, shared) },
	{ "trimmable_shared_bytes", offsetof(struct heap_figures, trimmable_shared) },
};

static json_t *integer(uint64_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *figure(struct value value)
{
	return value_known(value) ? integer(value.n) : json_null();
}

static json_t *string_or_null(const char *string)
{
	return string && *string ? json_string(string) : json_null();
}

/* False without memory; json_object_set_new() takes the NULL of a failed maker as an error. */
static bool put(json_t *object, const char *key, json_t *value)
{
	return json_object_set_new(object, key, value) == 0;
}

static bool put_figures(json_t *object, const struct heap_figures *figures, bool known)
{
	bool ok = true;

	for (size_t i = 0; i < COUNT_OF(figure_rows); i++) {
		const char *at = (const char *)figures + figure_rows[i].offset;

		ok &= put(object, figure_rows[i].key,
			known ? integer(*(const uint64_t *)(const void *)at) : json_null());
	}
	return ok;
}

static json_t *arena_object(const struct heap_arena *arena)
{
	json_t *object = json_object();
	char address[24];

	snprintf(address, sizeof(address), "0x%llx", (unsigned long long)arena->address);
	if (!put(object, "address", json_string(address)) ||
		!put(object, "main", json_boolean(arena->is_main)) ||
		!put(object, "heaps", integer(arena->heaps)) ||
		!put(object, "threads", integer(arena->threads)) ||
		!put_figures(object, &arena->figures, true)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static json_t *arenas_array(const struct heap_report *report)
{
	json_t *array = json_array();

	for (size_t i = 0; i < report->arena_count; i++) {
		if (json_array_append_new(array, arena_object(&report->arenas[i])) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static json_t *class_object(const struct size_class *row)
{
	json_t *object = json_object();

	if (!put(object, "chunk_bytes", integer(row->chunk_bytes)) ||
		!put(object, "exact", json_boolean(row->single)) ||
		!put(object, "in_use", integer(row->in_use)) ||
		!put(object, "free", integer(row->free)) ||
		!put(object, "in_use_bytes", integer(row->in_use_bytes)) ||
		!put(object, "free_bytes", integer(row->free_bytes))) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static json_t *classes_array(const struct size_classes *classes)
{
	json_t *array = json_array();

	for (size_t i = 0; i < classes->count; i++) {
		if (json_array_append_new(array, class_object(&classes->rows[i])) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static json_t *change_object(const struct size_change *change)
{
	json_t *object = json_object();

	if (!put(object, "chunk_bytes", integer(change->now.chunk_bytes)) ||
		!put(object, "exact", json_boolean(change->now.single)) ||
		!put(object, "in_use", json_integer(change->in_use)) ||
		!put(object, "free", json_integer(change->free)) ||
		!put(object, "in_use_bytes", json_integer(change->in_use_bytes)) ||
		!put(object, "free_bytes", json_integer(change->free_bytes))) {
		json_decref(object);
		return NULL;
	}
	return object;
}

/* What changed since the look before; null in the first. */
static json_t *changes_array(const struct heap_report *before, const struct heap_report *now)
{
	json_t *array = before ? json_array() : NULL;
	struct size_change *rows;
	size_t count;
	bool ok = true;

	if (!before)
		return json_null();
	if (size_classes_diff(&rows, &count, &before->classes, &now->classes) != STATUS_OK) {
		json_decref(array);
		return NULL;
	}
	for (size_t i = 0; ok && i < count; i++) {
		if (rows[i].in_use != 0 || rows[i].free != 0)
			ok = json_array_append_new(array, change_object(&rows[i])) == 0;
	}
	free(rows);
	if (ok)
		return array;
	json_decref(array);
	return NULL;
}

/* The sentences are for people, in their language; machines get their keys. */
static json_t *findings_array(const struct heap_evidence *evidence)
{
	const struct heap_sentence *found[HEAP_SENTENCES_MAX];
	size_t count = heap_sentences(found, evidence);
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		if (json_array_append_new(array, json_string(found[i]->key)) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

/* A share of 10000 as a number from 0 to 1. */
static json_t *share(struct value value)
{
	return value_known(value) ? json_real((double)value.n / 10000) : json_null();
}

static bool put_head(json_t *object, pid_t pid, const struct heap_report *report)
{
	return put(object, "schema", json_integer(SCHEMA)) &&
	       put(object, "pid", json_integer(pid)) &&
	       put(object, "status", json_string(heap_confidence_name(report->confidence))) &&
	       put(object, "reason", string_or_null(heap_reason_name(report->reason))) &&
	       put(object, "allocator", json_string(heap_allocator_name(report->allocator))) &&
	       put(object, "library", string_or_null(report->library)) &&
	       put(object, "glibc_layout", string_or_null(report->versions));
}

static bool put_body(json_t *object, const struct heap_report *report)
{
	bool known = report->confidence != HEAP_REFUSED;

	return put_figures(object, &report->total, known) &&
	       put(object, "kept_bytes",
		       known ? integer(heap_retained_resident(&report->total)) : json_null()) &&
	       put(object, "mmapped_chunks", figure(report->mmapped_chunks)) &&
	       put(object, "mmapped_bytes", figure(report->mmapped_bytes)) &&
	       put(object, "anonymous_bytes", figure(report->anonymous)) &&
	       put(object, "share_of_anonymous", share(report->share)) &&
	       put(object, "arenas", arenas_array(report)) &&
	       put(object, "size_classes", classes_array(&report->classes)) &&
	       put(object, "walks", integer(report->attempts)) &&
	       put(object, "walk_seconds", json_real(report->seconds));
}

static bool put_trend(json_t *object, const struct heap_evidence *evidence,
	const struct heap_report *before)
{
	const struct heap_trend *trend = &evidence->trend;

	return put(object, "in_use_bytes_per_minute",
		       trend->known ? json_integer(trend->in_use_per_minute) : json_null()) &&
	       put(object, "size_class_changes", changes_array(before, evidence->report)) &&
	       put(object, "findings", findings_array(evidence));
}

static int to_sink(const char *buffer, size_t size, void *context)
{
	sink_bytes(context, buffer, size);
	return 0;
}

void heap_json(struct sink *sink, const struct heap_evidence *evidence,
	const struct heap_report *before, const struct batch *batch)
{
	json_t *object = json_object();

	(void)batch;
	if (!put_head(object, evidence->pid, evidence->report) ||
		!put_body(object, evidence->report) || !put_trend(object, evidence, before) ||
		json_dump_callback(object, to_sink, sink,
			JSON_COMPACT | JSON_REAL_PRECISION(15) | JSON_ENSURE_ASCII) != 0)
		sink_fail(sink, STATUS_NO_MEMORY);
	sink_bytes(sink, "\n", 1);
	json_decref(object);
}
