/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sample/leak_report.h"

#include <stdlib.h>
#include <string.h>

void leak_report_free(struct leak_report *report)
{
	for (size_t i = 0; i < report->type_count; i++)
		free(report->types[i].name);
	for (size_t i = 0; i < report->holder_count; i++) {
		free(report->holders[i].object);
		free(report->holders[i].symbol);
		free(report->holders[i].thread);
	}
	free(report->types);
	free(report->holders);
	report->types = NULL;
	report->holders = NULL;
	report->type_count = report->holder_count = 0;
}

const char *leak_type_kind_name(enum leak_type_kind kind)
{
	static const char *const names[LEAK_TYPE_KINDS] = { "class", "container", "python", "text",
		"pointers", "data" };

	return names[kind];
}

const char *leak_holder_kind_name(enum leak_holder_kind kind)
{
	static const char *const names[LEAK_HOLDER_KINDS] = { "data", "memory", "kernel", "heap",
		"tls", "stack", "call" };

	return names[kind];
}

const char *leak_unseen_name(enum leak_unseen unseen)
{
	static const char *const names[LEAK_UNSEEN_KINDS] = { NULL, "swapped", "unread" };

	return names[unseen];
}

/* ---- growth ---- */

static struct value gain(uint64_t now, uint64_t before)
{
	return value_of((int64_t)(now - before));
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_holder(const struct leak_holder *a, const struct leak_holder *b)
{
	return a->kind == b->kind && same_text(a->object, b->object) &&
	       same_text(a->symbol, b->symbol) && value_or(a->tid, 0) == value_or(b->tid, 0) &&
	       value_or(a->offset, 0) == value_or(b->offset, 0);
}

static uint64_t bytes_of_type(const struct leak_report *report, const struct leak_type *type)
{
	for (size_t i = 0; i < report->type_count; i++) {
		const struct leak_type *its = &report->types[i];

		if (its->kind == type->kind && strcmp(its->name, type->name) == 0)
			return its->bytes;
	}
	return 0;
}

static uint64_t bytes_of_holder(const struct leak_report *report, const struct leak_holder *holder)
{
	for (size_t i = 0; i < report->holder_count; i++)
		if (same_holder(&report->holders[i], holder))
			return report->holders[i].bytes;
	return 0;
}

void leak_report_compare(struct leak_report *report, const struct leak_report *before,
	double seconds)
{
	report->since_seconds = value_of((int64_t)seconds);
	for (size_t i = 0; i < report->type_count; i++) {
		struct leak_type *type = &report->types[i];

		type->growth_bytes = gain(type->bytes, bytes_of_type(before, type));
	}
	for (size_t i = 0; i < report->holder_count; i++) {
		struct leak_holder *holder = &report->holders[i];

		holder->growth_bytes = gain(holder->bytes, bytes_of_holder(before, holder));
	}
}
