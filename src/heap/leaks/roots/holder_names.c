/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "heap/leaks/roots/holder_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "heap/leaks/types/demangle.h"

#define ROWS_MOST 1024u

static int by_bytes(const void *a, const void *b)
{
	const struct holder_row *x = a, *y = b;

	return COMPARE(y->bytes, x->bytes);
}

size_t holder_rows_find(const struct holder_row *rows, size_t count, uint16_t index)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].index == index)
			return i;
	return SIZE_MAX;
}

/* ---- one holder ---- */

struct naming {
	const struct leak_look *look;
	struct objects *objects;
	const struct holder *holder;
	struct leak_holder *out;
	bool failed; /* there was no memory for a name */
};

static char *keep(struct naming *naming, const char *name)
{
	char *copy = strdup(name);

	naming->failed |= !copy;
	return copy;
}

/* The last part of a path. */
static char *base_name(struct naming *naming, struct text path)
{
	char unescaped[4096], *slash;

	if (path.length == 0)
		return NULL;
	maps_unescape(unescaped, sizeof(unescaped), path);
	slash = strrchr(unescaped, '/');
	return keep(naming, slash && slash[1] ? slash + 1 : unescaped);
}

static void name_thread(struct naming *naming, pid_t tid)
{
	const struct thread_list *threads = &naming->look->threads;

	naming->out->tid = tid ? value_of(tid) : value_missing(VALUE_ABSENT);
	for (size_t i = 0; i < threads->count; i++)
		if (threads->rows[i].tid == tid && !naming->out->thread)
			naming->out->thread = keep(naming, threads->rows[i].name);
}

static void name_symbol(struct naming *naming, struct object *object, size_t symbol)
{
	char name[ELF_NAME_SIZE], readable[ELF_NAME_SIZE];

	if (!object_symbol_name(object, symbol, name, sizeof(name)))
		return;
	demangle(readable, sizeof(readable), name);
	naming->out->symbol = keep(naming, readable);
}

static void name_data(struct naming *naming)
{
	uint64_t at = naming->holder->from;
	struct object *object = objects_at(naming->objects, at);
	size_t symbol;

	if (!object)
		return;
	naming->out->object = base_name(naming, object->first->name);
	symbol = object_symbol(naming->objects, object, at);
	if (symbol != ELF_NO_SYMBOL)
		name_symbol(naming, object, symbol);
	if (!naming->out->symbol)
		naming->out->offset = value_of((int64_t)(at - object->low));
}

static void name_root(struct naming *naming)
{
	static const enum leak_holder_kind kinds[ROOT_KINDS] = { [ROOT_DATA] = LEAK_HOLDER_DATA,
		[ROOT_OTHER] = LEAK_HOLDER_MEMORY,
		[ROOT_HEAP] = LEAK_HOLDER_HEAP,
		[ROOT_TLS] = LEAK_HOLDER_TLS,
		[ROOT_STACK] = LEAK_HOLDER_STACK };
	const struct root *root = &naming->look->roots.rows[naming->holder->root];

	naming->out->kind = kinds[root->kind];
	if (root->kind == ROOT_DATA) {
		name_data(naming);
		return;
	}
	if (root->kind == ROOT_TLS || root->kind == ROOT_STACK) {
		name_thread(naming, root->tid);
		return;
	}
	if (root->mapping)
		naming->out->object = base_name(naming, root->mapping->name);
	naming->out->offset = value_of((int64_t)root->from);
}

static void name_holder(struct naming *naming)
{
	struct leak_holder *out = naming->out;

	out->offset = out->tid = value_missing(VALUE_ABSENT);
	out->growth_bytes = value_missing(VALUE_PENDING);
	out->type = LEAK_NO_TYPE;
	if (naming->holder->key == HOLDER_KERNEL) {
		out->kind = LEAK_HOLDER_KERNEL;
	} else if ((naming->holder->key & 3) == HOLDER_CALL) {
		out->kind = LEAK_HOLDER_CALL;
		name_thread(naming, naming->look->threads.rows[naming->holder->root].tid);
	} else {
		name_root(naming);
	}
}

enum status holder_rows_name(struct leak_report *report, struct holder_row *rows, size_t *count,
	const struct leak_look *look, struct objects *objects)
{
	size_t left = 0;

	if (*count > 0)
		qsort(rows, *count, sizeof(*rows), by_bytes);
	while (left < *count && left < ROWS_MOST && rows[left].bytes > 0)
		left++;
	*count = left;
	report->holders = calloc(left + 1, sizeof(*report->holders));
	if (!report->holders)
		return STATUS_NO_MEMORY;
	report->holder_count = left;
	for (size_t i = 0; i < left; i++) {
		struct naming naming = { .look = look,
			.objects = objects,
			.holder = &look->holders.rows[rows[i].index],
			.out = &report->holders[i] };

		report->holders[i].bytes = rows[i].bytes;
		report->holders[i].chunks = rows[i].chunks;
		report->holders[i].exclusive_bytes = rows[i].exclusive;
		name_holder(&naming);
		if (naming.failed)
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}
