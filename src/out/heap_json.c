/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "out/heap_json.h"

#include <jansson.h>
#include <stddef.h>

#define SCHEMA	   1
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

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

/* A share of 10000 as a number from 0 to 1. */
static json_t *share(struct value value)
{
	return value_known(value) ? json_real((double)value.n / 10000) : json_null();
}

static bool put_head(json_t *object, pid_t pid, const struct heap_report *report)
{
	return put(object, "schema", json_integer(SCHEMA)) &&
		put(object, "pid", json_integer(pid)) &&
		put(object, "status", json_string(heap_verity_name(report->verity))) &&
		put(object, "reason", string_or_null(heap_reason_name(report->reason))) &&
		put(object, "allocator", json_string(heap_allocator_name(report->allocator))) &&
		put(object, "library", string_or_null(report->library)) &&
		put(object, "glibc_layout", string_or_null(report->versions));
}

static bool put_body(json_t *object, const struct heap_report *report)
{
	bool known = report->verity != HEAP_REFUSED;

	return put_figures(object, &report->total, known) &&
		put(object, "kept_bytes",
			known ? integer(heap_kept(&report->total)) : json_null()) &&
		put(object, "mmapped_chunks", figure(report->mmapped_chunks)) &&
		put(object, "mmapped_bytes", figure(report->mmapped_bytes)) &&
		put(object, "anonymous_bytes", figure(report->anonymous)) &&
		put(object, "share_of_anonymous", share(report->share)) &&
		put(object, "arenas", arenas_array(report)) &&
		put(object, "size_classes", classes_array(&report->classes)) &&
		put(object, "walks", integer(report->attempts)) &&
		put(object, "walk_seconds", json_real(report->seconds));
}

enum status heap_json_print(FILE *out, pid_t pid, const struct heap_report *report)
{
	json_t *object = json_object();
	enum status status = STATUS_OK;

	if (!put_head(object, pid, report) || !put_body(object, report))
		status = STATUS_NO_MEMORY;
	else if (json_dumpf(object, out, JSON_COMPACT | JSON_REAL_PRECISION(15)) != 0 ||
		putc('\n', out) == EOF)
		status = STATUS_FAILED;
	json_decref(object);
	return status;
}
